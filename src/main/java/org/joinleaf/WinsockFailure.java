package org.joinleaf;

import java.util.Optional;
import org.joinleaf.winsock.WinsockError;

/**
 * What every exception of a failed Winsock call is, whatever class java.net has for it. The message names the call, its
 * argument, the code and, where one is likely, the cause: {@code WSAJoinLeaf 239.1.2.3:5000 on lo: WSAEADDRNOTAVAIL
 * (10049): ...}.
 *
 * <table>
 * <caption>The classes</caption>
 * <tr><th>class</th><th>when</th></tr>
 * <tr><td>{@link java.net.SocketTimeoutException}</td><td>WSAETIMEDOUT, of any call: a time limit of {@link
 * MultipointOptions} or {@link RootedOptions} has passed</td></tr>
 * <tr><td>{@link java.net.BindException}</td><td>any failure of {@code bind}</td></tr>
 * <tr><td>{@link java.net.ConnectException}</td><td>WSAECONNREFUSED, of any call: nobody listens, or the request to
 * join was refused</td></tr>
 * <tr><td>{@link WinsockException}</td><td>everything else</td></tr>
 * </table>
 *
 * <p>All of them are IOExceptions, and each that joinleaf throws is a WinsockFailure:
 *
 * <pre>{@code
 * try {
 *     socket.receive(buffer);
 * } catch (SocketTimeoutException e) {
 *     // nothing came in time
 * } catch (IOException e) {
 *     if (e instanceof WinsockFailure failure && failure.code() == Winsock.WSAENETUNREACH) { ... }
 * }
 * }</pre>
 *
 * <p>A call on a closed socket is no failure of Winsock: it throws {@link
 * java.nio.channels.ClosedChannelException}, and one that close ends {@link
 * java.nio.channels.AsynchronousCloseException}.
 */
public sealed interface WinsockFailure
        permits WinsockException, WinsockTimeoutException, WinsockBindException, WinsockConnectException {
    /**
     * Returns the Winsock error code.
     *
     * @return a code such as {@link org.joinleaf.winsock.Winsock#WSAEADDRNOTAVAIL}
     */
    int code();

    /**
     * Returns the name of the code.
     *
     * @return a name such as {@code WSAEADDRNOTAVAIL}
     */
    default String name() {
        return WinsockError.of(code()).map(WinsockError::name).orElse(code() == 0 ? "no code" : "unknown code");
    }

    /**
     * Returns why a request to join was refused, after a {@link MultipointLeaf#joinSession joinSession} or {@link
     * MultipointRoot#invite invite} that failed with WSAECONNREFUSED.
     *
     * @return what the other side told; empty if there was no answer, as when nobody listens there, and after every other
     *         failure
     */
    default Optional<Refusal> refusal() {
        return Optional.empty();
    }

    /**
     * Returns the message.
     *
     * @return the call, its argument, the code, what it means and what is most likely the cause
     */
    String getMessage();
}

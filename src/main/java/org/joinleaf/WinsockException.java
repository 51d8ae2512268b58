package org.joinleaf;

import java.net.SocketException;
import org.joinleaf.winsock.Winsock;
import org.joinleaf.winsock.WinsockError;

/**
 * A Winsock call failed. The message names the call, its argument, the code and, where one is likely, the cause:
 * {@code WSAJoinLeaf 239.1.2.3:5000 on lo: WSAEADDRNOTAVAIL (10049): ...}.
 */
public final class WinsockException extends SocketException {
    private static final long serialVersionUID = 1L;

    /** The Winsock error code. */
    private final int code;

    /**
     * Makes the exception for a failed call.
     *
     * @param call what was called and with what, "bind 0.0.0.0:5000"
     * @param code the Winsock error code
     */
    public WinsockException(String call, int code) {
        super(describe(call, code));
        this.code = code;
    }

    /**
     * Returns the Winsock error code.
     *
     * @return a code such as {@link Winsock#WSAEADDRNOTAVAIL}
     */
    public int code() {
        return code;
    }

    /**
     * Returns the name of the code.
     *
     * @return a name such as {@code WSAEADDRNOTAVAIL}
     */
    public String name() {
        return nameOf(code);
    }

    private static String nameOf(int code) {
        return WinsockError.of(code).map(WinsockError::name).orElse(code == 0 ? "no code" : "unknown code");
    }

    private static String describe(String call, int code) {
        String text = WinsockError.of(code).map(WinsockError::text).orElse("The provider gave no documented reason.");
        String message = call + ": " + nameOf(code) + " (" + code + "): " + text;
        String cause = LikelyCause.of(call, code);
        return cause == null ? message : message + " " + cause;
    }
}

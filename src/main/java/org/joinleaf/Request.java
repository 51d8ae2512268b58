package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.memory.RequestMemory;
import org.joinleaf.winsock.SocketAddresses;

/**
 * A request that waits to be decided about: that of a leaf to its root ({@link JoinRequest}), or that of a root to a
 * leaf ({@link Invitation}). It is decided once; a second decision is an IllegalStateException.
 *
 * <p>The other side waits for the decision as long as its join time-out allows. A request that it has withdrawn
 * meanwhile cannot be admitted any more: WSAECONNRESET, or WSAEACCES if its patience ran out.
 *
 * <p>Safe for use by any number of threads.
 *
 * @param <T> what an admission gives
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaaccept">WSAAccept</a>
 */
public abstract sealed class Request<T> permits JoinRequest, Invitation {
    private final Admission admission;
    private final InetSocketAddress address;
    private final byte[] callerData;
    private final FlowSpecs flowSpecs;

    Request(Admission admission, RequestMemory memory) {
        this.admission = admission;
        ByteBuffer callerId = memory.callerId();
        address = SocketAddresses.get(callerId, callerId.remaining());
        ByteBuffer data = memory.callerData();
        callerData = data == null ? new byte[0] : data.array();
        ByteBuffer qos = memory.flowSpecs();
        flowSpecs = qos == null ? null : FlowSpecs.read(qos);
    }

    /**
     * Returns the address of who asks.
     *
     * @return its address and port
     */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Returns the caller data.
     *
     * @return a read-only buffer of its own, empty if there is none
     */
    public ByteBuffer callerData() {
        return ByteBuffer.wrap(callerData).asReadOnlyBuffer();
    }

    /**
     * Returns the flow specifications that are asked for, as the asking side sees the directions.
     *
     * @return them, if there are any
     */
    public Optional<FlowSpecs> flowSpecs() {
        return Optional.ofNullable(flowSpecs);
    }

    /**
     * Admits without callee data.
     *
     * @return the new member
     * @throws IOException as {@link #admit(ByteBuffer, FlowSpecs)}
     */
    public T admit() throws IOException {
        return admitted(admission.admit(this, null, null));
    }

    /**
     * Admits: CF_ACCEPT.
     *
     * @param calleeData what goes back, from position to limit. The position is not moved.
     * @return the new member
     * @throws IOException as {@link #admit(ByteBuffer, FlowSpecs)}
     */
    public T admit(ByteBuffer calleeData) throws IOException {
        return admitted(admission.admit(this, Objects.requireNonNull(calleeData, "calleeData"), null));
    }

    /**
     * Admits with flow specifications other than those asked for: CF_ACCEPT.
     *
     * @param calleeData what goes back, from position to limit; nothing if that is empty. The position is not moved.
     * @param granted    the flow specifications, as the asking side sees the directions; ignored if the request has
     *                   none
     * @return the new member
     * @throws WinsockException      WSAEFAULT if the callee data is more than the provider carries (4,096 bytes); the
     *                               request is undecided then. WSAEINVAL if what is granted cannot be honoured: the request
     *                               is at the head of the queue again. WSAECONNRESET or WSAEACCES if it was withdrawn or has
     *                               timed out; WSAENOBUFS, and others of WSAAccept
     * @throws IllegalStateException if the request is decided
     * @throws java.nio.channels.ClosedChannelException if the listening socket is closed
     */
    public T admit(ByteBuffer calleeData, FlowSpecs granted) throws IOException {
        return admitted(admission.admit(this, Objects.requireNonNull(calleeData, "calleeData"),
                Objects.requireNonNull(granted, "granted")));
    }

    /**
     * Rejects: CF_REJECT. The other side's join fails with WSAECONNREFUSED. A request that was withdrawn is no failure.
     *
     * @throws WinsockException      if WSAAccept fails
     * @throws IllegalStateException if the request is decided
     * @throws java.nio.channels.ClosedChannelException if the listening socket is closed
     */
    public void reject() throws IOException {
        admission.reject(this, 0, ByteBuffer.allocate(0));
    }

    /**
     * Rejects with a number that tells why. The other side's join fails with WSAECONNREFUSED, and its {@link
     * WinsockFailure#refusal()} has the number.
     *
     * @param reason any number: what it means is the application's matter
     * @throws IOException as {@link #reject(int, ByteBuffer)}
     */
    public void reject(int reason) throws IOException {
        reject(reason, ByteBuffer.allocate(0));
    }

    /**
     * Rejects with a number and data that tell why. The other side's join fails with WSAECONNREFUSED, and its {@link
     * WinsockFailure#refusal()} has them. A request that was withdrawn is no failure. Another provider than joinleaf's own
     * rejects without telling.
     *
     * @param reason any number: what it means is the application's matter
     * @param data   what goes back, at most {@link Refusal#MOST_DATA} bytes, from position to limit. The position is not
     *               moved.
     * @throws WinsockException         WSAENOBUFS, and if WSAAccept fails
     * @throws IllegalArgumentException if there are more data; the request is undecided then
     * @throws IllegalStateException    if the request is decided
     * @throws java.nio.channels.ClosedChannelException if the listening socket is closed
     */
    public void reject(int reason, ByteBuffer data) throws IOException {
        admission.reject(this, reason, Refusal.requireShort(data));
    }

    /**
     * Defers: CF_DEFER. The request stays at the head of the queue, where the next accept finds it, and {@link
     * NetworkEvent#ACCEPT} does not come for it again.
     *
     * @throws IllegalStateException if the request is decided
     */
    public void defer() {
        admission.defer(this);
    }

    /** What the SOCKET of an admission becomes. */
    abstract T admitted(long socket);

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + Objects.toString(address) + ", " + Count.of(callerData.length, "byte") + "]";
    }
}

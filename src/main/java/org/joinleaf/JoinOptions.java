package org.joinleaf;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.joinleaf.internal.memory.Count;

/**
 * What a join or an invitation asks for, beside the address: the interface, the source, the direction, flow specifications,
 * caller data and the room for callee data. What is not named is left at its default.
 *
 * <pre>{@code
 * socket.joinSession(group, JoinOptions.on(lo).direction(Direction.RECEIVE));
 * leaf.joinSession(root, JoinOptions.defaults().callerData(token));
 * }</pre>
 *
 * <p>Unchangeable: each method makes another one.
 */
public final class JoinOptions {
    /** What joinleaf's own provider carries at most. */
    private static final int DEFAULT_CALLEE_ROOM = JoinleafOptions.JLR_CONNECT_DATA_MAX;

    private static final JoinOptions DEFAULTS =
            new JoinOptions(null, false, null, Direction.BOTH, null, null, DEFAULT_CALLEE_ROOM);

    private final NetworkInterface networkInterface;
    private final boolean systemChooses;
    private final InetAddress source;
    private final Direction direction;
    private final FlowSpecs flowSpecs;
    /** Never given to anybody who could change it. */
    private final ByteBuffer callerData;
    private final int calleeRoom;

    private JoinOptions(NetworkInterface networkInterface, boolean systemChooses, InetAddress source,
            Direction direction, FlowSpecs flowSpecs, ByteBuffer callerData, int calleeRoom) {
        this.networkInterface = networkInterface;
        this.systemChooses = systemChooses;
        this.source = source;
        this.direction = direction;
        this.flowSpecs = flowSpecs;
        this.callerData = callerData;
        this.calleeRoom = calleeRoom;
    }

    /**
     * Returns the defaults: to send and receive, with no flow specifications and no caller data, and room for 4,096
     * bytes of callee data. They name no interface, which a {@link MultipointSocket} wants to have named.
     *
     * @return the defaults
     */
    public static JoinOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Joins on an interface, which also becomes the one to send on (IP_MULTICAST_IF).
     *
     * @param networkInterface the interface
     * @return the defaults with it
     */
    public static JoinOptions on(NetworkInterface networkInterface) {
        Objects.requireNonNull(networkInterface, "networkInterface");
        return new JoinOptions(networkInterface, false, null, DEFAULTS.direction, null, null, DEFAULT_CALLEE_ROOM);
    }

    /**
     * Joins where the system chooses: on the interface of IP_MULTICAST_IF if that is set, else on the one that the
     * socket is bound to or that the address's scope id names, else where the route to the address leads. Where Linux
     * has no route for multicast, or one by an interface without an address of the family, it is the first interface to
     * other hosts that is up, has a carrier and has an address of the family, and loopback where there is none. On a host
     * with several interfaces, containers or a VPN that is seldom the one that was meant: {@link
     * MultipointSocket#networkInterface()} tells which one it was.
     *
     * @return the defaults with that choice
     */
    public static JoinOptions onSystemChoice() {
        return new JoinOptions(null, true, null, DEFAULTS.direction, null, null, DEFAULT_CALLEE_ROOM);
    }

    /** Whether one host may have the address, and send from it. */
    static boolean isOfOneHost(InetAddress address) {
        return !address.isAnyLocalAddress() && !address.isMulticastAddress()
                && !address.getHostAddress().equals("255.255.255.255");
    }

    /**
     * Hears one source only, whoever else sends to the group: a source-specific join (MCAST_JOIN_SOURCE_GROUP), which
     * routers and switches need not be told of any other source for. Of a {@link MultipointSocket} that receives, on an
     * interface that is named; more sources may be added by {@link MultipointSocket#join(InetAddress, NetworkInterface,
     * InetAddress)}. Windows has no such join: there WSAJoinLeaf joins for all sources first, and for
     * that moment others may be heard.
     *
     * @param source the address of the only source, of the group's family
     * @return these options with it
     * @throws IllegalArgumentException if the address is the wildcard, a group or 255.255.255.255
     */
    public JoinOptions source(InetAddress source) {
        if (!isOfOneHost(Objects.requireNonNull(source, "source"))) {
            throw new IllegalArgumentException("source is the address of one host, not " + source.getHostAddress());
        }
        return new JoinOptions(networkInterface, systemChooses, source, direction, flowSpecs, callerData, calleeRoom);
    }

    /**
     * Changes the direction.
     *
     * @param direction what the socket does in the session; of an invitation, what the root does towards the leaf
     * @return these options with it
     */
    public JoinOptions direction(Direction direction) {
        return new JoinOptions(networkInterface, systemChooses, source,
                Objects.requireNonNull(direction, "direction"), flowSpecs, callerData, calleeRoom);
    }

    /**
     * Asks for flow specifications.
     *
     * @param flowSpecs what the session is to be granted
     * @return these options with them
     */
    public JoinOptions flowSpecs(FlowSpecs flowSpecs) {
        return new JoinOptions(networkInterface, systemChooses, source, direction,
                Objects.requireNonNull(flowSpecs, "flowSpecs"), callerData, calleeRoom);
    }

    /**
     * Sends caller data with the request. Sessions over UDP carry none: WSAEPROTONOSUPPORT.
     *
     * @param callerData the data, from position to limit; they are copied now, the position is not moved
     * @return these options with them
     */
    public JoinOptions callerData(ByteBuffer callerData) {
        Objects.requireNonNull(callerData, "callerData");
        ByteBuffer copy = ByteBuffer.allocateDirect(callerData.remaining()).put(callerData.duplicate()).flip();
        return new JoinOptions(networkInterface, systemChooses, source, direction, flowSpecs, copy, calleeRoom);
    }

    /**
     * Changes the room for what comes back; more than that fails with WSAEFAULT.
     *
     * @param bytes the room, at least 0; more than 1 MiB counts as that
     * @return these options with it
     * @throws IllegalArgumentException if the room is negative
     */
    public JoinOptions calleeRoom(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("calleeRoom is at least 0, not " + bytes);
        }
        return new JoinOptions(networkInterface, systemChooses, source, direction, flowSpecs, callerData, bytes);
    }

    /**
     * Returns the interface.
     *
     * @return it, if one is named
     */
    public Optional<NetworkInterface> networkInterface() {
        return Optional.ofNullable(networkInterface);
    }

    /**
     * Tells whether the choice of the interface is left to the system.
     *
     * @return true if {@link #onSystemChoice()} said so
     */
    public boolean systemChooses() {
        return systemChooses;
    }

    /**
     * Returns the only source.
     *
     * @return it, if one is named
     */
    public Optional<InetAddress> source() {
        return Optional.ofNullable(source);
    }

    /**
     * Returns the direction.
     *
     * @return the direction, BOTH if none was named
     */
    public Direction direction() {
        return direction;
    }

    /**
     * Returns the flow specifications.
     *
     * @return them, if there are any
     */
    public Optional<FlowSpecs> flowSpecs() {
        return Optional.ofNullable(flowSpecs);
    }

    /**
     * Returns the caller data.
     *
     * @return a read-only buffer of its own, empty if there are none
     */
    public ByteBuffer callerData() {
        return callerData == null ? ByteBuffer.allocate(0).asReadOnlyBuffer() : callerData.asReadOnlyBuffer();
    }

    /**
     * Returns the room for callee data.
     *
     * @return a number of bytes
     */
    public int calleeRoom() {
        return calleeRoom;
    }

    /** As natives take it: direct, or null for no caller data. */
    ByteBuffer callerMemory() {
        return callerData;
    }

    @Override
    public String toString() {
        String where = networkInterface != null ? networkInterface.getName() : systemChooses ? "the system's choice" : "";
        return "JoinOptions[" + direction + (where.isEmpty() ? "" : " on " + where)
                + (source == null ? "" : " from " + source.getHostAddress())
                + (flowSpecs == null ? "" : ", " + flowSpecs)
                + (callerData == null ? "" : ", " + Count.of(callerData.remaining(), "byte") + " of caller data") + "]";
    }
}

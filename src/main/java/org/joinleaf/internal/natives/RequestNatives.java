package org.joinleaf.internal.natives;

import java.nio.ByteBuffer;

/**
 * Winsock's calls that carry connect data beside {@code WSAJoinLeaf}, as natives: {@code WSAAccept} with a condition
 * and {@code WSAConnect}. Results as {@link SocketNatives} tells.
 *
 * <p>A condition function in C would have to call into Java. To avoid that, Java calls twice. The first call shows the request
 * and defers it, which leaves it at the head of the queue (AC-05). The second call has the decision about that request.
 */
public final class RequestNatives {
    /**
     * A request in memory: where its members are. The caller data and what is provider-specific are last, with as much room as
     * the buffer has.
     */
    public static final int SEEN = 0;
    public static final int CALLER_ID_LENGTH = 4;
    public static final int CALLEE_ID_LENGTH = 8;
    /** The caller data's length, of which less may be here; -1 for NULL. */
    public static final int CALLER_DATA_LENGTH = 12;
    public static final int HAS_FLOW_SPECS = 16;
    public static final int CALLEE_ROOM = 20;
    /** The length of what is provider-specific in the flow specs, of which less may be here: it follows the caller data. */
    public static final int SPECIFIC_LENGTH = 24;
    public static final int CALLER_ID = 28;
    public static final int CALLEE_ID = 156;
    public static final int FLOW_SPECS = 284;
    public static final int CALLER_DATA = 348;

    /** Values of SEEN: there was no request; it was this one; it was another one than the one decided about. */
    public static final int NOTHING = 0;
    public static final int THIS = 1;
    public static final int OTHER = 2;
    /** The request was there, but the callee data is more than the provider carries: deferred. */
    public static final int NO_ROOM = 3;

    private RequestNatives() {
    }

    /**
     * WSAAccept whose condition function notes the request in memory and returns the decision. If the request is known,
     * the memory holds one already, and the decision is about that one: any other is deferred. SEEN is always written.
     * length[0] is the room for the address and then its length. With CF_ACCEPT the callee data goes to the caller, and
     * the flow specs, a QOS as {@link QosNatives} tells, unless they are null, become those granted. Returns the SOCKET.
     */
    public static native long accept(long socket, ByteBuffer address, int addressOffset, int[] length, ByteBuffer request,
            boolean known, int decision, ByteBuffer callee, int calleeOffset, int calleeLength, ByteBuffer flowSpecs,
            int flowSpecsOffset, int flowSpecsLength);

    /** callerLength below 0: no caller data. callee is a CalleeMemory's block, as that of a join. */
    public static native int connect(long socket, ByteBuffer name, int nameOffset, int nameLength, ByteBuffer caller,
            int callerOffset, int callerLength, ByteBuffer callee, int calleeRoom, ByteBuffer sqos, int sqosOffset,
            int sqosLength, ByteBuffer gqos, int gqosOffset, int gqosLength);
}

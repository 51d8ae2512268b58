package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.joinleaf.internal.memory.CalleeMemory;
import org.joinleaf.internal.natives.SocketNatives;

/** A WSAJoinLeaf with connect data: what it needs, copied and checked, and what came back. */
final class RootedJoin {
    /** The most that our provider carries. */
    private static final int CALLEE_ROOM = 4096;

    final String call;
    final InetSocketAddress address;
    private final SessionSocket socket;
    final Direction direction;
    private final PeerAddress name = new PeerAddress();
    private final ByteBuffer caller;
    private final CalleeMemory callee = new CalleeMemory(CALLEE_ROOM);
    private final ByteBuffer qos;

    RootedJoin(SessionSocket socket, String verb, InetSocketAddress address, ByteBuffer callerData,
            Direction direction, FlowSpecs flowSpecs) throws IOException {
        this.socket = socket;
        this.address = Admission.require(socket, verb, address);
        name.set(address);
        call = verb + " " + NetworkSocket.text(address);
        caller = callerData == null ? null
                : ByteBuffer.allocateDirect(Math.max(1, callerData.remaining())).put(callerData.duplicate()).flip();
        qos = FlowSpecs.structure(flowSpecs);
        this.direction = direction;
    }

    /** Returns the SOCKET or a negative result. */
    long call() throws IOException {
        long number = socket.handle.enter();
        try {
            return SocketNatives.joinLeaf(number, name.bytes(), 0, name.length(), caller, 0,
                    caller == null ? -1 : caller.limit(), callee.block(), CALLEE_ROOM, qos, 0, null, 0, direction.flags());
        } finally {
            socket.exit();
        }
    }

    /** After success. */
    byte[] calleeData() {
        byte[] data = new byte[callee.length()];
        callee.bytes().get(data);
        return data;
    }
}

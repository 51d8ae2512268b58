package org.joinleaf.benchmarks;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A connection to each leaf, on which each message has its length before it. */
final class TcpPeer extends Peer {
    private final int together;
    private final SocketChannel[] senders;
    private final SocketChannel[] receivers;
    private final ByteBuffer[] rooms;
    private final ByteBuffer frames = ByteBuffer.allocateDirect(BATCH_BYTES + BATCH * Integer.BYTES);

    /** together: how many messages go into one write. */
    TcpPeer(int leaves, int together) throws IOException {
        super(leaves);
        this.together = together;
        senders = new SocketChannel[leaves];
        receivers = new SocketChannel[leaves];
        rooms = new ByteBuffer[leaves];
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback())) {
            for (int i = 0; i < leaves; i++) {
                receivers[i] = keep(SocketChannel.open(server.getLocalAddress()));
                SocketChannel root = keep(server.accept());
                senders[i] = root.setOption(StandardSocketOptions.TCP_NODELAY, true);
                rooms[i] = ByteBuffer.allocateDirect(2 * LONGEST);
            }
        }
    }

    @Override
    void send(int count) throws IOException {
        for (int left = count; left > 0; left -= together) {
            frames.clear();
            for (int i = Math.min(left, together); i > 0; i--) {
                int at = frames.position();
                frames.putInt(size).putLong(sent++).position(at + Integer.BYTES + size);
            }
            int end = frames.position();
            for (SocketChannel root : senders) {
                frames.position(0).limit(end);
                while (frames.hasRemaining()) {
                    root.write(frames);
                }
            }
        }
    }

    @Override
    void receive(int leaf, long until) throws IOException {
        ByteBuffer room = rooms[leaf];
        while (received[leaf] < until) {
            if (receivers[leaf].read(room) < 0) {
                throw new IOException("the connection has ended");
            }
            room.flip();
            while (room.remaining() >= Integer.BYTES
                    && room.remaining() >= Integer.BYTES + room.getInt(room.position())) {
                int length = room.getInt();
                take(leaf, room.getLong(room.position()));
                room.position(room.position() + length);
            }
            room.compact();
        }
    }
}

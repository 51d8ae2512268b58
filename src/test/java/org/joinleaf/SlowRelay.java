package org.joinleaf;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A slow line to a port on loopback. It takes one TCP connection, and passes on 4 KB each 50 ms on the way there, and all at once
 * on the way back.
 */
final class SlowRelay implements AutoCloseable {
    private static final int ROOM = 4096;
    private static final int PAUSE_MILLIS = 50;

    private final ServerSocket listening = new ServerSocket();
    private final int to;

    /** Listens, and will connect to the port. */
    SlowRelay(int to) throws IOException {
        this.to = to;
        listening.setReceiveBufferSize(ROOM);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Rooted.start(this::serve);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    private Void serve() throws Exception {
        try (Socket slow = listening.accept(); Socket quick = new Socket(InetAddress.getLoopbackAddress(), to)) {
            Rooted.start(() -> pass(quick, slow, 0));
            pass(slow, quick, PAUSE_MILLIS);
        }
        return null;
    }

    private static Void pass(Socket from, Socket to, int pauseMillis) throws Exception {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] bytes = new byte[ROOM];
        for (int size = in.read(bytes); size >= 0; size = in.read(bytes)) {
            out.write(bytes, 0, size);
            Thread.sleep(pauseMillis);
        }
        to.shutdownOutput();
        return null;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}

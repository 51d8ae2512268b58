package org.joinleaf.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.joinleaf.JoinOptions;
import org.joinleaf.MultipointLeaf;
import org.joinleaf.MultipointOptions;
import org.joinleaf.SessionEnd;
import org.joinleaf.WinsockException;
import org.joinleaf.winsock.Winsock;

/** A leaf that runs in this process. */
final class LocalLeaf implements DemoLeaf {
    private final MultipointLeaf socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1000);

    LocalLeaf(StandardProtocolFamily family) throws IOException {
        this(MultipointLeaf.open(family));
    }

    /** Makes a leaf that was invited. */
    LocalLeaf(MultipointLeaf socket) {
        this.socket = socket;
    }

    MultipointLeaf socket() {
        return socket;
    }

    CompletableFuture<ByteBuffer> ask(InetSocketAddress root, String data) {
        return socket.joinSessionAsync(root, JoinOptions.defaults().callerData(bytes(data)));
    }

    void send(String text) throws IOException {
        socket.send(bytes(text));
    }

    @Override
    public String next(long millis) throws IOException {
        socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(millis));
        try {
            socket.receive(buffer.clear());
            return text(buffer.flip());
        } catch (SocketTimeoutException e) {
            return null;
        } catch (WinsockException e) {
            if (e.code() == Winsock.WSAESHUTDOWN) {
                return null;
            }
            throw e;
        }
    }

    /** Returns how the session ended; null if it did not end in time. */
    SessionEnd end(long millis) throws IOException {
        return get(socket.closed(), millis);
    }

    @Override
    public void close() {
        socket.close();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    /** Returns what a future gives; null if it gives nothing in time. */
    static <T> T get(CompletableFuture<T> future, long millis) throws IOException {
        try {
            return future.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }
}

package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call that ends because the socket was closed says so, whatever code the provider gives. */
class CloseOnWindows {
    private interface Call {
        void on(MultipointSocket socket) throws Exception;
    }

    @BeforeEach
    void need() {
        WindowsDouble.need();
    }

    @AfterEach
    void ofWine() throws Exception {
        if (Boolean.getBoolean("joinleaf.double")) {
            try (var any = MultipointSocket.open(INET)) {
                WindowsDouble.closeCode(any, 0);
            }
        }
    }

    private static Throwable outcome(int code, Call call, boolean interrupt) throws Exception {
        MultipointSocket socket = MultipointSocket.open(INET).bind(0);
        WindowsDouble.closeCode(socket, code);
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                call.on(socket);
                end.complete(null);
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
        thread.start();
        Blocked.await(thread);
        if (interrupt) {
            thread.interrupt();
        } else {
            socket.close();
        }
        return assertThrows(ExecutionException.class, () -> end.get(2, TimeUnit.MINUTES)).getCause();
    }

    @ParameterizedTest
    @ValueSource(ints = {Winsock.WSAEINTR, Winsock.WSAENOTSOCK, Winsock.WSA_OPERATION_ABORTED, Winsock.WSAEINVAL,
        Winsock.WSAECONNABORTED})
    void aBlockedCallEndsAsClosed(int code) throws Exception {
        assertEquals(AsynchronousCloseException.class,
                outcome(code, socket -> socket.receive(ByteBuffer.allocateDirect(10)), false).getClass());
        assertEquals(AsynchronousCloseException.class,
                outcome(code, socket -> socket.receiveBatch(ReceiveBatch.allocate(4, 100)), false).getClass());
        assertEquals(ClosedByInterruptException.class,
                outcome(code, socket -> socket.receive(ByteBuffer.allocateDirect(10)), true).getClass());
    }
}

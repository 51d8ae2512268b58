package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the classes of exceptions, and what they say. */
class WinsockFailureTest {
    @ParameterizedTest
    @EnumSource(Operation.class)
    void classesAreThoseOfJavaNet(Operation operation) {
        assertInstanceOf(SocketTimeoutException.class, operation.failure("x", Winsock.WSAETIMEDOUT, Circumstances.NONE));
        boolean bind = operation == Operation.BIND;
        Class<? extends IOException> refused = bind ? BindException.class : ConnectException.class;
        assertInstanceOf(refused, operation.failure("x", Winsock.WSAECONNREFUSED, Circumstances.NONE));
        Class<? extends IOException> other = bind ? BindException.class : WinsockException.class;
        assertInstanceOf(other, operation.failure("x", Winsock.WSAENOBUFS, Circumstances.NONE));
        for (int code : new int[] {Winsock.WSAETIMEDOUT, Winsock.WSAECONNREFUSED, Winsock.WSAENOBUFS, 12345}) {
            WinsockFailure failure = assertInstanceOf(WinsockFailure.class, operation.failure("call argument", code, Circumstances.NONE));
            assertEquals(code, failure.code());
            assertTrue(failure.getMessage().startsWith("call argument: " + failure.name() + " (" + code + "): "),
                    failure.getMessage());
        }
    }

    @Test
    void realCallsThrowThem() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var ear = Members.member(group, Direction.RECEIVE); var other = MultipointSocket.open(INET)) {
            ear.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(20));
            assertThrows(SocketTimeoutException.class, () -> ear.receive(ByteBuffer.allocate(1)));
            assertThrows(SocketTimeoutException.class, () -> ear.receiveBatch(ReceiveBatch.allocate(1, 1)));
            assertThrows(BindException.class, () -> other.bind(group));
        }
    }

    /** The words of the message do not matter for it. */
    @Test
    void batchesTellTheLikelyCause() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            ByteBuffer data = ByteBuffer.allocateDirect(10);
            String sending = Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> ear.sendBatch(data, 5)).getMessage();
            assertTrue(sending.contains("The socket joined with Direction.RECEIVE."), sending);
            String receiving = Members.assertCode(Winsock.WSAEOPNOTSUPP,
                    () -> mouth.receiveBatch(ReceiveBatch.allocate(1, 10))).getMessage();
            assertTrue(receiving.contains("The socket joined with Direction.SEND."), receiving);
        }
    }
}

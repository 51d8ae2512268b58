package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.joinleaf.internal.load.Platform;
import org.joinleaf.testing.Needs;
import org.joinleaf.winsock.LINGER;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a closed session owes is delivered, however its process ends. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ProcessEndTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(1500);
    private static final int MESSAGES = 1000;
    private static final int SIZE = 1000;
    private static final int SIGTERM = 15;
    /** A process that does not wait has ended by then. One that waits does so for a long time. */
    private static final int PAUSE_MILLIS = 500;

    /** A member in a process of its own, which sends, closes its session, and ends. */
    static final class Closing {
        private Closing() {
        }

        /**
         * Is a leaf, which says that it has joined; or a root, which says its port and admits one leaf. It sends when it is told
         * to, and says the time before it closes.
         *
         * @param arguments how it ends: {@code main}, {@code exit}, {@code signal}, {@code hook} (which closes it, too),
         *                  {@code reset} or {@code leaf} (the root stays open); JLR_LINGER_TIMEOUT in milliseconds; a leaf's root's port
         */
        public static void main(String[] arguments) throws Exception {
            Duration linger = Duration.ofMillis(Long.parseLong(arguments[1]));
            if (arguments.length == 2) {
                MultipointRoot root = MultipointRoot.open(INET, DataPlane.ROOTED)
                        .setOption(RootedOptions.LINGER_TIMEOUT, linger)
                        .setOption(RootedOptions.SLOW_TIMEOUT, LONG)
                        .setOption(RootedOptions.DEAD_TIMEOUT, LONG)
                        .bind(new InetSocketAddress("127.0.0.1", 0)).listen();
                System.out.println(root.getLocalAddress().getPort());
                RemoteLeaf leaf = root.accept().admit();
                if (arguments[0].equals("leaf")) {
                    sendToOne(root, leaf);
                } else {
                    send(root, MESSAGES, arguments[0]);
                }
            } else {
                MultipointLeaf leaf = MultipointLeaf.open(INET).setOption(RootedOptions.LINGER_TIMEOUT, linger);
                leaf.joinSession(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[2])));
                System.out.println("joined");
                send(leaf, 1, arguments[0]);
            }
        }

        /** The last message is for the leaf alone. Only the leaf is closed. */
        private static void sendToOne(MultipointRoot root, RemoteLeaf leaf) throws IOException {
            System.in.read();
            for (int i = 0; i < MESSAGES - 1; i++) {
                root.send(ByteBuffer.allocate(SIZE).putInt(0, i));
            }
            leaf.send(ByteBuffer.allocate(SIZE).putInt(0, MESSAGES - 1));
            System.out.println(System.currentTimeMillis());
            leaf.close();
        }

        private static void send(RootedSocket<?, ?> socket, int count, String how) throws IOException {
            System.in.read();
            for (int i = 0; i < count; i++) {
                socket.send(ByteBuffer.allocate(SIZE).putInt(0, i));
            }
            if (how.equals("reset")) {
                LINGER none = new LINGER();
                none.l_onoff(1);
                Winsock.setsockopt(socket.handle(), Winsock.SOL_SOCKET, Winsock.SO_LINGER, none.pointer(), none.pointer().limit());
            }
            System.out.println(System.currentTimeMillis());
            if (how.equals("hook")) {
                Runtime.getRuntime().addShutdownHook(new Thread(socket::close));
                return;
            }
            socket.close();
            if (how.equals("exit")) {
                System.exit(0);
            } else if (how.equals("signal")) {
                System.out.println("closing " + MultipointLeaf.open(INET).getOption(RootedOptions.UNDELIVERED).closing());
                System.in.read();
            }
        }
    }

    /** A leaf in a process of its own. */
    static final class Hearing {
        private Hearing() {
        }

        /**
         * Says that it has joined, and in the end how many messages it has received, and with which code it is told of no more.
         *
         * @param arguments the root's port
         */
        public static void main(String[] arguments) throws IOException {
            int count = 0;
            try (MultipointLeaf leaf = MultipointLeaf.open(INET)) {
                leaf.joinSession(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])));
                System.out.println("joined");
                ByteBuffer message = ByteBuffer.allocate(SIZE);
                for (leaf.receive(message); message.getInt(0) == count; leaf.receive(message.clear())) {
                    count++;
                }
            } catch (IOException e) {
                System.out.println(count + " " + ((WinsockFailure) e).code());
            }
        }
    }

    private static void go(Process process) throws IOException {
        process.outputWriter().append('\n').flush();
    }

    private static int exit(Process process) throws InterruptedException {
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), "it does not end");
        return process.exitValue();
    }

    /** A root and its leaf. */
    private record Session(Process root, Process leaf, boolean stopped) implements AutoCloseable {
        /** On Linux the leaf is stopped before the root sends, so that nothing is delivered by then. */
        static Session of(String how, Duration linger) throws Exception {
            boolean stops = !Platform.isWindows();
            if (stops) {
                Needs.program("kill", "procps");
            }
            Process root = Rooted.process(Closing.class, how, String.valueOf(linger.toMillis()));
            Session session = new Session(root, Rooted.process(Hearing.class, Rooted.line(root)), stops);
            assertEquals("joined", Rooted.line(session.leaf));
            if (stops) {
                Rooted.signal(session.leaf, "STOP");
            }
            go(root);
            return session;
        }

        @Override
        public void close() {
            root.destroyForcibly();
            leaf.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "exit", "signal", "hook", "leaf"})
    void aLeafGetsWhatARootHasSent(String how) throws Exception {
        boolean signal = how.equals("signal");
        assumeFalse(signal && Platform.isWindows(), "there is no signal that asks a process of Windows to end");
        try (Session session = Session.of(how, LONG)) {
            Rooted.line(session.root);
            if (signal) {
                assertEquals("closing 1", Rooted.line(session.root));
                Rooted.signal(session.root, "TERM");
            }
            if (session.stopped) {
                Thread.sleep(PAUSE_MILLIS);
                Rooted.signal(session.leaf, "CONT");
            }
            assertEquals(MESSAGES + " " + Winsock.WSAESHUTDOWN, Rooted.line(session.leaf));
            assertEquals(signal ? 128 + SIGTERM : 0, exit(session.root));
        }
    }

    /** What makes no progress is waited for as long as closing says, and no longer. */
    @Test
    void aLeafThatDoesNotGetOn() throws Exception {
        assumeFalse(Platform.isWindows(), "no process of Windows is stopped by a signal");
        try (Session session = Session.of("main", SHORT)) {
            long closed = Long.parseLong(Rooted.line(session.root));
            assertEquals(0, exit(session.root));
            long took = System.currentTimeMillis() - closed;
            assertTrue(took >= SHORT.toMillis(), "ended after " + took + " ms");
        }
    }

    @Test
    void aSessionThatIsResetIsNotWaitedFor() throws Exception {
        try (Session session = Session.of("reset", LONG)) {
            assertEquals(0, exit(session.root));
        }
    }

    /** The root's system may have got all of it, but the root has not. */
    @Test
    void aLeafWaitsForItsRoot() throws Exception {
        assumeFalse(Platform.isWindows(), "no process of Windows is stopped by a signal");
        Needs.program("kill", "procps");
        Process root = Rooted.process(RootedMember.class);
        Process leaf = Rooted.process(Closing.class, "main", String.valueOf(LONG.toMillis()), Rooted.line(root));
        try {
            assertEquals("joined", Rooted.line(leaf));
            Rooted.signal(root, "STOP");
            go(leaf);
            Rooted.line(leaf);
            Thread.sleep(PAUSE_MILLIS);
            assertTrue(leaf.isAlive());
            Rooted.signal(root, "CONT");
            assertEquals(0, exit(leaf));
        } finally {
            leaf.destroyForcibly();
            root.destroyForcibly();
        }
    }
}

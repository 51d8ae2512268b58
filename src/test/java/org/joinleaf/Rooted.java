package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.joinleaf.testing.Command;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.function.Executable;

/** Makes sessions with a root on loopback, for tests. */
final class Rooted {
    private static final int PATIENCE_SECONDS = 120;

    private Rooted() {
    }

    /** Opens a root that listens on loopback. */
    static MultipointRoot root(StandardProtocolFamily family, DataPlane plane) throws IOException {
        MultipointRoot root = MultipointRoot.open(family, plane);
        root.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
        root.setOption(MultipointOptions.SEND_TIMEOUT, Duration.ofMinutes(1));
        return root.bind(new InetSocketAddress(Members.address(family), 0)).listen(64);
    }

    static MultipointRoot root() throws IOException {
        return root(INET, DataPlane.ROOTED);
    }

    static MultipointLeaf leaf(StandardProtocolFamily family) throws IOException {
        MultipointLeaf leaf = MultipointLeaf.open(family);
        leaf.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
        leaf.setOption(MultipointOptions.SEND_TIMEOUT, Duration.ofMinutes(1));
        leaf.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofMinutes(1));
        return leaf;
    }

    /** Opens a leaf that listens for invitations. */
    static MultipointLeaf door(StandardProtocolFamily family) throws IOException {
        return leaf(family).bind(new InetSocketAddress(Members.address(family), 0)).listen(16);
    }

    /** Starts a member in a process of its own; what it has to complain about is printed. */
    static Process process(Class<?> main, String... arguments) throws IOException {
        return new ProcessBuilder(Command.java(main, arguments).words()).redirectError(Redirect.INHERIT).start();
    }

    /** Returns the next line that the process prints. */
    static String line(Process process) throws Exception {
        return get(start(process.inputReader()::readLine));
    }

    /** Sends a signal, such as KILL, to a process of Linux. */
    static void signal(Process process, String name) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor());
    }

    /** Starts a call in a thread of its own. */
    static <T> CompletableFuture<T> start(Callable<T> call) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(outcome, call), "test");
        thread.setDaemon(true);
        thread.start();
        return outcome;
    }

    /** Makes the call's result, or what it fails with, the outcome. */
    static <T> void complete(CompletableFuture<T> outcome, Callable<T> call) {
        try {
            outcome.complete(call.call());
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        }
    }

    /** Returns the options of a request or invitation with caller data. */
    static JoinOptions saying(String data) {
        return JoinOptions.defaults().callerData(Members.text(data));
    }

    static CompletableFuture<ByteBuffer> ask(MultipointLeaf leaf, MultipointRoot root, String data) {
        return start(() -> leaf.joinSession(root.getLocalAddress(),
                data == null ? JoinOptions.defaults() : saying(data)));
    }

    /** Both ends of an admission. */
    record Pair(MultipointLeaf member, RemoteLeaf leaf) {
    }

    /** A leaf that was admitted. */
    static Pair admit(MultipointRoot root) throws Exception {
        MultipointLeaf member = leaf(root.family());
        CompletableFuture<ByteBuffer> joined = ask(member, root, "x");
        RemoteLeaf leaf = root.accept().admit();
        get(joined);
        return new Pair(member, leaf);
    }

    static <T> T get(CompletableFuture<T> outcome) throws Exception {
        return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static void assertEnd(SessionEnd.Cause cause, CompletableFuture<SessionEnd> closed) throws Exception {
        assertEquals(cause, get(closed).cause());
    }

    /** Makes ready for a call. */
    interface Preparation {
        Callable<?> call() throws Exception;
    }

    /**
     * A call fails with this code once this side has noticed what happened on the other one. How long that takes is the
     * machine's matter, and asking cannot be undone: so all is made ready anew, with more time, until it does.
     *
     * @return how many milliseconds were enough
     */
    static long assertComesToFail(int code, Preparation preparation) throws Exception {
        for (long pause = 100; pause < 60_000; pause *= 3) {
            Callable<?> call = preparation.call();
            Thread.sleep(pause);
            try {
                if (call.call() instanceof NetworkSocket made) {
                    made.close();
                }
            } catch (IOException e) {
                Members.assertFailure(code, e);
                return pause;
            }
        }
        return fail("it never fails");
    }

    /** Returns what a call failed with. */
    static <E extends Throwable> E failure(Class<E> type, CompletableFuture<?> outcome) throws Exception {
        try {
            fail("succeeded: " + get(outcome));
            return null;
        } catch (ExecutionException e) {
            return assertThrows(type, () -> {
                throw e.getCause();
            });
        }
    }

    /** A call that must end, as closed, when its socket is closed. */
    static void assertWoken(Executable blocked, Executable close) throws Throwable {
        CompletableFuture<Thread> started = new CompletableFuture<>();
        CompletableFuture<Void> outcome = start(() -> {
            started.complete(Thread.currentThread());
            try {
                blocked.execute();
            } catch (Exception e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
            return null;
        });
        Blocked.await(started.get());
        assertFalse(outcome.isDone());
        close.execute();
        assertInstanceOf(AsynchronousCloseException.class, failure(ClosedChannelException.class, outcome));
    }

    static void assertCode(int code, CompletableFuture<?> outcome) throws Exception {
        Members.assertFailure(code, failure(IOException.class, outcome));
    }

    static String text(ByteBuffer data) {
        return Members.read(data.duplicate().position(data.limit()));
    }

    static String receive(RootedSocket<?, ?> socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(100);
        socket.receive(buffer);
        return Members.read(buffer);
    }

    /** Checks that nothing comes. */
    static void assertSilent(MultipointLeaf leaf) throws IOException {
        leaf.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(100));
        Members.assertCode(Winsock.WSAETIMEDOUT, () -> leaf.receive(ByteBuffer.allocate(10)));
        leaf.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
    }

    /** Admits the request that has this text, and rejects those before it. A request that was withdrawn is passed over. */
    static void admitText(MultipointRoot root, String text) throws IOException {
        for (int i = 0; i < 5; i++) {
            try {
                JoinRequest request = root.accept();
                if (text.equals(Rooted.text(request.callerData()))) {
                    request.admit();
                    return;
                }
                request.reject();
            } catch (IOException e) {
                continue;
            }
        }
        throw new AssertionError("no request came");
    }
}

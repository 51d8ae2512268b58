package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program for a user who may have few threads. For a moment there is no room for one more, whoever wants it: for who is
 * to be told of the end of a session and of a join, or for joinleaf's own. What fails says so; the rest is told later; and
 * then all is as before.
 */
final class ThreadLimit {
    private static volatile boolean stop;
    private static final List<Thread> OTHERS = new ArrayList<>();

    private ThreadLimit() {
    }

    /** Until no thread can be made. */
    private static void fill() {
        stop = false;
        try {
            while (OTHERS.size() < 10_000) {
                Thread thread = new Thread(() -> {
                    while (!stop) {
                        LockSupport.parkNanos(50_000_000);
                    }
                });
                thread.setDaemon(true);
                thread.start();
                OTHERS.add(thread);
            }
            throw new AssertionError("there is no limit");
        } catch (OutOfMemoryError e) {
            System.out.println(OTHERS.size() + " threads");
        }
    }

    private static void leave() throws InterruptedException {
        stop = true;
        for (Thread thread : OTHERS) {
            thread.join();
        }
        OTHERS.clear();
    }

    public static void main(String[] arguments) throws Exception {
        try (MultipointRoot root = Rooted.root();
                MultipointLeaf late = Rooted.leaf(INET)) {
            MultipointLeaf member = Rooted.leaf(INET);
            fill();
            joinWithoutEventThread(root);
            leave();
            CompletableFuture<?> joined = Rooted.ask(member, root, "x");
            RemoteLeaf leaf = root.accept().admit();
            Rooted.get(joined);
            CompletableFuture<SessionEnd> end = leaf.closed();
            CompletableFuture<?> lateJoin = late.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            var request = root.accept(Duration.ofMinutes(1));
            fill();
            member.close();
            request.admit();
            Thread.sleep(1000); // in which no thread can tell it; the JVM says so
            leave();
            Rooted.assertEnd(SessionEnd.Cause.LEFT, end);
            lateJoin.get(2, TimeUnit.MINUTES);
            require(isEventThreadAlive(), "the event thread lives");
        }
        try (MultipointRoot root = Rooted.root(); MultipointLeaf member = Rooted.leaf(INET)) {
            CompletableFuture<?> joined = member.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            root.accept().admit();
            joined.get(2, TimeUnit.MINUTES);
        }
        System.out.println("ok");
        System.exit(0);
    }

    private static void joinWithoutEventThread(MultipointRoot root) throws Exception {
        try (MultipointLeaf leaf = Rooted.leaf(INET)) {
            CompletableFuture<?> joined = leaf.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            joined.get(2, TimeUnit.MINUTES);
            throw new AssertionError("there was room for the thread");
        } catch (ExecutionException e) {
            require(e.getCause().getMessage().contains(EventThread.NAME), e.getCause().getMessage());
        }
    }

    private static boolean isEventThreadAlive() {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals(EventThread.NAME));
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("not so: " + what);
        }
    }
}

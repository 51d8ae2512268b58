package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of Java Flight Recorder tells of sessions, if it is asked to. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WatchTest {
    @TempDir
    private Path folder;

    @Test
    void aRecordingTellsJoinDecisionAndEnd() throws Exception {
        List<RecordedEvent> events = record(true);
        RecordedEvent admitted = only(events, "joinleaf.Decision", event -> event.getBoolean("admitted"));
        RecordedEvent join = only(events, "joinleaf.Join", event -> true);
        assertTrue(join.getString("what").contains("127.0.0.1"), join::toString);
        assertTrue(join.getLong("socket") > 0);
        only(events, "joinleaf.Decision", event -> !event.getBoolean("admitted"));
        assertTrue(admitted.getString("address").contains("127.0.0.1"), admitted::toString);
        // The root saw the leaf leave.
        RecordedEvent end = only(events, "joinleaf.End", event -> event.getString("cause").equals("LEFT"));
        assertEquals(0, end.getInt("code"));
    }

    @Test
    void aRecordingThatDoesNotAskHasNothing() throws Exception {
        assertEquals(List.of(), record(false));
    }

    /** A handler of the application's that is broken, on a full disk for example. */
    @Test
    void aLogThatFailsHarmsNoSession() throws Exception {
        Logger logger = Logger.getLogger("org.joinleaf"); // held: the log manager forgets what nobody holds
        List<String> told = new CopyOnWriteArrayList<>();
        Handler broken = new Handler() {
            @Override
            public void publish(LogRecord one) {
                told.add(one.getMessage().replaceFirst(":.*", ""));
                throw new IllegalStateException("thrown on purpose");
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        logger.setLevel(Level.FINE);
        logger.addHandler(broken);
        try {
            session();
        } finally {
            logger.removeHandler(broken);
            logger.setLevel(null);
        }
        assertTrue(told.containsAll(List.of("joined", "admitted", "rejected", "ended")), told::toString);
    }

    private static RecordedEvent only(List<RecordedEvent> events, String name,
            java.util.function.Predicate<RecordedEvent> which) {
        List<RecordedEvent> found = events.stream().filter(event -> event.getEventType().getName().equals(name)).filter(which)
                .toList();
        assertEquals(1, found.size(), () -> name + " in " + events);
        return found.get(0);
    }

    private List<RecordedEvent> record(boolean enabled) throws Exception {
        try (Recording recording = new Recording()) {
            if (enabled) {
                recording.enable("joinleaf.Join");
                recording.enable("joinleaf.Decision");
                recording.enable("joinleaf.End");
            }
            recording.start();
            session();
            recording.stop();
            Path file = folder.resolve("sessions.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().startsWith("joinleaf.")).toList();
        }
    }

    /** A session of two that ask, of whom one is admitted, and leaves. */
    private static void session() throws Exception {
        MultipointLeaf ann = Rooted.leaf(INET); // closed below
        try (var root = Rooted.root(INET, DataPlane.ROOTED); var bob = Rooted.leaf(INET)) {
            CompletableFuture<ByteBuffer> joined = Rooted.ask(ann, root, "ann");
            RemoteLeaf leaf = root.accept().admit();
            Rooted.get(joined);
            joined = Rooted.ask(bob, root, "bob");
            root.accept().reject();
            Rooted.get(joined.handle((data, failure) -> failure));
            ann.close();
            Rooted.get(leaf.closed());
        }
    }
}

package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.JMX;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is counted for open sockets, in the three ways of asking. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OpenSocketsTest {
    private static final int MESSAGES = 7;
    private static final int OPENED = 1_000;

    @TempDir
    private Path folder;

    @Test
    void aDatagramSocketIsThereWhileItIsOpen() throws IOException {
        MultipointSocket closed;
        long number;
        try (MultipointSocket socket = MultipointSocket.open(INET)) {
            number = socket.handle();
            SocketCounters one = of(number);
            assertEquals(socket.counters().toString(), one.toString());
            assertEquals(SocketCounters.UNKNOWN, one.messagesSent());
            assertTrue(one.dropped() == 0 || one.dropped() == SocketCounters.UNKNOWN, one::toString);
            closed = socket;
        }
        assertThrows(ClosedChannelException.class, closed::counters);
        assertTrue(OpenSockets.counters().stream().noneMatch(one -> one.socket() == number));
    }

    @Test
    void aSessionTellsWhatItSentAndToHowMany() throws Exception {
        try (var root = Rooted.root(INET, DataPlane.ROOTED); var leaf = Rooted.leaf(INET)) {
            talk(root, leaf);
            SocketCounters sender = of(root.handle());
            assertEquals(MESSAGES, sender.messagesSent());
            assertEquals(1, sender.leaves());
            assertEquals(SocketCounters.UNKNOWN, sender.dropped());
            assertEquals(MESSAGES, of(leaf.handle()).messagesReceived());
        }
    }

    @Test
    void theMXBeanTellsTheSame() throws Exception {
        OpenSockets.registerMXBean();
        OpenSockets.registerMXBean(); // does nothing
        OpenSocketsMXBean bean = JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(),
                new ObjectName("org.joinleaf:type=OpenSockets"), OpenSocketsMXBean.class);
        try (var root = Rooted.root(INET, DataPlane.ROOTED); var leaf = Rooted.leaf(INET)) {
            talk(root, leaf);
            assertTrue(bean.getCount() >= 2);
            Map<String, Long> sender = bean.getCounters().values().stream()
                    .filter(counters -> counters.get("socket") == root.handle()).findFirst().orElseThrow();
            assertEquals(MESSAGES, sender.get("messagesSent"));
            assertFalse(sender.containsKey("dropped"), sender::toString);
        }
    }

    @Test
    void aRecordingHasThemPeriodically() throws Exception {
        try (Recording recording = new Recording(); var root = Rooted.root(INET, DataPlane.ROOTED); var leaf = Rooted.leaf(INET)) {
            talk(root, leaf);
            recording.enable("joinleaf.Socket").with("period", "beginChunk");
            recording.start();
            recording.stop();
            Path file = folder.resolve("sockets.jfr");
            recording.dump(file);
            RecordedEvent sender = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals("joinleaf.Socket"))
                    .filter(event -> event.getLong("socket") == root.handle()).findFirst().orElseThrow();
            assertEquals(MESSAGES, sender.getLong("messagesSent"));
            assertEquals(1, sender.getLong("leaves"));
        }
    }

    @Test
    void aSocketThatIsBeingOpenedDoesNotDisturb() throws Exception {
        CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < OPENED; i++) {
                try {
                    MultipointRoot.open(INET, DataPlane.ROOTED).close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        while (!opening.isDone()) {
            OpenSockets.counters();
        }
        Rooted.get(opening);
    }

    private static SocketCounters of(long socket) {
        List<SocketCounters> found = OpenSockets.counters().stream().filter(one -> one.socket() == socket).toList();
        assertEquals(1, found.size(), found::toString);
        return found.get(0);
    }

    private static void talk(MultipointRoot root, MultipointLeaf leaf) throws Exception {
        CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, "ann");
        root.accept().admit();
        Rooted.get(joined);
        ByteBuffer memory = ByteBuffer.allocateDirect(16);
        for (int i = 0; i < MESSAGES; i++) {
            root.send(memory.clear());
            leaf.receive(memory.clear());
        }
    }
}

package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A root and its leaves in one thread, by their events. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RootedSelectorTest {
    private final List<String> told = new ArrayList<>();
    private NetworkSelector selector;

    @BeforeEach
    void open() throws IOException {
        selector = NetworkSelector.open();
    }

    @AfterEach
    void close() {
        selector.close();
    }

    private interface Handler {
        void handle(NetworkKey key) throws IOException;
    }

    private void selectUntil(BooleanSupplier done) throws IOException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "waited in vain after " + told);
            selector.select(key -> {
                try {
                    ((Handler) key.attachment()).handle(key);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }, 1000);
        }
    }

    private void onRoot(NetworkKey key) throws IOException {
        MultipointRoot root = (MultipointRoot) key.socket();
        if (key.has(NetworkEvent.ACCEPT)) {
            JoinRequest request;
            while ((request = root.accept()) != null) {
                RemoteLeaf leaf = request.admit(request.callerData());
                told.add("admitted");
                selector.register(leaf, EnumSet.of(NetworkEvent.CLOSE), (Handler) this::onLeaf);
            }
        }
        if (key.has(NetworkEvent.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(100);
            while (root.receive(buffer.clear()) != null) {
                told.add("root got " + Members.read(buffer));
            }
        }
    }

    private void onLeaf(NetworkKey key) throws IOException {
        assertTrue(key.has(NetworkEvent.CLOSE));
        told.add("left " + key.error(NetworkEvent.CLOSE));
        assertTrue(key.socket().closed().isDone());
        key.socket().close();
        assertFalse(key.isValid());
    }

    private void onMember(NetworkKey key) throws IOException {
        MultipointLeaf member = (MultipointLeaf) key.socket();
        if (key.has(NetworkEvent.CONNECT)) {
            told.add("joined " + key.error(NetworkEvent.CONNECT));
        }
        ByteBuffer buffer = ByteBuffer.allocate(100);
        while (key.has(NetworkEvent.READ) && member.receive(buffer.clear(), null) >= 0) {
            told.add("member got " + Members.read(buffer));
        }
        if (key.has(NetworkEvent.CLOSE)) {
            told.add("ended " + key.error(NetworkEvent.CLOSE));
            member.close();
        }
    }

    @Test
    @SuppressWarnings("try") // closed within
    void aSessionInOneThread() throws Exception {
        try (var root = Rooted.root(INET, DataPlane.NONROOTED); var ann = Rooted.leaf(INET);
                var bob = Rooted.leaf(INET)) {
            selector.register(root, EnumSet.of(NetworkEvent.ACCEPT, NetworkEvent.READ), (Handler) this::onRoot);
            assertFalse(root.isBlocking());
            assertNull(root.accept());
            List<CompletableFuture<ByteBuffer>> joins = new ArrayList<>();
            for (MultipointLeaf member : List.of(ann, bob)) {
                selector.register(member, EnumSet.of(NetworkEvent.READ, NetworkEvent.CONNECT, NetworkEvent.CLOSE),
                        (Handler) this::onMember);
                assertThrows(IllegalBlockingModeException.class, () -> member.joinSession(root.getLocalAddress()));
                joins.add(member.joinSessionAsync(root.getLocalAddress(), Rooted.saying("me")));
            }
            selectUntil(() -> joins.stream().allMatch(CompletableFuture::isDone));
            assertEquals("me", Rooted.text(joins.get(0).get()));
            selectUntil(() -> told.stream().filter("joined 0"::equals).count() == 2);
            told.clear();
            root.send(Members.text("hi"));
            selectUntil(() -> told.size() == 2);
            assertEquals(List.of("member got hi", "member got hi"), told);
            told.clear();
            assertEquals(2, ann.send(Members.text("ho")));
            selectUntil(() -> told.size() == 2);
            assertEquals(List.of("member got ho", "root got ho"), told.stream().sorted().toList());
            told.clear();
            bob.close();
            selectUntil(() -> !told.isEmpty());
            assertEquals(List.of("left 0"), told);
            assertEquals(1, root.leaves().size());
            told.clear();
            root.leaves().get(0).close();
            selectUntil(() -> !told.isEmpty());
            assertEquals(List.of("ended 0"), told);
            assertEquals(List.of(), root.leaves());
        }
    }

    @Test
    @SuppressWarnings("try") // closed within
    void anInvitationInOneThread() throws Exception {
        try (var root = Rooted.root(); var door = Rooted.door(INET)) {
            selector.register(root, EnumSet.of(NetworkEvent.READ), (Handler) this::onRoot);
            selector.register(door, EnumSet.of(NetworkEvent.ACCEPT), (Handler) key -> {
                Invitation invitation = door.accept();
                told.add("invited with " + Rooted.text(invitation.callerData()));
                selector.register(invitation.admit(Members.text("yes")), EnumSet.of(NetworkEvent.READ,
                        NetworkEvent.CLOSE), (Handler) this::onMember);
            });
            assertThrows(IllegalBlockingModeException.class, () -> root.invite(door.getLocalAddress()));
            CompletableFuture<RemoteLeaf> invited =
                    root.inviteAsync(door.getLocalAddress(), Rooted.saying("data"));
            selectUntil(invited::isDone);
            assertEquals("yes", Rooted.text(invited.get().calleeData()));
            assertEquals(List.of("invited with data"), told);
            root.send(Members.text("hello"));
            selectUntil(() -> told.size() == 2);
            assertEquals("member got hello", told.get(1));
            root.close();
            selectUntil(() -> told.size() == 3);
            assertEquals("ended 0", told.get(2));
        }
    }

    @Test
    void closedIsToldWhoeverSelects() throws Exception {
        try (var root = Rooted.root()) {
            Rooted.Pair pair = Rooted.admit(root);
            NetworkKey key = selector.register(pair.leaf(), EnumSet.of(NetworkEvent.CLOSE), (Handler) this::onLeaf);
            key.cancel(); // joinleaf's own thread is to tell again
            pair.member().close();
            Rooted.assertEnd(SessionEnd.Cause.LEFT, pair.leaf().closed());

            Rooted.Pair other = Rooted.admit(root);
            CompletableFuture<SessionEnd> end = other.member().closed();
            selector.register(other.member(), EnumSet.of(NetworkEvent.READ), (Handler) this::onMember);
            other.leaf().close();
            selectUntil(end::isDone); // though CLOSE is of no interest
            assertEquals(SessionEnd.Cause.LEFT, end.get().cause());
            other.member().close();
        }
    }

    @Test
    void aSendWithoutRoomComesBackWithWrite() throws Exception {
        try (var root = Rooted.root()) {
            root.setOption(RootedOptions.WINDOW, 128);
            Rooted.Pair pair = Rooted.admit(root);
            int[] sent = new int[1];
            selector.register(root, EnumSet.of(NetworkEvent.WRITE), (Handler) key -> {
                while (sent[0] < 2000 && root.send(Members.text("message " + sent[0])) > 0) {
                    sent[0]++;
                }
            });
            var reader = Rooted.start(() -> {
                for (int i = 0; i < 2000; i++) {
                    assertEquals("message " + i, Rooted.receive(pair.member()));
                }
                return null;
            });
            selectUntil(() -> sent[0] == 2000);
            Rooted.get(reader);
            pair.member().close();
        }
    }

    /** A provider of sessions with a root does not tell of addresses. Who asks for it keeps what there was. */
    @Test
    void interestThatIsRefusedChangesNothing() throws IOException {
        Set<NetworkEvent> refused = EnumSet.of(NetworkEvent.READ, NetworkEvent.ADDRESS_LIST_CHANGE);
        try (MultipointLeaf leaf = MultipointLeaf.open(INET)) {
            WinsockException first = assertThrows(WinsockException.class, () -> selector.register(leaf, refused));
            assertEquals(Winsock.WSAEOPNOTSUPP, first.code());
            assertTrue(first.getMessage().contains("for the interest in ADDRESS_LIST_CHANGE"), first::getMessage);
            assertTrue(leaf.isBlocking(), "as before");
            assertTrue(selector.keys().isEmpty());

            NetworkKey key = selector.register(leaf, EnumSet.of(NetworkEvent.CLOSE), "old");
            assertThrows(WinsockException.class, () -> key.interest(refused));
            assertThrows(WinsockException.class, () -> selector.register(leaf, refused, "new"));
            assertTrue(key.isValid());
            assertEquals(EnumSet.of(NetworkEvent.CLOSE), key.interest());
            assertEquals("old", key.attachment());
            assertEquals(Set.of(key), selector.keys());
        }
    }
}

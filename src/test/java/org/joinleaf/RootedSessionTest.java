package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.joinleaf.SessionEnd.Cause;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions with a root: the rules RT and AC as they are seen through the idiomatic API. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RootedSessionTest {
    private static final int MOST_DATA = 4096;

    /** RT-02, RT-03, RT-04. */
    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void aLeafAsks(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var ann = Rooted.leaf(family); var bob = Rooted.leaf(family)) {
            CompletableFuture<ByteBuffer> joined = Rooted.ask(ann, root, "ann");
            JoinRequest request = root.accept();
            assertEquals("ann", Rooted.text(request.callerData()));
            assertTrue(request.flowSpecs().isEmpty());
            RemoteLeaf leaf = request.admit(Members.text("welcome"));
            assertEquals("welcome", Rooted.text(Rooted.get(joined)));
            assertEquals(request.address(), leaf.address());
            assertEquals(ann.getLocalAddress(), leaf.address());
            assertEquals(root.getLocalAddress(), ann.root());

            joined = Rooted.ask(bob, root, "bob");
            root.accept().admit();
            assertEquals(0, Rooted.get(joined).remaining());
            assertEquals(2, root.leaves().size());
            assertEquals(leaf, root.leaves().get(0));

            assertEquals(2, root.send(Members.text("hi")));
            assertEquals("hi", Rooted.receive(ann));
            assertEquals("hi", Rooted.receive(bob));
            ann.send(Members.text("from ann"));
            ByteBuffer buffer = ByteBuffer.allocate(100);
            assertEquals(leaf.address(), root.receive(buffer));
            assertEquals("from ann", Members.read(buffer));
            if (plane == DataPlane.NONROOTED) {
                assertEquals(leaf.address(), bob.receive(buffer.clear()));
                assertEquals("from ann", Members.read(buffer));
            } else {
                Rooted.assertSilent(bob);
            }
            Rooted.assertSilent(ann);
        }
    }

    /** RT-01, RT-03. */
    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED"})
    void aRootInvites(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var door = Rooted.door(family)) {
            CompletableFuture<RemoteLeaf> invited =
                    Rooted.start(() -> root.invite(door.getLocalAddress(), Rooted.saying("come in")));
            Invitation invitation = door.accept();
            assertEquals("come in", Rooted.text(invitation.callerData()));
            try (MultipointLeaf member = invitation.admit(Members.text("gladly"))) {
                RemoteLeaf leaf = Rooted.get(invited);
                assertEquals("gladly", Rooted.text(leaf.calleeData()));
                assertEquals(door.getLocalAddress(), leaf.address());
                assertEquals(List.of(leaf), root.leaves());
                assertEquals(invitation.address(), member.root());
                root.send(Members.text("hello"));
                assertEquals("hello", Rooted.receive(member));
                member.send(Members.text("hello too"));
                assertEquals("hello too", Rooted.receive(root));
                CompletableFuture<SessionEnd> end = member.closed();
                leaf.close();
                Rooted.assertEnd(Cause.LEFT, end);
                Rooted.assertEnd(Cause.CLOSED_HERE, leaf.closed());
            }
            assertTrue(door.isOpen());
            CompletableFuture<RemoteLeaf> refused = Rooted.start(() -> root.invite(door.getLocalAddress()));
            door.accept().reject();
            Rooted.assertCode(Winsock.WSAECONNREFUSED, refused);
            assertEquals(List.of(), root.leaves());
        }
    }

    @Test
    void connectDataOfEveryLength() throws Exception {
        for (int length : new int[] {0, 1, 1000, MOST_DATA}) {
            byte[] data = Members.pattern(length);
            try (var root = Rooted.root(); var leaf = Rooted.leaf(INET); var door = Rooted.door(INET)) {
                ByteBuffer caller = ByteBuffer.wrap(data);
                var joined = Rooted.start(() -> leaf.joinSession(root.getLocalAddress(),
                        JoinOptions.defaults().callerData(caller)));
                JoinRequest request = root.accept();
                assertEquals(ByteBuffer.wrap(data), request.callerData());
                ByteBuffer callee = ByteBuffer.allocateDirect(length).put(data).flip();
                request.admit(callee);
                assertEquals(ByteBuffer.wrap(data), Rooted.get(joined));
                assertEquals(0, caller.position());
                assertEquals(0, callee.position());

                var invited = Rooted.start(() -> root.invite(door.getLocalAddress(), JoinOptions.defaults().callerData(callee)));
                Invitation invitation = door.accept();
                assertEquals(ByteBuffer.wrap(data), invitation.callerData());
                invitation.admit(ByteBuffer.wrap(data)).close();
                assertEquals(ByteBuffer.wrap(data), Rooted.get(invited).calleeData());
            }
        }
    }

    @Test
    void connectDataThatIsTooLong() throws Exception {
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
            ByteBuffer tooLong = ByteBuffer.allocate(MOST_DATA + 1);
            WinsockFailure e = Members.assertCode(Winsock.WSAEFAULT,
                    () -> leaf.joinSession(root.getLocalAddress(), JoinOptions.defaults().callerData(tooLong)));
            assertTrue(e.getMessage().contains("caller data"), e.getMessage());
            Members.assertCode(Winsock.WSAEFAULT, 
                    () -> root.invite(root.getLocalAddress(), JoinOptions.defaults().callerData(tooLong)));
            var joined = Rooted.ask(leaf, root, null);
            JoinRequest request = root.accept();
            Members.assertCode(Winsock.WSAEFAULT, () -> request.admit(tooLong));
            request.admit(Members.text("short")); // nothing was lost
            assertEquals("short", Rooted.text(Rooted.get(joined)));
        }
    }

    /** RT-06, RT-07, RT-09. */
    @ParameterizedTest
    @EnumSource(DataPlane.class)
    void orderlyEnds(DataPlane plane) throws Exception {
        MultipointRoot root = Rooted.root(INET, plane);
        Rooted.Pair one = Rooted.admit(root);
        Rooted.Pair two = Rooted.admit(root);
        Rooted.Pair three = Rooted.admit(root);
        one.member().close();
        Rooted.assertEnd(Cause.LEFT, one.leaf().closed());
        assertEquals(0, Rooted.get(one.leaf().closed()).code());
        assertEquals(List.of(two.leaf(), three.leaf()), root.leaves());
        assertFalse(one.leaf().isOpen());

        CompletableFuture<SessionEnd> end = two.member().closed();
        two.leaf().close();
        Rooted.assertEnd(Cause.LEFT, end);
        Rooted.assertEnd(Cause.CLOSED_HERE, two.leaf().closed());

        root.send(Members.text("last words"));
        end = three.member().closed();
        root.close();
        Rooted.assertEnd(Cause.CLOSED_HERE, three.leaf().closed());
        assertEquals("last words", Rooted.receive(three.member())); // EV-09: the end comes after all data
        Rooted.assertEnd(Cause.LEFT, end);
        Members.assertCode(Winsock.WSAESHUTDOWN, () -> Rooted.receive(three.member()));
        Members.assertCode(Winsock.WSAESHUTDOWN, () -> three.member().send(Members.text("x")));
        Members.assertCode(Winsock.WSAEINVAL, () -> three.member().joinSession(one.member().root()));
        two.member().close();
        three.member().close();
        Rooted.assertEnd(Cause.LEFT, three.member().closed());
    }

    /** RT-08. */
    @Test
    void nobodyThereOrNobodyAnswers() throws Exception {
        InetSocketAddress nowhere = new InetSocketAddress("127.0.0.1", Members.freePort(INET));
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET); var door = Rooted.door(INET)) {
            Members.assertCode(Winsock.WSAECONNREFUSED, () -> leaf.joinSession(nowhere));
            Members.assertCode(Winsock.WSAECONNREFUSED, () -> root.invite(nowhere));
            leaf.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofMillis(200));
            WinsockFailure e = Members.assertCode(Winsock.WSAETIMEDOUT,
                    () -> leaf.joinSession(root.getLocalAddress(), Rooted.saying("slow")));
            assertTrue(e.getMessage().contains("JOIN_TIMEOUT"), e.getMessage());
            root.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofMillis(200));
            Members.assertCode(Winsock.WSAETIMEDOUT, () -> root.invite(door.getLocalAddress()));
            leaf.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofMinutes(1));
            var joined = Rooted.ask(leaf, root, "in time");
            JoinRequest request = root.accept(); // the other one is skipped
            assertEquals("in time", Rooted.text(request.callerData()));
            request.admit();
            Rooted.get(joined);
        }
    }

    /** RT-10 and JL-10. */
    @Test
    void onceIsEnough() throws Exception {
        try (var root = Rooted.root(); var other = Rooted.root(); var door = Rooted.door(INET)) {
            Rooted.Pair pair = Rooted.admit(root);
            Members.assertCode(Winsock.WSAEISCONN, () -> pair.member().joinSession(other.getLocalAddress()));
            CompletableFuture<RemoteLeaf> first = root.inviteAsync(door.getLocalAddress(), JoinOptions.defaults());
            Rooted.assertCode(Winsock.WSAEALREADY,
                    root.inviteAsync(door.getLocalAddress(), JoinOptions.defaults()));
            MultipointLeaf member = door.accept().admit();
            RemoteLeaf leaf = Rooted.get(first);
            assertEquals(List.of(pair.leaf(), leaf), root.leaves());
            CompletableFuture<RemoteLeaf> second = root.inviteAsync(door.getLocalAddress(), JoinOptions.defaults());
            door.accept().reject();
            Rooted.assertCode(Winsock.WSAECONNREFUSED, second);
            member.close();
            pair.member().close();
        }
    }

    @Test
    void invitationsTakeTurns() throws Exception {
        try (var root = Rooted.root(); var door = Rooted.door(INET)) {
            List<CompletableFuture<RemoteLeaf>> invited = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                invited.add(Rooted.start(() -> root.invite(door.getLocalAddress())));
            }
            List<MultipointLeaf> members = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                members.add(door.accept().admit());
            }
            for (var one : invited) {
                Rooted.get(one);
            }
            assertEquals(5, root.leaves().size());
            members.forEach(MultipointLeaf::close);
        }
    }

    /** JL-12. */
    @Test
    void aCancelledInvitationLeavesNothing() throws Exception {
        try (var root = Rooted.root(); var door = Rooted.door(INET)) {
            assertTrue(root.inviteAsync(door.getLocalAddress(), JoinOptions.defaults()).cancel(true));
            for (int i = 0; i < 2; i++) {
                Rooted.assertComesToFail(Winsock.WSAECONNRESET, () -> {
                    CompletableFuture<RemoteLeaf> invited = root.inviteAsync(door.getLocalAddress(), JoinOptions.defaults());
                    Invitation invitation = door.accept();
                    assertTrue(invited.cancel(true));
                    return invitation::admit;
                });
            }
            assertEquals(List.of(), root.leaves());
            CompletableFuture<RemoteLeaf> invited = root.inviteAsync(door.getLocalAddress(), JoinOptions.defaults());
            MultipointLeaf member = door.accept().admit();
            assertEquals(List.of(Rooted.get(invited)), root.leaves());
            member.close();
        }
    }

    @Test
    void directions() throws Exception {
        try (var root = Rooted.root(); var listener = Rooted.leaf(INET); var teller = Rooted.leaf(INET)) {
            var joined = Rooted.start(() -> listener.joinSession(root.getLocalAddress(),
                    JoinOptions.defaults().direction(Direction.RECEIVE)));
            root.accept().admit();
            Rooted.get(joined);
            joined = Rooted.start(() -> teller.joinSession(root.getLocalAddress(),
                    JoinOptions.defaults().direction(Direction.SEND)));
            root.accept().admit();
            Rooted.get(joined);
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> listener.send(Members.text("x")));
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> teller.receive(ByteBuffer.allocate(1)));
            root.send(Members.text("listen"));
            assertEquals("listen", Rooted.receive(listener));
            teller.send(Members.text("tell"));
            assertEquals("tell", Rooted.receive(root));
            assertEquals(Direction.RECEIVE, listener.direction());
            assertEquals(Direction.SEND, teller.direction());
            assertEquals(Direction.BOTH, root.direction());
        }
    }

    @Test
    void flowSpecsAreCarriedAndNegotiated() throws Exception {
        FlowSpecs asked = new FlowSpecs(FlowSpec.rate(ServiceType.GUARANTEED, 100_000, 10_000), FlowSpec.DEFAULT);
        FlowSpecs granted = new FlowSpecs(FlowSpec.rate(ServiceType.CONTROLLED_LOAD, 50_000, 5_000), FlowSpec.DEFAULT);
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
            var joined = Rooted.start(() -> leaf.joinSession(root.getLocalAddress(), JoinOptions.defaults().flowSpecs(asked)));
            JoinRequest request = root.accept();
            assertEquals(asked, request.flowSpecs().orElseThrow());
            assertEquals("granted", assertThrows(NullPointerException.class,
                    () -> request.admit(ByteBuffer.allocate(0), null)).getMessage());
            assertEquals("calleeData", assertThrows(NullPointerException.class,
                    () -> request.admit(null)).getMessage());
            request.admit(ByteBuffer.allocate(0), granted);
            Rooted.get(joined);
            assertEquals(granted, leaf.flowSpecs());
            root.flowSpecs(asked);
            assertEquals(asked, root.flowSpecs());
            FlowSpecs odd = FlowSpecs.sending(FlowSpec.rate(ServiceType.GUARANTEED, 0, 0));
            try (var other = Rooted.leaf(INET)) {
                Members.assertCode(Winsock.WSAEOPNOTSUPP,
                        () -> other.joinSession(root.getLocalAddress(), JoinOptions.defaults().flowSpecs(odd)));
            }
        }
    }

    @Test
    void messagesOfEverySize() throws Exception {
        try (var root = Rooted.root()) {
            Rooted.Pair pair = Rooted.admit(root);
            for (int size : new int[] {0, 1, 1400, 9000, 65_535, 65_536}) {
                byte[] bytes = Members.pattern(size);
                ByteBuffer in = ByteBuffer.allocateDirect(65_536);
                assertEquals(size, root.send(ByteBuffer.wrap(bytes)));
                assertEquals(size, pair.member().receive(in, null));
                assertEquals(ByteBuffer.wrap(bytes), in.flip());
                assertEquals(size, pair.member().send(ByteBuffer.wrap(bytes)));
                byte[] back = new byte[65_536];
                ByteBuffer heap = ByteBuffer.wrap(back);
                root.receive(heap);
                assertArrayEquals(bytes, java.util.Arrays.copyOf(back, heap.position()));
            }
            Members.assertCode(Winsock.WSAEMSGSIZE, () -> root.send(ByteBuffer.allocate(65_537)));
            Members.assertCode(Winsock.WSAEMSGSIZE, () -> pair.member().send(ByteBuffer.allocate(65_537)));
            root.send(Members.text("too long"));
            ByteBuffer three = ByteBuffer.allocate(3);
            Members.assertCode(Winsock.WSAEMSGSIZE, () -> pair.member().receive(three));
            assertEquals("too", Members.read(three));
            assertEquals(65_536, root.getOption(MultipointOptions.MAX_MESSAGE_SIZE));
            pair.member().close();
        }
    }

    @Test
    void aHundredLeaves() throws Exception {
        List<MultipointLeaf> members = new ArrayList<>();
        try (var root = Rooted.root(INET, DataPlane.NONROOTED)) {
            List<CompletableFuture<ByteBuffer>> joins = new ArrayList<>();
            CompletableFuture<Set<String>> admitted = Rooted.start(() -> {
                Set<String> names = new TreeSet<>();
                for (int i = 0; i < 100; i++) {
                    JoinRequest request = root.accept();
                    names.add(Rooted.text(request.callerData()));
                    request.admit(request.callerData());
                }
                return names;
            });
            for (int i = 0; i < 100; i++) {
                MultipointLeaf leaf = Rooted.leaf(INET);
                members.add(leaf);
                joins.add(leaf.joinSessionAsync(root.getLocalAddress(), Rooted.saying("leaf " + i)));
                if (i % 32 == 31) {
                    Rooted.get(joins.get(i)); // the queue is 64 long
                }
            }
            for (int i = 0; i < 100; i++) {
                assertEquals("leaf " + i, Rooted.text(Rooted.get(joins.get(i))));
            }
            assertEquals(100, Rooted.get(admitted).size());
            assertEquals(100, root.leaves().size());
            assertEquals(100, root.getOption(RootedOptions.STATISTICS).leaves());
            for (int i = 0; i < 20; i++) {
                root.send(Members.text("message " + i));
            }
            for (MultipointLeaf member : members) {
                for (int i = 0; i < 20; i++) {
                    assertEquals("message " + i, Rooted.receive(member));
                }
            }
            members.get(7).send(Members.text("seven"));
            for (int i = 0; i < 100; i++) {
                if (i != 7) {
                    assertEquals("seven", Rooted.receive(members.get(i)));
                }
            }
            List<RemoteLeaf> leaves = root.leaves();
            for (int i = 0; i < 50; i++) {
                members.get(i).close();
            }
            int left = 0;
            for (RemoteLeaf leaf : leaves) {
                MultipointLeaf member = members.stream().filter(one -> isAt(one, leaf)).findFirst().orElse(null);
                if (member == null) {
                    Rooted.assertEnd(Cause.LEFT, leaf.closed());
                    left++;
                }
            }
            assertEquals(50, left);
            assertEquals(50, root.leaves().size());
        } finally {
            members.forEach(MultipointLeaf::close);
        }
    }

    private static boolean isAt(MultipointLeaf member, RemoteLeaf leaf) {
        try {
            return member.isOpen() && leaf.address().equals(member.getLocalAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

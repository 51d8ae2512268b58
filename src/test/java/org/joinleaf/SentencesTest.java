package org.joinleaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the pages of WSAJoinLeaf and WSPJoinLeaf say of sessions with a root, through the idiomatic API: a method for each
 * check of native/test/sentences that this API can make, by its number. The guide's page of sentences has a column for them.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SentencesTest {
    private static final FlowSpec BEFORE = FlowSpec.rate(ServiceType.CONTROLLED_LOAD, 1_000_000, 10_000);
    private static final FlowSpec WANTED = FlowSpec.rate(ServiceType.GUARANTEED, 2_000_000, 10_000);

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j01LeafJoinsAndTakesPart(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane)) {
            MultipointLeaf leaf = Rooted.admit(root).member();
            root.send(Members.text("hi"));
            assertEquals("hi", Rooted.receive(leaf));
            leaf.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"INET", "INET6"})
    void j04NoRemoteAddress(StandardProtocolFamily family) throws Exception {
        try (var leaf = Rooted.leaf(family)) {
            var wildcard = new InetSocketAddress(family == StandardProtocolFamily.INET ? "0.0.0.0" : "::", 5000);
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL, () -> leaf.joinSession(wildcard));
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j06ConnectData(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, "may I?");
            JoinRequest request = root.accept();
            assertEquals("may I?", Rooted.text(request.callerData()));
            request.admit(Members.text("you may"));
            assertEquals("you may", Rooted.text(Rooted.get(joined)));
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j15BlockingAndNobodyThere(StandardProtocolFamily family, DataPlane plane) throws Exception {
        InetSocketAddress gone;
        try (var root = Rooted.root(family, plane)) {
            gone = root.getLocalAddress();
        }
        try (var leaf = Rooted.leaf(family); var root = MultipointRoot.open(family, plane)) {
            Members.assertCode(Winsock.WSAECONNREFUSED, () -> leaf.joinSession(gone));
            Members.assertCode(Winsock.WSAECONNREFUSED, () -> root.invite(gone));
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j16TheFutureHasTheOutcome(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            CompletableFuture<ByteBuffer> joined = leaf.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            assertTrue(!joined.isDone());
            root.accept().reject();
            Rooted.assertCode(Winsock.WSAECONNREFUSED, joined);
            joined = leaf.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            root.accept().admit();
            Rooted.get(joined);
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j19MemberJoinsAgain(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane)) {
            MultipointLeaf leaf = Rooted.admit(root).member();
            Members.assertCode(Winsock.WSAEISCONN, () -> leaf.joinSession(root.getLocalAddress()));
            leaf.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j20RootInvitesOneAfterAnother(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = MultipointRoot.open(family, plane); var one = Rooted.door(family); var two = Rooted.door(family)) {
            CompletableFuture<RemoteLeaf> first = Rooted.start(() -> root.invite(one.getLocalAddress()));
            MultipointLeaf ann = one.accept().admit();
            CompletableFuture<RemoteLeaf> second = Rooted.start(() -> root.invite(two.getLocalAddress()));
            MultipointLeaf bob = two.accept().admit();
            // Whoever got START is there; the root's call may still be returning.
            assertTrue(!Rooted.get(first).address().equals(Rooted.get(second).address()));
            root.send(Members.text("all"));
            assertEquals("all", Rooted.receive(ann));
            assertEquals("all", Rooted.receive(bob));
            ann.close();
            bob.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j23AddressInUse(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family); var other = Rooted.leaf(family)) {
            leaf.bind(0);
            int port = leaf.getLocalAddress().getPort();
            CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, null);
            root.accept().admit();
            Rooted.get(joined);
            Members.assertCode(Winsock.WSAEADDRINUSE, () -> other.bind(port));
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j27StaysBound(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, null);
            JoinRequest request = root.accept();
            int port = leaf.getLocalAddress().getPort();
            request.reject();
            Rooted.assertCode(Winsock.WSAECONNREFUSED, joined);
            assertEquals(port, leaf.getLocalAddress().getPort());
            joined = Rooted.ask(leaf, root, null);
            root.accept().admit();
            Rooted.get(joined);
            assertEquals(port, leaf.getLocalAddress().getPort());
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j36WhatWasGrantedIsTold(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            leaf.flowSpecs(FlowSpecs.sending(BEFORE));
            CompletableFuture<ByteBuffer> joined = Rooted.start(() -> leaf.joinSession(root.getLocalAddress(),
                    JoinOptions.defaults().flowSpecs(new FlowSpecs(WANTED, BEFORE))));
            FlowSpec less = FlowSpec.rate(ServiceType.GUARANTEED, 300_000, 10_000);
            root.accept().admit(ByteBuffer.allocate(0), FlowSpecs.sending(less));
            Rooted.get(joined);
            assertEquals(less, leaf.flowSpecs().sending());
        }
    }

    @ParameterizedTest
    @CsvSource({"INET", "INET6"})
    void j37WhatCannotBeHad(StandardProtocolFamily family) throws Exception {
        FlowSpecs impossible = FlowSpecs.sending(FlowSpec.rate(ServiceType.GUARANTEED, 4_000_000_000L, 10_000));
        try (var root = Rooted.root(family, DataPlane.ROOTED); var leaf = Rooted.leaf(family)) {
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> leaf.flowSpecs(impossible));
            Members.assertCode(Winsock.WSAEOPNOTSUPP,
                    () -> leaf.joinSession(root.getLocalAddress(), JoinOptions.defaults().flowSpecs(impossible)));
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j38OtherDirectionIsIgnored(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            leaf.flowSpecs(FlowSpecs.sending(BEFORE));
            CompletableFuture<ByteBuffer> joined = Rooted.start(() -> leaf.joinSession(root.getLocalAddress(),
                    JoinOptions.defaults().direction(Direction.RECEIVE).flowSpecs(new FlowSpecs(WANTED, WANTED))));
            root.accept().admit();
            Rooted.get(joined);
            assertEquals(new FlowSpecs(BEFORE, WANTED), leaf.flowSpecs());
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j39WhatIsProviderSpecific(StandardProtocolFamily family, DataPlane plane) throws Exception {
        ByteBuffer object = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder()).putInt(Winsock.QOS_OBJECT_SD_MODE).putInt(12)
                .putInt(Winsock.TC_NONCONF_SHAPE).flip();
        FlowSpecs wanted = FlowSpecs.sending(WANTED).providerSpecific(object);
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family); var other = Rooted.leaf(family)) {
            FlowSpecs unknown = wanted.providerSpecific(object.duplicate().order(ByteOrder.nativeOrder()).putInt(4711).flip());
            String message = Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> leaf.joinSession(root.getLocalAddress(),
                    JoinOptions.defaults().flowSpecs(unknown))).getMessage();
            assertTrue(message.contains("providerSpecific=67120000"), message);
            object.putInt(0, Winsock.QOS_OBJECT_SD_MODE);
            CompletableFuture<ByteBuffer> joined = Rooted.start(() -> leaf.joinSession(root.getLocalAddress(),
                    JoinOptions.defaults().flowSpecs(wanted)));
            JoinRequest request = root.accept();
            assertEquals(object, request.flowSpecs().orElseThrow().providerSpecific());
            RemoteLeaf remote = request.admit();
            Rooted.get(joined);
            assertEquals(object, leaf.flowSpecs().providerSpecific());
            assertEquals(object, remote.flowSpecs().providerSpecific());
            assertEquals(WANTED, leaf.flowSpecs().sending());

            joined = Rooted.start(() -> other.joinSession(root.getLocalAddress(),
                    JoinOptions.defaults().flowSpecs(FlowSpecs.sending(WANTED))));
            JoinRequest first = root.accept();
            message = Members.assertCode(Winsock.WSAEINVAL, () -> first.admit(ByteBuffer.allocate(0), unknown)).getMessage();
            assertTrue(message.contains("providerSpecific=67120000"), message);
            request = root.accept();
            assertEquals(0, request.flowSpecs().orElseThrow().providerSpecific().remaining());
            request.admit(ByteBuffer.allocate(0), wanted);
            Rooted.get(joined);
            assertEquals(object, other.flowSpecs().providerSpecific());
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET6,NONROOTED"})
    void j40NoneIsSupplied(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            leaf.flowSpecs(FlowSpecs.sending(BEFORE));
            CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, null);
            JoinRequest request = root.accept();
            assertTrue(request.flowSpecs().isEmpty());
            request.admit();
            Rooted.get(joined);
            assertEquals(BEFORE, leaf.flowSpecs().sending());
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET6,NONROOTED"})
    void j21TimedOutAndAgain(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            leaf.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofMillis(150));
            Members.assertCode(Winsock.WSAETIMEDOUT, () -> leaf.joinSession(root.getLocalAddress()));
            leaf.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofMinutes(1));
            CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, "again");
            Rooted.admitText(root, "again");
            Rooted.get(joined);
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,INET6", "INET6,INET"})
    void j03AddressOfTheOtherFamily(StandardProtocolFamily family, StandardProtocolFamily other) throws Exception {
        try (var leaf = Rooted.leaf(family)) {
            var foreign = new InetSocketAddress(Members.address(other), 5000);
            Members.assertCode(Winsock.WSAEAFNOSUPPORT, () -> leaf.joinSession(foreign));
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET6,NONROOTED"})
    void j05BuffersTooSmallAndTooLarge(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            JoinOptions large = JoinOptions.defaults().callerData(ByteBuffer.allocate(100_000));
            Members.assertCode(Winsock.WSAEFAULT, () -> leaf.joinSession(root.getLocalAddress(), large));
            CompletableFuture<ByteBuffer> joined = Rooted.start(
                    () -> leaf.joinSession(root.getLocalAddress(), JoinOptions.defaults().calleeRoom(2)));
            root.accept().admit(Members.text("too much"));
            Rooted.assertCode(Winsock.WSAEFAULT, joined);
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j07NothingCameBack(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, "x");
            root.accept().admit();
            assertEquals(0, Rooted.get(joined).remaining());
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j08WhatCameBackIsThereWhenTheJoinIsDone(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            CompletableFuture<ByteBuffer> joined = leaf.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            root.accept().admit(Members.text("later"));
            assertEquals("later", Rooted.text(Rooted.get(joined)));
        }
    }

    @ParameterizedTest
    @CsvSource({"INET", "INET6"})
    void j09NoConnectData(StandardProtocolFamily family) throws Exception {
        try (var socket = MultipointSocket.open(family)) {
            JoinOptions data = JoinOptions.on(Members.lo()).callerData(Members.text("data"));
            Members.assertCode(Winsock.WSAEPROTONOSUPPORT, () -> socket.joinSession(Members.group(family), data));
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j11SenderReceiverOrBoth(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var sender = Rooted.leaf(family); var receiver = Rooted.leaf(family);
                var both = Rooted.leaf(family)) {
            join(sender, root, Direction.SEND);
            assertEquals(1, sender.send(Members.text("x")));
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> sender.receive(ByteBuffer.allocate(8)));
            join(receiver, root, Direction.RECEIVE);
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> receiver.send(Members.text("x")));
            join(both, root, Direction.BOTH);
            assertEquals(1, both.send(Members.text("y")));
            root.send(Members.text("z"));
            Set<String> heard = new HashSet<>(Set.of(Rooted.receive(receiver)));
            if (plane == DataPlane.NONROOTED) {
                heard.add(Rooted.receive(receiver)); // in whatever order they came
            }
            assertEquals(plane == DataPlane.ROOTED ? Set.of("z") : Set.of("y", "z"), heard);
            assertEquals("z", Rooted.receive(both));
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET6,NONROOTED"})
    void j12TheSocketStaysTheSame(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            long handle = leaf.handle();
            join(leaf, root, Direction.BOTH);
            assertEquals(handle, leaf.handle());
        }
    }

    private static void join(MultipointLeaf leaf, MultipointRoot root, Direction direction) throws Exception {
        CompletableFuture<ByteBuffer> joined = Rooted.start(
                () -> leaf.joinSession(root.getLocalAddress(), JoinOptions.defaults().direction(direction)));
        root.accept().admit();
        Rooted.get(joined);
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j18WhileAJoinIsPending(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family); var door = Rooted.door(family)) {
            leaf.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            Members.assertCode(Winsock.WSAEALREADY, () -> leaf.joinSession(root.getLocalAddress()));
            root.inviteAsync(door.getLocalAddress(), JoinOptions.defaults());
            Members.assertCode(Winsock.WSAEALREADY, () -> root.invite(door.getLocalAddress()));
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j25BrokenOff(StandardProtocolFamily family, DataPlane plane) throws Exception {
        MultipointLeaf leaf = Rooted.leaf(family);
        MultipointRoot host = MultipointRoot.open(family, plane);
        try (var root = Rooted.root(family, plane); var door = Rooted.door(family)) {
            CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, null);
            root.accept();
            leaf.close();
            Rooted.failure(AsynchronousCloseException.class, joined); // which a channel has for WSAEINTR
            CompletableFuture<RemoteLeaf> invited = Rooted.start(() -> host.invite(door.getLocalAddress()));
            door.accept();
            host.close();
            Rooted.failure(AsynchronousCloseException.class, invited);
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j28NotUsableYetAndCancelled(StandardProtocolFamily family, DataPlane plane) throws Exception {
        MultipointLeaf leaf = Rooted.leaf(family);
        try (var root = Rooted.root(family, plane); var door = Rooted.door(family)) {
            leaf.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            Members.assertCode(Winsock.WSAENOTCONN, () -> leaf.send(Members.text("x")));
            leaf.close();
            root.inviteAsync(door.getLocalAddress(), Rooted.saying("first")).cancel(true);
            CompletableFuture<RemoteLeaf> invited = root.inviteAsync(door.getLocalAddress(), Rooted.saying("second"));
            Invitation invitation = door.accept();
            while (!"second".equals(Rooted.text(invitation.callerData()))) {
                invitation.reject(); /* one request at a time is shown, a withdrawn one too, until it is decided */
                invitation = door.accept();
            }
            invitation.admit().close();
            Rooted.get(invited);
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET6,NONROOTED"})
    void j29BuffersAreTheCallersAgain(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var leaf = Rooted.leaf(family)) {
            ByteBuffer data = Members.text("kept");
            CompletableFuture<ByteBuffer> joined = leaf.joinSessionAsync(root.getLocalAddress(),
                    JoinOptions.defaults().callerData(data));
            data.put(0, (byte) 'x');
            JoinRequest request = root.accept();
            assertEquals("kept", Rooted.text(request.callerData()));
            request.admit();
            Rooted.get(joined);
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j30LeafAsks(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane)) {
            Rooted.Pair pair = Rooted.admit(root);
            assertEquals(pair.member().getLocalAddress().getPort(), pair.leaf().address().getPort());
            assertEquals(List.of(pair.leaf()), root.leaves());
            pair.member().close();
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j31RootThatListensInvitesToo(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane); var door = Rooted.door(family)) {
            CompletableFuture<RemoteLeaf> invited = Rooted.start(() -> root.invite(door.getLocalAddress()));
            MultipointLeaf ann = door.accept().admit();
            Rooted.get(invited);
            MultipointLeaf bob = Rooted.admit(root).member();
            root.send(Members.text("both"));
            assertEquals("both", Rooted.receive(ann));
            assertEquals("both", Rooted.receive(bob));
            ann.close();
            bob.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j32TheNewLeafHasTheRootsProperties(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane)) {
            root.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(1234));
            root.setOption(RootedOptions.LINGER_TIMEOUT, Duration.ofSeconds(7));
            root.flowSpecs(FlowSpecs.sending(BEFORE));
            Rooted.Pair pair = Rooted.admit(root);
            assertEquals(Duration.ofMillis(1234), pair.leaf().getOption(MultipointOptions.RECEIVE_TIMEOUT));
            assertEquals(Duration.ofSeconds(7), pair.leaf().getOption(RootedOptions.LINGER_TIMEOUT));
            assertEquals(BEFORE, pair.leaf().flowSpecs().sending());
            pair.leaf().setOption(RootedOptions.LINGER_TIMEOUT, Duration.ofSeconds(1));
            assertEquals(Duration.ofSeconds(7), root.getOption(RootedOptions.LINGER_TIMEOUT));
            pair.member().close();
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j33NoMultipointDataForTheRootsLeaf(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane)) {
            Rooted.Pair pair = Rooted.admit(root);
            MultipointLeaf other = Rooted.admit(root).member();
            pair.leaf().setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(100));
            pair.member().send(Members.text("up"));
            assertEquals("up", Rooted.receive(root));
            Members.assertCode(Winsock.WSAETIMEDOUT, () -> pair.leaf().receive(ByteBuffer.allocate(8)));
            pair.member().close();
            other.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j34LeafLeaves(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane)) {
            Rooted.Pair pair = Rooted.admit(root);
            pair.member().close();
            Rooted.assertEnd(SessionEnd.Cause.LEFT, pair.leaf().closed());
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,ROOTED", "INET,NONROOTED", "INET6,ROOTED", "INET6,NONROOTED"})
    void j35RootLetsGo(StandardProtocolFamily family, DataPlane plane) throws Exception {
        try (var root = Rooted.root(family, plane)) {
            Rooted.Pair pair = Rooted.admit(root);
            pair.leaf().close();
            Rooted.assertEnd(SessionEnd.Cause.LEFT, pair.member().closed());
            assertThrows(IOException.class, () -> pair.member().receive(ByteBuffer.allocate(8)));
            Members.assertCode(Winsock.WSAEINVAL, () -> pair.member().joinSession(root.getLocalAddress()));
            pair.member().close();
        }
    }
}

package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a join that was refused is told. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RefusalTest {
    private static WinsockFailure refused(CompletableFuture<?> outcome) throws Exception {
        return Members.assertFailure(Winsock.WSAECONNREFUSED, Rooted.failure(IOException.class, outcome));
    }

    private static Refusal.Cause cause(MultipointRoot root, MultipointLeaf leaf) {
        return Members.assertCode(Winsock.WSAECONNREFUSED, () -> leaf.joinSession(root.getLocalAddress())).refusal()
                .orElseThrow().cause();
    }

    @Test
    void aLeafIsTold() throws Exception {
        byte[] data = Members.pattern(Refusal.MOST_DATA);
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
            for (int length : new int[] {0, 1, data.length}) {
                CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, "wrong token");
                JoinRequest request = root.accept();
                assertThrows(IllegalArgumentException.class,
                        () -> request.reject(1, ByteBuffer.allocate(Refusal.MOST_DATA + 1)));
                ByteBuffer why = ByteBuffer.wrap(data, 0, length);
                request.reject(-7, why);
                assertEquals(0, why.position());
                WinsockFailure failure = refused(joined);
                Refusal refusal = failure.refusal().orElseThrow();
                assertEquals(Refusal.Cause.APPLICATION, refusal.cause());
                assertEquals(-7, refusal.number());
                assertEquals(ByteBuffer.wrap(data, 0, length), refusal.data());
                String told = "the number -7 and " + (length == 1 ? "1 byte (" : length + " bytes (");
                assertTrue(failure.getMessage().contains(told), failure.getMessage());
                assertThrows(IllegalStateException.class, () -> request.reject(1));
            }
            CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, "again");
            root.accept().reject();
            assertEquals(0, refused(joined).refusal().orElseThrow().number());
            joined = Rooted.ask(leaf, root, "and again");
            root.accept().admit();
            Rooted.get(joined);
        }
    }

    /** A socket that is closed has rejected nothing. */
    @Test
    void aRootThatClosesHasNotRejected() throws Exception {
        MultipointRoot root = Rooted.root();
        try (var leaf = Rooted.leaf(INET)) {
            CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, "is anybody there");
            root.accept();
            root.close();
            String message = refused(joined).getMessage();
            assertTrue(message.contains("without a reason, or has closed its socket"), message);
        }
    }

    /** By a join that waits for FD_CONNECT, and by an invitation. */
    @Test
    void whoeverAsksIsTold() throws Exception {
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET); var door = Rooted.door(INET)) {
            CompletableFuture<ByteBuffer> joined = leaf.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults());
            root.accept().reject(12, Members.text("no"));
            assertEquals(12, refused(joined).refusal().orElseThrow().number());
            CompletableFuture<RemoteLeaf> invited = Rooted.start(() -> root.invite(door.getLocalAddress()));
            door.accept().reject(13, Members.text("not me"));
            Refusal refusal = refused(invited).refusal().orElseThrow();
            assertEquals("13 not me", refusal.number() + " " + Rooted.text(refusal.data()));
        }
    }

    @Test
    void noDecisionOfTheApplication() throws Exception {
        MultipointRoot keyed = Rooted.root(); // closed below
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET);
                var other = MultipointRoot.open(INET, DataPlane.ROOTED)) {
            root.setOption(RootedOptions.MAX_LEAVES, 1);
            Rooted.Pair pair = Rooted.admit(root);
            assertEquals(Refusal.Cause.FULL, cause(root, leaf));
            WinsockFailure failure = Members.assertCode(Winsock.WSAECONNREFUSED, () -> other.invite(root.getLocalAddress()));
            assertEquals(Refusal.Cause.DATA_PLANE, failure.refusal().orElseThrow().cause());
            leaf.setOption(RootedOptions.KEY, new byte[16]);
            assertEquals(Refusal.Cause.KEY, cause(root, leaf));
            keyed.setOption(RootedOptions.KEY, Members.pattern(16)); // zeros alone are one key
            assertEquals(Refusal.Cause.UNANSWERED, cause(keyed, leaf));
            InetSocketAddress gone = keyed.getLocalAddress();
            keyed.close();
            failure = Members.assertCode(Winsock.WSAECONNREFUSED, () -> leaf.joinSession(gone));
            assertEquals(Optional.empty(), failure.refusal());
            assertEquals(Optional.empty(),
                    Members.assertCode(Winsock.WSAENOTCONN, () -> leaf.send(Members.text("x"))).refusal());
            pair.member().close();
        }
    }

    /** Exceptions can be written. */
    @Test
    void isSerializable() throws Exception {
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
            CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, "x");
            root.accept().reject(5, Members.text("five"));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(refused(joined));
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                WinsockFailure read = assertInstanceOf(WinsockFailure.class, in.readObject());
                assertEquals("five", Rooted.text(read.refusal().orElseThrow().data()));
            }
        }
    }
}

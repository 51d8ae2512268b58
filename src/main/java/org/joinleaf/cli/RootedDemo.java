package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.joinleaf.DataPlane;
import org.joinleaf.Invitation;
import org.joinleaf.JoinOptions;
import org.joinleaf.JoinRequest;
import org.joinleaf.MultipointLeaf;
import org.joinleaf.MultipointOptions;
import org.joinleaf.MultipointRoot;
import org.joinleaf.RemoteLeaf;
import org.joinleaf.RootedOptions;
import org.joinleaf.SessionEnd;
import org.joinleaf.SessionEnd.Cause;
import org.joinleaf.SessionSocket;
import org.joinleaf.WinsockFailure;
import org.joinleaf.winsock.Winsock;

/** In the demo of a session with a root ann, bob and cam ask and are admitted, dan is rejected, and eve is invited. */
final class RootedDemo implements AutoCloseable {
    /** Long enough for a busy machine to start a JVM: who waits in vain is told of a fault. */
    private static final long PATIENCE_MILLIS = 30_000;
    private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final long DRAIN_MILLIS = 30;
    private static final List<String> NAMES = List.of("ann", "bob", "cam", "dan", "eve");

    private final StandardProtocolFamily family;
    private final MultipointRoot root;
    private final InetSocketAddress address;
    private final Map<String, DemoLeaf> leaves = new LinkedHashMap<>();
    private final Map<String, RemoteLeaf> atRoot = new LinkedHashMap<>();
    private final Table arrivals = new Table("leaf", "who asks", "caller data", "decision", "callee data");
    private final Table messages = new Table("who", "does", "root", "ann", "bob", "cam", "dan", "eve");
    private final Table ends = new Table("who", "goes", "and the other side gets");
    private int wanted;
    private int right;
    private int wrong;

    /** The root listens. */
    RootedDemo(StandardProtocolFamily family, int port) throws IOException {
        this.family = family;
        LocalMulticast.require(family);
        root = MultipointRoot.open(family, DataPlane.ROOTED);
        try {
            byte[] loopback = family == INET ? new byte[] {127, 0, 0, 1} : new byte[16];
            loopback[loopback.length - 1] = 1;
            root.setOption(MultipointOptions.RECEIVE_TIMEOUT, PATIENCE);
            root.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), port)).listen();
            address = root.getLocalAddress();
        } catch (IOException | RuntimeException | Error e) {
            root.close();
            throw e;
        }
    }

    /** Runs the session, and tells it as it goes. */
    boolean run(PrintWriter out) throws IOException {
        out.println("A root and five leaves, over loopback: nothing leaves this host.");
        out.println();
        out.println("  root        " + Addresses.text(address) + ", c_root and d_root");
        out.println("  control     every leaf is admitted: TCP");
        out.println("  data plane  rooted: the root sends to all leaves by multicast,");
        out.println("              a leaf to the root");
        out.println();
        out.flush();
        long start = System.nanoTime();
        comeIn();
        out.println("How they come in (WSAJoinLeaf by who asks, WSAAccept by the other):");
        out.println();
        arrivals.print(out, "  ");
        out.println();
        out.flush();
        talk();
        out.println("Who got what:");
        out.println();
        messages.print(out, "  ");
        out.println();
        out.println("How they go (FD_CLOSE and its error):");
        out.println();
        ends.print(out, "  ");
        out.println();
        boolean passed = right == wanted && wrong == 0;
        out.println(passed
                ? String.format(Locale.ROOT, "All %d were as they should be, in %.1f s. The demo passed.", wanted,
                        (System.nanoTime() - start) / 1e9)
                : "The demo FAILED: " + right + " of " + wanted + " were as they should be, and " + wrong
                        + " came that should not have.");
        return passed;
    }

    /* ---- coming in ---- */

    private void comeIn() throws IOException {
        ChildLeaf bob = new ChildLeaf(address, "I am bob"); // this takes a moment to start
        leaves.put("bob", bob);
        admit("bob", null);
        check("bob", "welcome, bob".equals(bob.next(PATIENCE_MILLIS)));
        for (String name : List.of("ann", "cam")) {
            LocalLeaf leaf = new LocalLeaf(family);
            leaves.put(name, leaf);
            CompletableFuture<ByteBuffer> joined = leaf.ask(address, "I am " + name);
            admit(name, joined);
        }
        reject();
        invite();
    }

    private void admit(String name, CompletableFuture<ByteBuffer> joined) throws IOException {
        JoinRequest request = request(joined);
        String data = LocalLeaf.text(request.callerData());
        String welcome = "welcome, " + name;
        atRoot.put(name, request.admit(LocalLeaf.bytes(welcome)));
        ByteBuffer answer = joined == null ? LocalLeaf.bytes(welcome) : LocalLeaf.get(joined, PATIENCE_MILLIS);
        String callee = answer == null ? "nothing" : LocalLeaf.text(answer);
        arrivals.row(name, joined == null ? "the leaf, another process" : "the leaf", data, "admitted", callee);
        check(name, data.equals("I am " + name) && callee.equals(welcome));
    }

    /** Where who is to ask has failed or ended, or nobody's connection can be taken, nobody is waited for. */
    private JoinRequest request(CompletableFuture<?> asking) throws IOException {
        ChildLeaf bob = (ChildLeaf) leaves.get("bob");
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end;) {
            OptionalInt ended = bob.exitCode();
            JoinRequest request = root.accept(LOOK);
            if (request != null) {
                return request;
            }
            failWith(asking, root);
            if (ended.isPresent()) {
                throw new IOException("nobody asked: bob's process ended with exit code " + ended.getAsInt());
            }
        }
        throw new IOException("nobody asked within " + PATIENCE.toSeconds() + " s");
    }

    /** Fails if the other side has, or if who listens cannot take its connection. */
    private static void failWith(CompletableFuture<?> other, SessionSocket listener) throws IOException {
        if (other != null && other.isCompletedExceptionally()) {
            LocalLeaf.get(other, 0);
        }
        if (listener.getOption(RootedOptions.STATISTICS).acceptsRefused() > 0) {
            OpenFiles.requireOne();
        }
    }

    private void reject() throws IOException {
        try (LocalLeaf dan = new LocalLeaf(family)) {
            CompletableFuture<ByteBuffer> joined = dan.ask(address, "let me in!");
            JoinRequest request = request(joined);
            String data = LocalLeaf.text(request.callerData());
            request.reject();
            String outcome = "nothing";
            try {
                outcome = LocalLeaf.get(joined, PATIENCE_MILLIS) == null ? outcome : "admitted?";
            } catch (ConnectException e) {
                outcome = e instanceof WinsockFailure failure ? failure.name() : outcome;
            }
            arrivals.row("dan", "the leaf", data, "rejected", outcome);
            check("dan", outcome.equals("WSAECONNREFUSED") && data.equals("let me in!"));
        }
    }

    private void invite() throws IOException {
        try (MultipointLeaf door = MultipointLeaf.open(family)) {
            door.bind(new InetSocketAddress(address.getAddress(), 0)).listen();
            CompletableFuture<RemoteLeaf> invited =
                    root.inviteAsync(door.getLocalAddress(), JoinOptions.defaults().callerData(LocalLeaf.bytes("come in, eve")));
            Invitation invitation = invitation(door, invited);
            String data = LocalLeaf.text(invitation.callerData());
            leaves.put("eve", new LocalLeaf(invitation.admit(LocalLeaf.bytes("gladly"))));
            RemoteLeaf leaf = LocalLeaf.get(invited, PATIENCE_MILLIS);
            String callee = leaf == null ? "nothing" : LocalLeaf.text(leaf.calleeData());
            if (leaf != null) {
                atRoot.put("eve", leaf);
            }
            arrivals.row("eve", "the root: invited", data, "admitted", callee);
            check("eve", data.equals("come in, eve") && callee.equals("gladly"));
        }
    }

    private Invitation invitation(MultipointLeaf door, CompletableFuture<RemoteLeaf> invited) throws IOException {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end;) {
            Invitation invitation = door.accept(LOOK);
            if (invitation != null) {
                return invitation;
            }
            failWith(invited, door);
        }
        throw new IOException("the invitation did not come within " + PATIENCE.toSeconds() + " s");
    }

    /* ---- talking and going ---- */

    private void talk() throws IOException {
        rootSays("good morning");
        leafSays("ann", "hello, root");
        kill();
        leave();
        rootSays("who is left?");
        leafSays("eve", "I am");
        drain();
        endSession();
    }

    private void rootSays(String text) throws IOException {
        root.send(LocalLeaf.bytes(text));
        Object[] row = row("root", text);
        row[2] = "sends";
        for (int i = 0; i < NAMES.size(); i++) {
            DemoLeaf leaf = leaves.get(NAMES.get(i));
            if (leaf != null) {
                row[3 + i] = result(text.equals(leaf.next(PATIENCE_MILLIS)));
            }
        }
        messages.row(row);
    }

    private void leafSays(String name, String text) throws IOException {
        ((LocalLeaf) leaves.get(name)).send(text);
        Object[] row = row(name, text);
        row[3 + NAMES.indexOf(name)] = "sends";
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        InetSocketAddress from = root.receive(buffer);
        row[2] = result(text.equals(LocalLeaf.text(buffer.flip())) && from.equals(peer(name)));
        messages.row(row);
    }

    /** Returns the address that the leaf's messages come from. */
    private InetSocketAddress peer(String name) {
        return atRoot.get(name).address();
    }

    private static Object[] row(String who, String text) {
        return new Object[] {who, "says \"" + text + "\"", "-", "-", "-", "-", "-", "-"};
    }

    private String result(boolean good) {
        wanted++;
        right += good ? 1 : 0;
        return good ? "got it" : "LOST";
    }

    private void check(String what, boolean good) {
        wanted++;
        right += good ? 1 : 0;
        if (!good) {
            arrivals.note(what + " is NOT as it should be");
        }
    }

    private void kill() throws IOException {
        long before = System.nanoTime();
        ((ChildLeaf) leaves.remove("bob")).kill();
        SessionEnd end = LocalLeaf.get(atRoot.get("bob").closed(), PATIENCE_MILLIS);
        gone("bob", "is killed", end, Cause.DIED, before);
    }

    private void leave() throws IOException {
        long before = System.nanoTime();
        leaves.remove("cam").close();
        SessionEnd end = LocalLeaf.get(atRoot.get("cam").closed(), PATIENCE_MILLIS);
        gone("cam", "leaves: closesocket", end, Cause.LEFT, before);
    }

    private void gone(String name, String how, SessionEnd end, Cause cause, long before) {
        boolean good = end != null && end.cause() == cause;
        wanted++;
        right += good ? 1 : 0;
        String code = end == null ? "NOTHING" : end.code() == 0 ? "0" : codeName(end.code());
        ends.row(name, how, String.format(Locale.ROOT, "%s, after %.1f ms%s", code,
                (System.nanoTime() - before) / 1e6, good ? "" : " WRONG"));
        messages.row(name, how);
    }

    private static String codeName(int code) {
        return code == Winsock.WSAECONNRESET ? "WSAECONNRESET"
                : code == Winsock.WSAECONNABORTED ? "WSAECONNABORTED" : String.valueOf(code);
    }

    /** Checks that nothing more comes. */
    private void drain() throws IOException {
        for (DemoLeaf leaf : leaves.values()) {
            String more = leaf.next(DRAIN_MILLIS);
            if (more != null) {
                wrong++;
            }
        }
    }

    private void endSession() throws IOException {
        long before = System.nanoTime();
        boolean good = root.leaves().equals(List.of(atRoot.get("ann"), atRoot.get("eve")));
        root.close();
        SessionEnd last = null;
        for (DemoLeaf leaf : leaves.values()) {
            SessionEnd end = ((LocalLeaf) leaf).end(PATIENCE_MILLIS);
            good &= end != null && end.cause() == Cause.LEFT;
            last = good ? end : null;
        }
        gone("root", "ends the session", last, Cause.LEFT, before);
    }

    @Override
    public void close() {
        leaves.values().forEach(DemoLeaf::close);
        root.close();
    }
}

package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.joinleaf.Hints.told;
import static org.joinleaf.testing.Namespace.sh;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests hints where the host's own firewall is in the way. {@link HintTest} runs it in a network of its own. */
class HintsOfFirewalls {
    private static void send(InetSocketAddress to) throws IOException {
        try (var socket = MultipointSocket.open(INET)) {
            socket.joinSession(Members.group(INET), Direction.BOTH, Members.lo());
            socket.send(ByteBuffer.allocate(8), to);
        }
    }

    @Test
    void aRuleForOutput() throws IOException {
        for (String host : List.of("239.1.2.9", "127.0.0.1")) {
            InetSocketAddress to = new InetSocketAddress(host, 5077);
            told(Hint.FORBIDDEN, () -> {
                sh("nft add table inet t && nft add chain inet t out '{ type filter hook output priority 0; }' && "
                        + "nft add rule inet t out udp dport 5077 drop");
                send(to);
            }, () -> {
                sh("nft list ruleset | grep -q 'udp dport 5077 drop' && nft delete table inet t"); // the rule is found there
                send(to);
            }, () -> send(new InetSocketAddress("127.255.255.255", 5077)));
        }
    }

    private static void join() throws IOException {
        try (var leaf = Rooted.leaf(INET)) {
            leaf.joinSession(new InetSocketAddress("127.0.0.1", 5077));
        }
    }

    /** A connection that is refused with an answer. */
    @Test
    void aRuleThatAnswers() throws IOException {
        told(Hint.REFUSED_ON_THE_WAY, () -> {
            sh("nft add table inet t && nft add chain inet t out '{ type filter hook output priority 0; }' && "
                    + "nft add rule inet t out tcp dport 5077 reject with icmp net-unreachable");
            join();
        }, () -> {
            sh("nft list ruleset | grep -q 'tcp dport 5077 reject' && nft delete table inet t");
            assertThrows(WinsockConnectException.class, HintsOfFirewalls::join); // nobody listens there
        }, HintsOfFirewalls::join);
    }

    /** Large segments get lost without a word, as where the way has a smaller MTU and ICMP is filtered. */
    @Test
    void aRuleThatDropsWhatIsLarge() throws Exception {
        sh("nft add table inet t && nft add chain inet t in '{ type filter hook input priority 0; }' && "
                + "nft add rule inet t in meta l4proto tcp meta length 1000-65535 drop");
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET); var other = Rooted.leaf(INET)) {
            leaf.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofMillis(300));
            JoinOptions much = JoinOptions.defaults().callerData(ByteBuffer.allocate(3000));
            told(Hint.NOT_DECIDED, () -> leaf.joinSession(root.getLocalAddress(), much), () -> {
                leaf.setOption(RootedOptions.JOIN_TIMEOUT, Duration.ofMinutes(1));
                CompletableFuture<ByteBuffer> joined = Rooted.ask(leaf, root, "less");
                Rooted.admitText(root, "less");
                Rooted.get(joined);
            }, () -> {
                CompletableFuture<ByteBuffer> joined = Rooted.ask(other, root, "less");
                root.accept().reject();
                throw Rooted.failure(IOException.class, joined);
            });
        } finally {
            sh("nft delete table inet t");
        }
    }
}

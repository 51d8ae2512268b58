package org.joinleaf.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.joinleaf.MultipointLeaf;
import org.joinleaf.Refusal;
import org.joinleaf.RootedOptions;
import org.joinleaf.WinsockFailure;

/**
 * Asks a root whether it can be reached, without troubling its application: a request with a key that nobody else has is
 * refused by the provider there.
 */
final class RootCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int KEY_BYTES = 32;

    private RootCheck() {
    }

    static List<Finding> findings(InetSocketAddress root) {
        String where = Addresses.text(root);
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try (MultipointLeaf leaf = MultipointLeaf.open(Addresses.family(root.getAddress()))) {
            leaf.setOption(RootedOptions.KEY, key).setOption(RootedOptions.JOIN_TIMEOUT, PATIENCE);
            leaf.joinSession(root);
            return List.of(Finding.ok(where + ": a root answers")); // never: it would have guessed the key
        } catch (IOException e) {
            return List.of(finding(where, e));
        }
    }

    private static Finding finding(String where, IOException failure) {
        Refusal.Cause cause = failure instanceof WinsockFailure known ? known.refusal().map(Refusal::cause).orElse(null) : null;
        if (cause == Refusal.Cause.KEY) {
            return Finding.ok(where + ": a root answers, or a leaf that listens; it has no key");
        }
        if (cause == Refusal.Cause.UNANSWERED) {
            return Finding.ok(where + ": somebody listens there and ends the connection, as who has a key does with those "
                    + "who have another one, and as other programs may");
        }
        return Advice.ROOT_FAILED.finding(null, where, failure.getMessage());
    }
}

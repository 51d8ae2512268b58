package org.joinleaf;

import java.io.IOException;

/**
 * What is done with a key whose socket something happened to. It may throw an IOException, as receive and accept do: that
 * ends the select, which throws it.
 *
 * @see NetworkSelector#select(KeyAction)
 */
@FunctionalInterface
public interface KeyAction {
    /**
     * Handles a key.
     *
     * @param key whose {@link NetworkKey#happened()} tells what has happened; it may be cancelled, and its socket closed
     * @throws IOException to end the select with
     */
    void accept(NetworkKey key) throws IOException;
}

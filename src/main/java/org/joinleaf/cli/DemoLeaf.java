package org.joinleaf.cli;

import java.io.IOException;

/** A leaf of the rooted demo, wherever it runs. */
interface DemoLeaf extends AutoCloseable {
    /** The next message, or null if none comes in time or the session is over. */
    String next(long millis) throws IOException;

    /** Leaves in good order. */
    @Override
    void close();
}

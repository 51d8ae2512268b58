package org.joinleaf.cli;

import java.io.IOException;

/** A leaf of the rooted demo, wherever it runs. */
interface DemoLeaf extends AutoCloseable {
    /** Returns the next message; null if none comes in time, or if the session is over. */
    String next(long millis) throws IOException;

    /** Leaves in good order. */
    @Override
    void close();
}

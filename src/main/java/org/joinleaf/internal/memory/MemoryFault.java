package org.joinleaf.internal.memory;

import java.nio.ByteBuffer;

/** Memory of the user's buffer does not exist any more: the file behind a mapped buffer was shortened, for example. */
public final class MemoryFault extends IllegalStateException {
    private static final long serialVersionUID = 1;

    MemoryFault(ByteBuffer buffer, int position, int length) {
        super("the memory of " + Count.of(length, "byte") + " from index " + position + " of " + buffer + " is not there: "
                + "was the file that it is mapped from shortened?");
    }
}

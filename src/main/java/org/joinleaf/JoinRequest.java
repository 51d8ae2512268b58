package org.joinleaf;

import org.joinleaf.internal.memory.RequestMemory;

/** A leaf asks a {@link MultipointRoot} to be admitted to its session. */
public final class JoinRequest extends Request<Leaf> {
    private final MultipointRoot root;

    JoinRequest(MultipointRoot root, Admission admission, RequestMemory memory) {
        super(admission, memory);
        this.root = root;
    }

    @Override
    Leaf admitted(long socket) {
        return root.leaf(socket, address(), null);
    }
}

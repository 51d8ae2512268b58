package org.joinleaf;

import org.joinleaf.internal.memory.RequestMemory;

/** A leaf asks a {@link MultipointRoot} to be admitted to its session. */
public final class JoinRequest extends Request<RemoteLeaf> {
    private final MultipointRoot root;

    JoinRequest(MultipointRoot root, Admission admission, RequestMemory memory) {
        super(admission, memory);
        this.root = root;
    }

    @Override
    RemoteLeaf admitted(long socket) {
        return root.leaf(socket, address(), null, null);
    }
}

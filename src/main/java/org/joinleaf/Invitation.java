package org.joinleaf;

import org.joinleaf.internal.memory.RequestMemory;

/** A root invites a listening {@link MultipointLeaf}; its address is the root's. What an admission gives blocks. */
public final class Invitation extends Request<MultipointLeaf> {
    private final MultipointLeaf leaf;

    Invitation(MultipointLeaf leaf, Admission admission, RequestMemory memory) {
        super(admission, memory);
        this.leaf = leaf;
    }

    @Override
    MultipointLeaf admitted(long socket) {
        MultipointLeaf member = new MultipointLeaf(leaf.family, socket, address());
        member.waiting().forgetInherited();
        return member;
    }
}

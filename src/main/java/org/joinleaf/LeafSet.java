package org.joinleaf;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The leaves of a root, in the order in which they came. It does not lead back to the root, which may be forgotten. */
final class LeafSet {
    private final Set<RemoteLeaf> leaves = new LinkedHashSet<>();
    private boolean closed;

    /** Returns false, and adds nothing, once closed. */
    synchronized boolean add(RemoteLeaf leaf) {
        return !closed && leaves.add(leaf);
    }

    synchronized void remove(RemoteLeaf leaf) {
        leaves.remove(leaf);
    }

    synchronized List<RemoteLeaf> toList() {
        return List.copyOf(leaves);
    }

    synchronized int size() {
        return leaves.size();
    }

    /** Returns those that were there; no more are added. */
    synchronized List<RemoteLeaf> close() {
        closed = true;
        List<RemoteLeaf> all = List.copyOf(leaves);
        leaves.clear();
        return all;
    }
}

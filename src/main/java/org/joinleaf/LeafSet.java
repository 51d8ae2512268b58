package org.joinleaf;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The leaves of a root, in the order in which they came. It does not lead back to the root, which may be forgotten. */
final class LeafSet {
    private final Set<Leaf> leaves = new LinkedHashSet<>();
    private boolean closed;

    /** Returns false, and adds nothing, once closed. */
    synchronized boolean add(Leaf leaf) {
        return !closed && leaves.add(leaf);
    }

    synchronized void remove(Leaf leaf) {
        leaves.remove(leaf);
    }

    synchronized List<Leaf> toList() {
        return List.copyOf(leaves);
    }

    synchronized int size() {
        return leaves.size();
    }

    /** Returns those that were there; no more are added. */
    synchronized List<Leaf> close() {
        closed = true;
        List<Leaf> all = List.copyOf(leaves);
        leaves.clear();
        return all;
    }
}

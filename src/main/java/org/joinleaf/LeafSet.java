package org.joinleaf;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The leaves of a root, in the order in which they came, and by their numbers in the session. It does not lead back to
 * the root, which may be forgotten.
 */
final class LeafSet {
    /** This many of the leaves that left last are still found, because their messages may not have been received yet. */
    static final int DEPARTED = 1024;

    private final Set<RemoteLeaf> leaves = new LinkedHashSet<>();
    private final ArrayDeque<RemoteLeaf> departed = new ArrayDeque<>();
    /** By number: open addressing, at most half full. Finding allocates nothing. */
    private RemoteLeaf[] table = new RemoteLeaf[16];
    private int known;
    private boolean closed;

    /** Returns false, and adds nothing, once closed. */
    synchronized boolean add(RemoteLeaf leaf) {
        if (closed || !leaves.add(leaf)) {
            return false;
        }
        if (leaf.member() != 0) {
            if (2 * ++known > table.length) {
                grow();
            }
            insert(leaf);
        }
        return true;
    }

    synchronized void remove(RemoteLeaf leaf) {
        if (leaves.remove(leaf) && leaf.member() != 0) {
            departed.add(leaf);
            if (departed.size() > DEPARTED) {
                forget(departed.remove());
            }
        }
    }

    /** The leaf of that number, which may have left; null if it is not known. */
    synchronized RemoteLeaf find(int member) {
        for (int at = home(member);; at = at + 1 & table.length - 1) {
            if (table[at] == null || table[at].member() == member) {
                return table[at];
            }
        }
    }

    private int home(int member) {
        return member & table.length - 1; /* they are given one after the other */
    }

    private void insert(RemoteLeaf leaf) {
        int at = home(leaf.member());
        while (table[at] != null) {
            at = at + 1 & table.length - 1;
        }
        table[at] = leaf;
    }

    private void grow() {
        RemoteLeaf[] old = table;
        table = new RemoteLeaf[2 * old.length];
        for (RemoteLeaf leaf : old) {
            if (leaf != null) {
                insert(leaf);
            }
        }
    }

    private void forget(RemoteLeaf leaf) {
        int at = home(leaf.member());
        while (table[at] != leaf) {
            at = at + 1 & table.length - 1;
        }
        table[at] = null;
        known--;
        for (at = at + 1 & table.length - 1; table[at] != null; at = at + 1 & table.length - 1) {
            RemoteLeaf behind = table[at]; /* the gap may have cut it off from its place */
            table[at] = null;
            insert(behind);
        }
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

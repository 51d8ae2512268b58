package org.joinleaf;

/** How data flows in a session that has a root. */
public enum DataPlane {
    /**
     * Rooted, as in ATM: what the root sends reaches every leaf, what a leaf sends reaches the root only. The root is
     * c_root and d_root.
     */
    ROOTED,
    /** Nonrooted, as in T.120: what any member sends reaches all others. The root is c_root and d_leaf. */
    NONROOTED
}

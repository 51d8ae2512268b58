package org.joinleaf.internal.waiting;

/**
 * Whether a socket's calls wait, and who selects its events. What makes one state of another:
 *
 * <table>
 * <caption>The states after each step; what cannot be is an IllegalStateException</caption>
 * <tr><th>state</th><th>to block</th><th>not to block</th><th>watched</th><th>unwatched</th><th>selected</th>
 * <th>deselected</th></tr>
 * <tr><td>BLOCKING</td><td>BLOCKING</td><td>NONBLOCKING</td><td>PARKING</td><td></td><td>SELECTED</td><td></td></tr>
 * <tr><td>NONBLOCKING</td><td>BLOCKING</td><td>NONBLOCKING</td><td>WATCHED</td><td></td><td>SELECTED</td><td></td></tr>
 * <tr><td>PARKING</td><td>PARKING</td><td>WATCHED</td><td>PARKING</td><td>BLOCKING</td><td></td><td></td></tr>
 * <tr><td>WATCHED</td><td>PARKING</td><td>WATCHED</td><td>WATCHED</td><td>NONBLOCKING</td><td></td><td></td></tr>
 * <tr><td>SELECTED</td><td></td><td>SELECTED</td><td>SELECTED</td><td></td><td>SELECTED</td><td>NONBLOCKING</td></tr>
 * <tr><td>CLOSED</td><td></td><td></td><td></td><td></td><td></td><td></td></tr>
 * </table>
 *
 * <p>A socket is watched when the thread of joinleaf's own selects its events, and selected when its user's selector
 * does. Closing makes CLOSED of every state.
 */
public enum WaitState {
    /** Nobody selects its events; calls block in Winsock. */
    BLOCKING(true),
    /** Nobody selects its events; calls return at once. */
    NONBLOCKING(false),
    /** joinleaf's own thread selects its events, so Winsock does not block; threads that must wait are parked. */
    PARKING(true),
    /** joinleaf's own thread selects its events; calls return at once. */
    WATCHED(false),
    /** The user's selector selects its events; calls return at once. */
    SELECTED(false),
    /** It is closed, or about to be. */
    CLOSED(false);

    private final boolean blocks;

    WaitState(boolean blocks) {
        this.blocks = blocks;
    }

    /** Whether the user wants calls to wait, in Winsock or parked. */
    public boolean blocks() {
        return blocks;
    }

    /** Whether joinleaf's own thread selects its events. */
    public boolean isWatched() {
        return this == PARKING || this == WATCHED;
    }

    /** The user wants calls to wait, or not to. */
    public WaitState toBlock(boolean wanted) {
        return switch (this) {
            case BLOCKING, NONBLOCKING -> wanted ? BLOCKING : NONBLOCKING;
            case PARKING, WATCHED -> wanted ? PARKING : WATCHED;
            case SELECTED -> wanted ? cannot("block") : SELECTED;
            case CLOSED -> cannot("block");
        };
    }

    /** joinleaf's own thread selects its events, unless somebody does already. */
    public WaitState watched() {
        return switch (this) {
            case BLOCKING, PARKING -> PARKING;
            case NONBLOCKING, WATCHED -> WATCHED;
            case SELECTED -> SELECTED;
            case CLOSED -> cannot("be watched");
        };
    }

    /** joinleaf's own thread does so no longer. */
    public WaitState unwatched() {
        return switch (this) {
            case PARKING -> BLOCKING;
            case WATCHED -> NONBLOCKING;
            case BLOCKING, NONBLOCKING, SELECTED, CLOSED -> cannot("be unwatched");
        };
    }

    /** The user's selector selects its events. */
    public WaitState selected() {
        return switch (this) {
            case BLOCKING, NONBLOCKING, SELECTED -> SELECTED;
            case PARKING, WATCHED, CLOSED -> cannot("be selected");
        };
    }

    /** The user's selector does so no longer. */
    public WaitState deselected() {
        return switch (this) {
            case SELECTED -> NONBLOCKING;
            case BLOCKING, NONBLOCKING, PARKING, WATCHED, CLOSED -> cannot("be deselected");
        };
    }

    private WaitState cannot(String what) {
        throw new IllegalStateException("a socket that is " + this + " cannot " + what);
    }
}

package org.joinleaf.cli;

/**
 * One thing that doctor looked at.
 *
 * @param level how it is
 * @param text  what was found
 * @param fix   what to do about it, a command line where there is one; null if nothing
 */
record Finding(Level level, String text, String fix) {
    /** How bad it is. */
    enum Level {
        /** As it should be. */
        OK("ok"),
        /** Worth knowing. */
        NOTE("note"),
        /** Something will not work. */
        WARN("warn"),
        /** joinleaf cannot be used. */
        FAIL("FAIL");

        private final String label;

        Level(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** All else is said by {@link Advice}. */
    static Finding ok(String text) {
        return new Finding(Level.OK, text, null);
    }

    /** The same, where it keeps joinleaf from being used at all. */
    Finding worst() {
        return new Finding(Level.FAIL, text, fix);
    }
}

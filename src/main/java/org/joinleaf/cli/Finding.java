package org.joinleaf.cli;

/**
 * One thing that doctor looked at.
 *
 * @param level how it is
 * @param text  what was found
 * @param fix   what to do about it, a command line where there is one; null if nothing
 */
record Finding(Level level, String text, String fix) {
    /** Says how bad a finding is. */
    enum Level {
        /** All is as it should be. */
        OK("ok"),
        /** The user should know it, but nothing is wrong. */
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

    /** Everything else is made by {@link Advice}. */
    static Finding ok(String text) {
        return new Finding(Level.OK, text, null);
    }

    /** Makes the same finding, but as one that keeps joinleaf from being used at all. */
    Finding worst() {
        return new Finding(Level.FAIL, text, fix);
    }
}

package org.joinleaf.cli;

import java.io.IOException;

/** Is thrown for a failure that the user can do something about. */
final class Advised extends IOException {
    private static final long serialVersionUID = 1L;

    private final String fix;

    Advised(String message, String fix, Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    /** Returns what to do, as a command line if there is one. */
    String fix() {
        return fix;
    }
}

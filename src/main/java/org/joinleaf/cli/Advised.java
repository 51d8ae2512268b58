package org.joinleaf.cli;

import java.io.IOException;

/** A failure with something that the user can do about it. */
final class Advised extends IOException {
    private static final long serialVersionUID = 1L;

    private final String fix;

    Advised(String message, String fix, Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    /** What to do, a command line where there is one. */
    String fix() {
        return fix;
    }
}

package org.joinleaf.testing;

import java.util.ArrayList;
import java.util.List;

/** qemu's user mode, which runs programs for Linux on aarch64. */
final class Qemu {
    private static final String PROGRAM = "qemu-aarch64-static";

    /** Debian puts the C library for cross-compiled programs here. */
    private static final String LIBRARIES = "/usr/aarch64-linux-gnu";

    private Qemu() {
    }

    /** A command that runs the program of these words. */
    static Command command(List<String> words) {
        Needs.program(PROGRAM, "qemu-user-static");
        List<String> all = new ArrayList<>(List.of(PROGRAM));
        all.addAll(words);
        return Command.of(all)
                .environment("QEMU_LD_PREFIX", LIBRARIES)
                .environment("CONFORMANCE_RUNNER", "/usr/bin/" + PROGRAM);
    }
}

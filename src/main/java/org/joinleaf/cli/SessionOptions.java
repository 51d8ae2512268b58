package org.joinleaf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.joinleaf.RootedOptions;
import org.joinleaf.SessionSocket;
import picocli.CommandLine.Option;

/** What root and leaf share. */
final class SessionOptions {
    /** The longest message that a provider of ours carries, in bytes. */
    static final int LONGEST_MESSAGE = 1 << 16;

    @Option(names = {"-k", "--key"}, paramLabel = "FILE",
            description = "A file with the key that all of a session have, of 16 to 256 bytes. Without it nobody is "
                    + "authenticated.")
    private Path key;

    @Option(names = {"-q", "--quiet"}, description = "Tells nothing on standard error but failures.")
    private boolean quiet;

    /** Sets what must be set before the socket listens or joins. */
    void apply(SessionSocket socket) throws IOException {
        if (key != null) {
            socket.setOption(RootedOptions.KEY, Files.readAllBytes(key));
        }
    }

    boolean quiet() {
        return quiet;
    }
}

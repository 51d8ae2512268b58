package org.joinleaf.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lines of standard input. */
final class Input {
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/0");

    private final BufferedReader lines;
    /** Whether a line may have come that {@link #next} has not returned, or whose work is not done. */
    private volatile boolean busy = true;

    Input() {
        InputStream stream = isJavasOwn() ? InputStream.nullInputStream() : System.in;
        lines = new BufferedReader(new InputStreamReader(stream, Encoding.input()));
    }

    /**
     * Whether the process was started without standard input: then the first file that Java opens, one of its own, has got
     * the number 0, and its bytes are nobody's input.
     */
    private static boolean isJavasOwn() {
        try {
            return !Fixes.WINDOWS && Files.isSymbolicLink(DESCRIPTOR)
                    && DESCRIPTOR.toRealPath().startsWith(Path.of(System.getProperty("java.home")).toRealPath());
        } catch (IOException e) {
            return false; // a pipe or a socket has no path
        }
    }

    /** The next line; null at the end. Asking for it says that the work on the one before is done. */
    String next() throws IOException {
        busy = lines.ready();
        String line = lines.readLine();
        busy = line != null;
        return line;
    }

    boolean isBusy() {
        return busy;
    }
}

package org.joinleaf.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.joinleaf.internal.load.Platform;

/** The lines of standard input. */
final class Input {
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/0");

    /** Programs of Windows write it before text in UTF-8. It belongs to the encoding, not to the first line. */
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final BufferedReader lines;
    /** Whether a stream that cannot be read at all may be none. */
    private final boolean mayLack;
    private boolean first = true;
    /** Whether a line may have come that {@link #next} has not returned, or whose work is not done. */
    private volatile boolean busy = true;

    Input() {
        this(isJavasOwn() ? InputStream.nullInputStream() : System.in, Platform.isWindows());
    }

    /** mayLack: where a process has no standard input, as services of Windows have none, reading the stream fails. */
    Input(InputStream stream, boolean mayLack) {
        lines = new BufferedReader(new InputStreamReader(stream, Encoding.input()));
        this.mayLack = mayLack;
    }

    /**
     * Whether the process was started without standard input: then the first file that Java opens, one of its own, has got
     * the number 0, and its bytes are nobody's input.
     */
    private static boolean isJavasOwn() {
        try {
            return !Platform.isWindows() && Files.isSymbolicLink(DESCRIPTOR)
                    && DESCRIPTOR.toRealPath().startsWith(Path.of(System.getProperty("java.home")).toRealPath());
        } catch (IOException e) {
            return false; // a pipe or a socket has no path
        }
    }

    /** The next line; null at the end. Asking for it says that the work on the one before is done. */
    String next() throws IOException {
        String line;
        try {
            busy = lines.ready();
            line = lines.readLine();
        } catch (IOException e) {
            if (!first || !mayLack) {
                throw e;
            }
            line = null;
        }
        busy = line != null;
        boolean marked = first && busy && line.startsWith(BYTE_ORDER_MARK);
        first = false;
        return marked ? line.substring(BYTE_ORDER_MARK.length()) : line;
    }

    boolean isBusy() {
        return busy;
    }
}

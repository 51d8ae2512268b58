package org.joinleaf.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.joinleaf.WinsockFailure;
import org.joinleaf.internal.load.Platform;
import org.joinleaf.winsock.Winsock;

/** The limit of the files and sockets that a process may have open, and whether a failure comes from it. */
final class OpenFiles {
    /** With less, doctor says a word. */
    static final long FEW = 1024;
    static final String FIX = "ulimit -n " + FEW;

    /** Every command has enough with half of them. */
    private static final long VERY_FEW = 64;

    private static final Path PROC = Path.of("/proc");

    private OpenFiles() {
    }

    static OptionalLong limit(Path proc) {
        try {
            return Files.readAllLines(proc.resolve("self/limits")).stream()
                    .filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.substring("Max open files".length()).strip().split("\\s+")[0])
                    .filter(word -> word.matches("\\d+"))
                    .mapToLong(Long::parseLong).findFirst();
        } catch (IOException | RuntimeException | OutOfMemoryError e) { // the last one if there is no memory to read with
            return OptionalLong.empty();
        }
    }

    /** Fails if not one more can be opened now. Whatever else is missed is missed for this reason. */
    static void requireOne() throws IOException {
        if (Platform.isWindows()) {
            return;
        }
        try {
            new FileInputStream(PROC.resolve("self/limits").toFile()).close();
        } catch (IOException e) {
            throw new IOException("this process can open no more files and sockets", e);
        }
    }

    /** Returns what to do about a failure, if it comes from the limit. Java has the limit raised as far as it may be. */
    static Optional<String> fixOf(Throwable failure) {
        Throwable each = Platform.isWindows() ? null : failure;
        while (each != null && !isOfLimit(each)) {
            each = each.getCause();
        }
        if (each == null) {
            return Optional.empty();
        }
        OptionalLong limit = limit(PROC);
        return Optional.of(FIX + "    (as root, before joinleaf is started"
                + (limit.isPresent() ? "; the limit is " + limit.getAsLong() : "") + ")");
    }

    private static boolean isOfLimit(Throwable failure) {
        if (failure instanceof WinsockFailure winsock) {
            return winsock.code() == Winsock.WSAEMFILE
                    || winsock.code() == Winsock.WSAENOBUFS && limit(PROC).orElse(VERY_FEW) < VERY_FEW;
        }
        return failure.getMessage() != null && failure.getMessage().contains("Too many open files");
    }
}

package org.joinleaf.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the system itself costs: limit.c, which does what a line does and takes its own time. */
final class Limit implements AutoCloseable {
    private final long limit;

    Limit(String mode, int size, int count) {
        limit = open(mode, size, count);
        if (limit == 0) {
            throw new IllegalArgumentException(mode + " " + size + " " + count);
        }
    }

    /** Builds the library and loads it. */
    static void load(Path project) throws IOException, InterruptedException {
        Path library = Files.createDirectories(project.resolve("target")).resolve("liblimit.so");
        Path headers = Path.of(System.getProperty("java.home"), "include");
        Process gcc = new ProcessBuilder("gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
                "-pthread", "-I" + headers, "-I" + headers.resolve("linux"), "-o", library.toString(),
                project.resolve("src/main/c/limit.c").toString()).inheritIO().start();
        if (!gcc.waitFor(2, TimeUnit.MINUTES) || gcc.exitValue() != 0) {
            gcc.destroyForcibly();
            throw new IOException("gcc failed");
        }
        System.load(library.toString());
    }

    /** Nanoseconds of one call. */
    double call() {
        return call(limit);
    }

    @Override
    public void close() {
        close(limit);
    }

    private static native long open(String mode, int size, int count);

    private static native double call(long limit);

    private static native void close(long limit);
}

package org.joinleaf.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a test needs of the machine. Each method skips the test, and says why, where the machine has it not. */
public final class Needs {
    /** So much of PATH as a bare shell may lack. */
    private static final String SYSTEM_FOLDERS = File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";

    private Needs() {
    }

    /**
     * A program on the PATH, or at a path of its own.
     *
     * @param program its name, or its absolute path
     * @param debianPackage the package that has it, for the reason's text
     */
    public static void program(String program, String debianPackage) {
        assumeTrue(has(program), "needs " + program + " (Debian: " + debianPackage + ")");
    }

    /** The library of a platform; profile release makes them all. */
    public static void library(String platform) {
        assumeTrue(Files.exists(Project.library(platform)),
                "needs the library for " + platform + " (mvn -Prelease; .ci/zig fetches its compiler)");
    }

    /** gcc for Windows, and the library that the build makes with it. */
    public static void mingw() {
        program(Compiler.MINGW.program(), Compiler.MINGW.debianPackage());
    }

    /** The test needs Wine, to run what {@link Compiler#MINGW} built. */
    public static void wine() {
        program("wine", "wine, wine64");
    }

    /** The test needs the right to make network namespaces, and ip to fill them. */
    public static void networkNamespaces() {
        program("ip", "iproute2");
        program("unshare", "util-linux");
        boolean allowed = Command.of("unshare", "--net", "true").run().exit() == 0;
        assumeTrue(allowed, "needs the right to make network namespaces (root)");
    }

    /** The test needs a kernel of this version or a later one. */
    public static void linux(int major, int minor) {
        String[] version = System.getProperty("os.version").split("[^0-9]+");
        int[] has = {Integer.parseInt(version[0]), Integer.parseInt(version[1])};
        assumeTrue(Arrays.compare(has, new int[] {major, minor}) >= 0, "needs Linux " + major + "." + minor);
    }

    /** The test needs POSIX modes of the files in a folder. */
    public static void posixModes(Path folder) {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "needs POSIX modes of files");
    }

    /** Whether there is a program on the PATH, or at this absolute path; for tests that can do something without it. */
    public static boolean has(String program) {
        if (Path.of(program).isAbsolute()) {
            return Files.isExecutable(Path.of(program));
        }
        for (String folder : (System.getenv("PATH") + SYSTEM_FOLDERS).split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}

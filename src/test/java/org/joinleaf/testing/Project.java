package org.joinleaf.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.internal.load.Platform;

/** Where the project's files lie, whether Maven or an editor runs the tests. */
public final class Project {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    private static final Path TARGET =
            Path.of(System.getProperty("joinleaf.target", ROOT.resolve("target").toString()));

    private Project() {
    }

    /**
     * The folder of pom.xml, or a file below it.
     *
     * @param below a path relative to it, with slashes; "" for the folder itself
     */
    public static Path root(String below) {
        return ROOT.resolve(below);
    }

    /**
     * The build folder, or a file below it.
     *
     * @param below a path relative to it, with slashes; "" for the folder itself
     */
    public static Path target(String below) {
        return TARGET.resolve(below);
    }

    /** All platforms of a release, as the folders of their libraries are called. */
    public static final List<String> PLATFORMS = Platform.released();

    /** Returns the file of a platform's library, which is there only if the build made it: see {@link Needs#library}. */
    public static Path library(String platform) {
        return target("native/" + platform + (platform.startsWith("windows") ? "/joinleaf.dll" : "/libjoinleaf.so"));
    }

    /** The library that the build made for the Linux that it runs on. */
    public static Path linuxLibrary() {
        return library(System.getProperty("os.arch").equals("aarch64") ? "linux-aarch64" : "linux-x86_64");
    }

    /** The library that the build made for Windows; there only where mingw-w64 is. */
    public static Path windowsLibrary() {
        return library("windows-x86_64");
    }

    /**
     * The project's files that match a pattern, in a fixed order.
     *
     * @param pattern relative to the root, as java.nio's globs: {@code *} within a folder, {@code **} across folders
     */
    public static List<Path> files(String pattern) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        // Starts at the last folder before the first wild card, so that target/ is not walked for nothing.
        Path start = ROOT.resolve(pattern.replaceFirst("[*?{\\[].*", "").replaceFirst("[^/]*$", ""));
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(start)) {
            return all.filter(Files::isRegularFile).filter(file -> matcher.matches(ROOT.relativize(file))).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

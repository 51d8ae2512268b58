package org.joinleaf.internal.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The names of systems and processors, as the folders of their libraries in the jar are called. */
public final class Platform {
    private static final List<String> RELEASED = List.of("linux-x86_64", "linux-aarch64", "linux-x86_64-musl",
            "linux-aarch64-musl", "windows-x86_64", "windows-aarch64");

    private Platform() {
    }

    /** The platform of this JVM. The C library is the one that the JVM itself is linked to. */
    public static String current() {
        String os = os(System.getProperty("os.name", ""));
        return os + "-" + arch(System.getProperty("os.arch", "")) + (os.equals("linux") && thisProcessUsesMusl() ? "-musl" : "");
    }

    /** Whether this JVM is one for Windows. */
    public static boolean isWindows() {
        return os(System.getProperty("os.name", "")).equals("windows");
    }

    /** A system's name from Java's {@code os.name}. */
    static String os(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("windows") ? "windows" : lower.replace(' ', '_');
    }

    /** A processor's name from Java's {@code os.arch}, which some JVMs spell otherwise. */
    static String arch(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64", "x64", "x86-64" -> "x86_64";
            case "aarch64", "arm64", "aarch_64" -> "aarch64";
            default -> name.toLowerCase(Locale.ROOT);
        };
    }

    /**
     * Whether a process has musl as its C library.
     *
     * @param maps the lines of its /proc/self/maps
     */
    static boolean usesMusl(Stream<String> maps) {
        return maps.map(line -> line.substring(line.lastIndexOf('/') + 1))
                .anyMatch(file -> file.startsWith("ld-musl-") || file.startsWith("libc.musl-"));
    }

    private static boolean thisProcessUsesMusl() {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
            return usesMusl(maps);
        } catch (IOException | UncheckedIOException | SecurityException e) {
            return false; // without /proc: assume glibc, which most systems have
        }
    }

    /** The name of a platform's library in the jar. */
    public static String resource(String platform) {
        return "/org/joinleaf/native/" + platform + (platform.startsWith("windows-") ? "/joinleaf.dll" : "/libjoinleaf.so");
    }

    /** The platforms that a release is made for. */
    public static List<String> released() {
        return RELEASED;
    }

    /** The platforms that this jar has a library for. */
    public static List<String> inJar() {
        return RELEASED.stream().filter(platform -> Platform.class.getResource(resource(platform)) != null).toList();
    }
}

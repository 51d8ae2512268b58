package org.joinleaf.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What the C programs are compiled with beside how they are: the profiles asan, ubsan and tsan choose one. */
public final class Sanitizers {
    private static final Map<String, Path> LIBRARIES = new ConcurrentHashMap<>();

    private Sanitizers() {
    }

    /** The words for -fsanitize=, one a program; each finding ends the program with a status of its own. */
    public static Stream<String> chosen() {
        return Stream.of(System.getProperty("joinleaf.sanitizers", "address,undefined thread").split(" "));
    }

    /** The options of a program that is compiled with them. */
    public static String[] options(String sanitizers) {
        // With a sanitizer, gcc 12 takes an array that it has instrumented for a NULL pointer.
        return new String[] {"-O1", "-fno-omit-frame-pointer", "-fsanitize=" + sanitizers, "-fno-sanitize-recover=all",
            "-Wno-nonnull"};
    }

    /** A program that is compiled with them, with a library that is, too; the library is made once. */
    public static CProgram program(String name, String sanitizers) {
        Path library = LIBRARIES.computeIfAbsent(sanitizers, Sanitizers::library);
        return CProgram.named(named(name, sanitizers), Compiler.GCC).options(options(sanitizers))
                .options("-L" + library.getParent(), "-Wl,-rpath," + library.getParent())
                .libraries(":" + library.getFileName());
    }

    private static Path library(String sanitizers) {
        return CProgram.named(named("libjoinleaf", sanitizers) + ".so", Compiler.GCC)
                .addLibrary()
                .options(options(sanitizers)).options("-shared", "-fPIC", "-fvisibility=hidden").build().file();
    }

    private static String named(String name, String sanitizers) {
        return name + "-" + sanitizers.replace(',', '-');
    }
}

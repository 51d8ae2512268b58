package org.joinleaf.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A C program of the tests: what it is made of, how it is built, and a command that runs it.
 *
 * <pre>{@code
 * CProgram.named("conformance", Compiler.GCC)
 *         .sources("native/test/conformance/*.c", "native/test/conformance/linux/*.c")
 *         .useJoinleaf()
 *         .build()
 *         .command("JL-10").timeout(Duration.ofMinutes(2)).run().expectSuccess();
 * }</pre>
 *
 * <p>It is compiled as the library is (C11 with GNU extensions, every warning an error), with native/ on the include
 * path. For Linux, include/ is on it too, which makes it a Winsock program on the shim's headers; for Windows the
 * system's own headers serve, and ws2_32 is linked. A program for Windows is run by Wine. Whatever the machine lacks
 * skips the test with a reason.
 */
public final class CProgram {
    private static final List<String> OPTIONS =
            List.of("-std=gnu11", "-O2", "-g", "-Wall", "-Wextra", "-Wconversion", "-Wswitch-enum", "-Werror");

    /** So many sources are compiled one by one, two at a time. */
    private static final int MANY = 10;

    private static final Duration COMPILE_LIMIT = Duration.ofMinutes(10);

    private final Compiler compiler;
    private final Path file;
    private final List<Path> sources = new ArrayList<>();
    private final List<Path> shared = new ArrayList<>();
    private final List<String> options = new ArrayList<>(OPTIONS);
    private final List<String> libraries = new ArrayList<>();

    private CProgram(String name, Compiler compiler) {
        this.compiler = compiler;
        String folder = "ctest/" + compiler.name().toLowerCase(Locale.ROOT) + "/";
        file = Project.target(folder + name + (compiler.forWindows() ? ".exe" : ""));
        options("-I" + Project.root("native"));
        if (compiler.forWindows()) {
            options("-static-libgcc", "-idirafter", Project.root("include").toString()); // <winsock2.h> is the system's
            libraries("ws2_32");
        } else {
            options("-pthread", "-I" + Project.root("include"));
        }
    }

    /**
     * A program still without sources.
     *
     * @param name the name of the file to make, without an ending
     * @param compiler the compiler, and so the system
     */
    public static CProgram named(String name, Compiler compiler) {
        return new CProgram(name, compiler);
    }

    /** Adds sources: paths or globs (see {@link Project#files}) relative to the project; each must match something. */
    public CProgram sources(String... patterns) {
        for (String pattern : patterns) {
            List<Path> found = Project.files(pattern);
            assertFalse(found.isEmpty(), "no file matches " + pattern);
            sources.addAll(found);
        }
        return this;
    }

    /** Adds the sources of Linux' library itself, so that the program or library has its own copy, compiled its own way. */
    public CProgram addLibrary() {
        return sources("native/winsock/*.c", "native/winsock/linux/*.c", "native/providers/**.c", "native/system/linux/*.c");
    }

    /** Adds options for the compiler. */
    public CProgram options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Adds libraries to link, named as -l names them. They come after the sources. */
    public CProgram libraries(String... names) {
        Stream.of(names).map(name -> "-l" + name).forEach(libraries::add);
        return this;
    }

    /**
     * Links the library that the build made, where the program will also find it when it runs. On Windows the program gets
     * a {@code <winsock2.h>} with the front (native/test/windows/include), by which its calls reach the DLL.
     */
    public CProgram useJoinleaf() {
        if (compiler.forWindows()) {
            return useDll();
        }
        Path library = switch (compiler) {
            case AARCH64 -> library("linux-aarch64");
            case MUSL -> library("linux-x86_64-musl");
            default -> Project.linuxLibrary();
        };
        Path folder = library.getParent();
        options("-L" + folder, "-Wl,-rpath," + folder);
        return libraries("joinleaf");
    }

    /** A program for Windows looks for a DLL in its own folder. Those written for POSIX threads bring mingw's with them. */
    private CProgram useDll() {
        Path library = library("windows-x86_64");
        Path beside = file.resolveSibling(library.getFileName());
        create(file.getParent());
        replace(beside, library);
        options("-I" + Project.root("native/test/windows/include"), "-I" + Project.root("native/winsock/windows/include"));
        libraries.addAll(0, List.of(beside.toString(), "-Wl,-Bstatic", "-lpthread", "-Wl,-Bdynamic"));
        return this;
    }

    private static Path library(String platform) {
        Needs.library(platform);
        return Project.library(platform);
    }

    /** Puts jni.h, jni_md.h and the headers of our native methods (javac -h) on the include path. */
    public CProgram useJni() {
        compiler.jniFolders().forEach(folder -> options("-I" + folder));
        return this;
    }

    /** Compiles and links. Fails the test, with the compiler's words, on any error or warning. */
    public CProgram build() {
        List<Path> inputs = sources.size() < MANY || compiler == Compiler.MUSL ? sources : objects();
        List<String> words = words();
        words.addAll(List.of("-o", file.toString()));
        inputs.forEach(input -> words.add(input.toString()));
        shared.forEach(object -> words.add(object.toString()));
        words.addAll(libraries);
        Command.of(words).timeout(COMPILE_LIMIT).run().expectSuccess();
        return this;
    }

    /** Compiles, two sources at a time, and does not link: for programs that have objects in common ({@link #add}). */
    public List<Path> objects() {
        Path folder = file.resolveSibling(file.getFileName() + ".objects");
        List<Path> objects = new ArrayList<>();
        List<Runnable> compiling = new ArrayList<>();
        for (Path source : sources) {
            Path object = folder.resolve(objects.size() + "-" + source.getFileName() + ".o"); // names may come twice
            List<String> words = words();
            words.addAll(List.of("-Wno-unused-command-line-argument", "-c", "-o", object.toString(), source.toString()));
            objects.add(object);
            compiling.add(() -> Command.of(words).timeout(COMPILE_LIMIT).run().expectSuccess());
        }
        create(folder);
        SideBySide.all(2, compiling);
        return objects;
    }

    /** Adds what {@link #objects} has compiled, with options that fit. */
    public CProgram add(List<Path> objects) {
        shared.addAll(objects);
        return this;
    }

    private List<String> words() {
        Needs.program(compiler.program(), compiler.debianPackage());
        create(file.getParent());
        List<String> words = new ArrayList<>(compiler.words());
        words.addAll(options);
        return words;
    }

    /** In one step: a program that is made or run beside this one finds the DLL at any time. */
    private static void replace(Path file, Path by) {
        try {
            Path copy = Files.createTempFile(file.getParent(), file.getFileName().toString(), null);
            Files.copy(by, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the program's file. */
    public Path file() {
        return file;
    }

    /** A command that runs the built program: as it is, or by Wine or qemu if it was built for another machine. */
    public Command command(String... arguments) {
        List<String> words = new ArrayList<>(List.of(file.toString()));
        words.addAll(List.of(arguments));
        return switch (compiler) {
            case MINGW -> Wine.command(words);
            case AARCH64 -> Qemu.command(words);
            default -> Command.of(words);
        };
    }
}

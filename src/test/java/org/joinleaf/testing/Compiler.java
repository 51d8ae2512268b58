package org.joinleaf.testing;

import java.nio.file.Path;
import java.util.List;

/** The compilers that the C is written for. */
public enum Compiler {
    /** The system's compiler, which also makes the library. */
    GCC("gcc", "gcc", false),
    /** clang gives a second opinion. */
    CLANG("clang", "clang", false),
    /** gcc for Linux on aarch64; what it builds is run by qemu. */
    AARCH64("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu, libc6-dev-arm64-cross", false),
    /** zig for Linux with musl (see .ci/zig); what it builds is run as it is, with Debian's musl. */
    MUSL(System.getProperty("joinleaf.zig", ""), "musl; .ci/zig fetches the compiler", false),
    /** gcc for Windows; what it builds is run by Wine. */
    MINGW("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64", true);

    private final String program;
    private final String debianPackage;
    private final boolean forWindows;

    Compiler(String program, String debianPackage, boolean forWindows) {
        this.program = program;
        this.debianPackage = debianPackage;
        this.forWindows = forWindows;
    }

    /** Returns the program's name, or its path. */
    public String program() {
        return program;
    }

    /** The words that a command to compile begins with. For Windows without the half of windows.h that takes half of the time. */
    List<String> words() {
        return switch (this) {
            case MUSL -> List.of("env", "ZIG_GLOBAL_CACHE_DIR=" + program + "-cache", "ZIG_LOCAL_CACHE_DIR=" + program + "-cache",
                    program, "cc", "-target", "x86_64-linux-musl", "-dynamic", "-fno-sanitize=undefined", "-include",
                    Project.root("native/system/linux/musl/musl.h").toString(), "-Wno-sign-conversion", "-Wno-sign-compare",
                    "-Wno-shorten-64-to-32");
            case MINGW -> List.of(program, "-DWIN32_LEAN_AND_MEAN");
            default -> List.of(program);
        };
    }

    /** The Debian package that has it. */
    public String debianPackage() {
        return debianPackage;
    }

    /** Whether it makes programs for Windows. */
    public boolean forWindows() {
        return forWindows;
    }

    /** Returns the folders of jni.h, jni_md.h and the headers that javac -h wrote. */
    public List<Path> jniFolders() {
        Path jdk = Path.of(System.getProperty("java.home"), "include");
        Path system = forWindows ? Project.root("native/jni/windows") : jdk.resolve("linux");
        return List.of(Project.target("native-headers"), system, jdk);
    }
}

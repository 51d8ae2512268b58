package org.joinleaf.build;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The C that the build compiles with gcc says nothing to another compiler either. */
@Slow
class CompileTest {
    @Test
    void clangHasNoWarning() {
        Needs.program(Compiler.CLANG.program(), Compiler.CLANG.debianPackage());
        List<String> words = new ArrayList<>(List.of(
                "clang", "-fsyntax-only", "-std=gnu11", "-Wall", "-Wextra", "-Wconversion", "-Wswitch-enum", "-Werror",
                "-I" + Project.root("include"), "-I" + Project.root("native")));
        Compiler.CLANG.jniFolders().forEach(folder -> words.add("-I" + folder));
        Project.files("native/**.c").stream()
                .filter(file -> !Project.root("native").relativize(file).toString().contains("windows/"))
                .filter(file -> !file.startsWith(Project.root("native/test/headers"))) // HeadersTest has them
                .forEach(file -> words.add(file.toString()));
        Command.of(words).run().expectSuccess();
    }

    /** The natives, and on Windows the whole DLL, are for any compiler of C11 that has {@code __typeof__}, as MSVC has. */
    @ParameterizedTest
    @EnumSource(names = {"GCC", "CLANG", "MINGW"})
    void jniIsPlainC11(Compiler compiler) {
        Needs.program(compiler.program(), compiler.debianPackage());
        List<String> words = new ArrayList<>(List.of(compiler.program(), "-fsyntax-only", "-std=c11", "-pedantic", "-Wall",
                "-Wextra", "-Wconversion", "-Wswitch-enum", "-Werror", "-I" + Project.root("native")));
        compiler.jniFolders().forEach(folder -> words.add("-I" + folder));
        words.addAll(compiler.forWindows()
                ? List.of("-I" + Project.root("native/winsock/windows/include"), "-idirafter", Project.root("include").toString())
                : List.of("-I" + Project.root("include")));
        List<String> patterns = new ArrayList<>(List.of("native/jni/*.c", "native/winsock/batch_loop.c"));
        if (compiler.forWindows()) {
            patterns.addAll(List.of("native/winsock/*.c", "native/winsock/windows/*.c", "native/providers/{common,rooted}/**.c",
                    "native/system/windows/*.c"));
            patterns.remove("native/winsock/batch_loop.c"); // it is among them
        }
        patterns.forEach(pattern -> Project.files(pattern).forEach(file -> words.add(file.toString())));
        Command.of(words).run().expectSuccess();
    }
}

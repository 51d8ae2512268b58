package org.joinleaf.build;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The C that the build compiles with gcc says nothing to another compiler either, and is formatted. */
@Slow
class CompileTest {
    /** Versions format a few lines differently. This one is Debian 12's. */
    @Test
    void isFormatted() {
        Needs.program("clang-format-14", "clang-format-14");
        List<String> words = new ArrayList<>(List.of("clang-format-14", "--dry-run", "-Werror"));
        Stream.of("include/**.h", "native/**.{c,h}", "benchmarks/src/**.c").flatMap(pattern -> Project.files(pattern).stream())
                .forEach(file -> words.add(file.toString()));
        Command.of(words).run().expectSuccess();
    }

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

    /** The natives are for any compiler of C11; pom.xml compiles those of Windows, and the whole DLL, so. */
    @ParameterizedTest
    @EnumSource(names = {"GCC", "CLANG"})
    void jniIsPlainC11(Compiler compiler) {
        Needs.program(compiler.program(), compiler.debianPackage());
        List<String> words = new ArrayList<>(List.of(compiler.program(), "-fsyntax-only", "-std=c11", "-pedantic", "-Wall",
                "-Wextra", "-Wconversion", "-Wswitch-enum", "-Werror", "-I" + Project.root("native"), "-I" + Project.root("include")));
        compiler.jniFolders().forEach(folder -> words.add("-I" + folder));
        Project.files("native/jni/*.c").forEach(file -> words.add(file.toString()));
        words.add(Project.root("native/winsock/batch_loop.c").toString());
        Command.of(words).run().expectSuccess();
    }
}

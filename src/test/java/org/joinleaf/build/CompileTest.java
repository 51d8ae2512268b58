package org.joinleaf.build;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The C that the build compiles with gcc says nothing to another compiler either. */
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
}

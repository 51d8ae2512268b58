package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/**
 * Every native method that javac -h listed, registered and called without a JVM: in the DLL under Wine, for which no JVM can be had,
 * and in Linux's library, which shows that the host asks for nothing that is only Wine's.
 */
class WineHostTest {
    @Test
    void windowsNativesRunUnderWine() throws IOException {
        Needs.mingw();
        CProgram host = CProgram.named("jnihost", Compiler.MINGW)
                .sources("native/test/jnihost/*.c", "native/test/jnihost/windows/*.c")
                .useJni()
                .build();
        call(host, Project.windowsLibrary());
    }

    @Test
    void linuxNativesRunWithoutJvm() throws IOException {
        CProgram host = CProgram.named("jnihost", Compiler.GCC)
                .sources("native/test/jnihost/*.c", "native/test/jnihost/linux/*.c")
                .useJni()
                .useJoinleaf()
                .libraries("dl")
                .build();
        call(host, Project.linuxLibrary());
    }

    private static void call(CProgram host, Path library) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(library.toString()));
        try (Stream<Path> headers = Files.list(Project.target("native-headers"))) {
            headers.map(Path::toString).filter(name -> name.endsWith(".h")).sorted().forEach(arguments::add);
        }
        assertFalse(arguments.size() < 2, "no header of native methods");
        Command.Result result =
                host.command(arguments.toArray(new String[0])).timeout(Duration.ofMinutes(10)).run().expectSuccess();
        assertTrue(result.out().contains(" natives registered and called, 0 failures"), result.out());
    }
}

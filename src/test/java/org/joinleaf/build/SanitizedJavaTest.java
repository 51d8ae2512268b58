package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java tests once with a library made by AddressSanitizer and UndefinedBehaviorSanitizer. */
class SanitizedJavaTest {
    /** They start programs of their own: JVMs with the jar's library, Wine. */
    private static final String[] LEFT_OUT = {".*NativeLibrary.*", ".*NoRoute.*", ".*Ipv6Session.*", ".*ConstantsTest"};

    @Test
    void address() {
        Path library = CProgram.named("libjoinleaf-address.so", Compiler.GCC)
                .sources("native/jni/*.c", "native/shim/**.c", "native/ext/*.c", "native/ext/linux/**.c")
                .useJni()
                .options("-shared", "-fPIC", "-O1", "-fno-omit-frame-pointer", "-fsanitize=address,undefined",
                        "-fno-sanitize-recover=undefined")
                .build().file();
        Path runtime = Path.of(Command.of("gcc", "-print-file-name=libasan.so").run().expectSuccess().out().strip());
        assumeTrue(Files.exists(runtime), "needs libasan.so (Debian: libgcc-12-dev)");

        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xcheck:jni", "-Djoinleaf.library=" + library,
                "-Djoinleaf.target=" + Project.target(""), "-cp", System.getProperty("java.class.path"),
                SanitizedSuite.class.getName()));
        words.addAll(List.of(LEFT_OUT));
        // The JVM uses SIGSEGV itself and frees little at its end: leaks are the fault injector's and the conformance program's.
        Command.Result result = Command.of(words)
                .environment("LD_PRELOAD", runtime.toString())
                .environment("ASAN_OPTIONS", "detect_leaks=0:handle_segv=0:allow_user_segv_handler=1:halt_on_error=1")
                .timeout(Duration.ofMinutes(8)).run();
        System.out.println(result.lines().isEmpty() ? "" : result.lines().get(result.lines().size() - 1));
        result.expectSuccess();
        assertFalse((result.out() + result.err()).contains("AddressSanitizer"), result.err());
    }
}

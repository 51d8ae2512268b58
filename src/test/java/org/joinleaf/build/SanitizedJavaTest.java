package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.SideBySide;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the Java tests once with a library made with AddressSanitizer and UndefinedBehaviorSanitizer, and those that wait with
 * a clock that jumps.
 */
@Slow
class SanitizedJavaTest {
    /** They start programs of their own: JVMs with the jar's library, Wine. */
    private static final String[] LEFT_OUT =
            {".*NativeLibrary.*", ".*NoRoute.*", ".*Ipv6Session.*", ".*ConstantsTest", ".*NativeTableTest"};

    /** A class whose name does not end so is left out. */
    private static final String[] ALL_BUT_WAITING =
            {"(?!.*\\.(JoinAsync|NetworkSelector(Threads)?|RootedEnds|RootedSelector|Waiting)Test$).*"};

    /** -Xcheck:jni prints such lines. */
    private static final Pattern OF_XCHECK =
            Pattern.compile("^(WARNING|FATAL ERROR) in native method|^WARNING: JNI", Pattern.MULTILINE);

    @TestFactory
    Stream<DynamicTest> javaTests() {
        return SideBySide.tests(2, Stream.of(dynamicTest("with sanitizers", SanitizedJavaTest::withSanitizers),
                dynamicTest("with a clock that jumps", SanitizedJavaTest::withAJumpingClock)));
    }

    private static void withSanitizers() {
        Path library = CProgram.named("libjoinleaf-address.so", Compiler.GCC)
                .sources("native/jni/*.c").addLibrary()
                .useJni()
                .options("-shared", "-fPIC", "-O1", "-fno-omit-frame-pointer", "-fsanitize=address,undefined",
                        "-fno-sanitize-recover=undefined")
                .build().file();
        Path runtime = Path.of(Command.of("gcc", "-print-file-name=libasan.so").run().expectSuccess().out().strip());
        assumeTrue(Files.exists(runtime), "needs libasan.so (Debian: libgcc-12-dev)");

        // The JVM uses SIGSEGV itself and frees little at its end: leaks are the fault injector's and the conformance
        // program's.
        run(library, LEFT_OUT, command -> command.environment("LD_PRELOAD", runtime.toString())
                .environment("ASAN_OPTIONS", "detect_leaks=0:handle_segv=0:allow_user_segv_handler=1:halt_on_error=1"));
    }

    /** Runs the tests that wait in a JVM whose time of day jumps by hours and years (native/test/soak/clock). */
    private static void withAJumpingClock() {
        Path clock = SoakTest.clock("jumping");
        run(Project.linuxLibrary(), ALL_BUT_WAITING, command -> command.environment("LD_PRELOAD", clock.toString()));
    }

    private static void run(Path library, String[] leftOut, UnaryOperator<Command> change) {
        List<String> words = new ArrayList<>(List.of(
                ChildJvm.java(),
                "--enable-native-access=ALL-UNNAMED", "-Xcheck:jni", "-Djoinleaf.library=" + library,
                "-Djoinleaf.target=" + Project.target(""), "-cp", System.getProperty("java.class.path"),
                JavaSuite.class.getName()));
        words.addAll(List.of(leftOut));
        Command.Result result = change.apply(Command.of(words)).timeout(Duration.ofMinutes(20)).run();
        System.out.println(result.lines().isEmpty() ? "" : result.lines().get(result.lines().size() - 1));
        result.expectSuccess();
        assertFalse((result.out() + result.err()).contains("AddressSanitizer"), result.err());
        assertFalse(OF_XCHECK.matcher(result.out()).find(), result.out());
    }
}

package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.joinleaf.internal.load.Platform;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** What doctor says of the native library where it cannot be loaded: what is said is done, and helps. */
class AdviceLibraryTest {
    private static final String USABLE = "joinleaf can be used here";

    /** All folders that the library may be unpacked in are of one kind. */
    private static DoctorRun folders(String options) {
        return DoctorRun.pair("closed=$(mktemp -d); open=$(mktemp -d)", "trap 'cd /; umount $closed; rmdir $closed $open' EXIT",
                "mount -t tmpfs -o " + options + " tmpfs $closed", "cd $closed", "unset XDG_CACHE_HOME LOCALAPPDATA ProgramData");
    }

    private static String doctor(String... options) {
        return ChildJvm.SHELL + "--enable-native-access=ALL-UNNAMED " + String.join(" ", options) + " -cp \"$classes\" "
                + Main.class.getName() + " doctor || true";
    }

    @Test
    void foldersThatCannotHoldIt() {
        for (String options : List.of("ro", "noexec")) {
            DoctorRun run = folders(options);
            String sick = run.run(doctor("-Djava.io.tmpdir=$closed", "-Duser.home=$closed"));
            String words = options.equals("ro") ? "Read-only file system" : "mounted noexec";
            String fix = DoctorRun.fixOf(sick, "FAIL", words);
            assertTrue(DoctorRun.flat(sick).contains("FAIL " + Advice.NOT_TRIED.text()), sick);
            assertEquals("unpack elsewhere: java -Djava.io.tmpdir=FOLDER -jar joinleaf-cli.jar doctor", fix);
            String mended = run.run(doctor("-Djava.io.tmpdir=$open", "-Duser.home=$closed"));
            assertTrue(mended.contains(USABLE), mended);
            // Where one folder does, the others are but a note.
            String part = DoctorRun.flat(run.run(doctor("-Djava.io.tmpdir=$closed", "-Duser.home=$open")));
            assertTrue(part.contains(USABLE) && part.contains(
                    Advice.TRIED.text("note jar, unpacked in /tmp/", "").replace(": ", "")), part);
        }
    }

    @Test
    void aFileThatIsNotThere() {
        DoctorRun run = DoctorRun.pair();
        String sick = run.run(doctor("-Djoinleaf.library=/nonexistent"));
        assertTrue(DoctorRun.flat(sick).contains("FAIL " + Advice.LIBRARY_FAILED.text("property joinleaf.library /nonexistent",
                "there is no such file")), sick);
        String fix = DoctorRun.fixOf(sick, "FAIL", Advice.LIBRARY_NOT_LOADED.text(Platform.current()));
        assertEquals("name a library: java -Djoinleaf.library=FILE -jar joinleaf-cli.jar doctor", fix);
        String route = DoctorRun.fixOf(sick, "note", Advice.NO_ROUTE.text("224.0.0.0/4", ""));
        String mended = run.run(route + "; " + doctor("-Djoinleaf.library=" + Project.linuxLibrary()));
        assertTrue(mended.contains(USABLE), mended);
        assertFalse(DoctorRun.flat(run.run(route + "; " + doctor("-Djoinleaf.library=/nonexistent")))
                .contains(Advice.NO_ROUTE.text("224.0.0.0/4", "")), "the route is there");
    }

    /** A system or a machine that nothing is made for is told so, and not to build what cannot be built. */
    @Test
    void platforms() {
        DoctorRun run = DoctorRun.pair();
        for (String property : List.of("-Dos.name=\"Mac OS X\"", "-Dos.arch=riscv64")) {
            String sick = DoctorRun.flat(run.run(doctor(property)));
            assertTrue(sick.contains("joinleaf is not made for ") && sick.contains(", but for linux-x86_64, "), sick);
            assertFalse(sick.contains("mvn package"), sick);
        }
        String platform = "linux-aarch64";
        assertEquals(Advice.NO_SUCH_PLATFORM.finding(null, "mac_os_x-x86_64", String.join(", ", Platform.released())),
                LibraryCheck.conclusion("mac_os_x-x86_64", List.of("linux-x86_64"), false));
        assertEquals(Advice.LIBRARY_NOT_IN_JAR.finding("use the jar of a release, or build it: mvn package -Prelease", platform),
                LibraryCheck.conclusion(platform, List.of("linux-x86_64"), false));
        assertEquals(Advice.LIBRARY_NOT_LOADED.finding("name a library: java -Djoinleaf.library=FILE -jar joinleaf-cli.jar doctor",
                platform), LibraryCheck.conclusion(platform, List.of(platform), false));
        assertFalse(DoctorRun.flat(run.run(doctor())).contains("joinleaf is not made for "));
    }

    /** JDK 24 and later want to be asked for native access: they warn, or refuse. */
    @Test
    void nativeAccess() {
        assumeTrue(Runtime.version().feature() >= 24, "needs JDK 24, which asks for native access");
        String option = "--enable-native-access=ALL-UNNAMED";
        for (String mode : List.of("warn", "deny")) {
            List<String> sick = ChildJvm.words("--illegal-native-access=" + mode, "-cp",
                    System.getProperty("java.class.path"), Main.class.getName(), "doctor");
            String said = Command.of(sick).run().out();
            String fix = mode.equals("warn") ? DoctorRun.fixOf(said, "note", Advice.NATIVE_ACCESS.text())
                    : DoctorRun.fixOf(said, "FAIL", "IllegalCallerException");
            assertEquals("start Java with " + option, fix);
            assertFalse(said.contains("joinleaf.library=FILE"), () -> "no library that is named would be loaded: " + said);
            assertFalse(said.contains("unpacked in " + Project.root("")), () -> "no other folder serves, nor gets a copy: " + said);
            sick.add(1, option);
            String mended = Command.of(sick).run().expectSuccess().out();
            assertFalse(DoctorRun.flat(mended).contains(Advice.NATIVE_ACCESS.text()), mended);
            assertTrue(mended.contains(USABLE), mended);
        }
    }
}

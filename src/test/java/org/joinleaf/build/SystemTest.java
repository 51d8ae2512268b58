package org.joinleaf.build;

import java.time.Duration;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Namespace;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.Test;

/** The floor that the provider `rooted` stands on (native/system), by one program on both systems. */
@Slow
class SystemTest {
    private static final String PROGRAM = "native/test/system/*.c";

    @Test
    void linuxKeepsWhatTheHeadersPromise() {
        run(CProgram.named("system", Compiler.GCC).sources(PROGRAM, "native/system/linux/*.c").build().command()
                .inNewNetwork(Namespace.IPV6_ROUTE));
    }

    /** Trains of datagrams go on, though somebody sends ICMP errors about them. */
    @Test
    void forgedErrorsStopNoSender() {
        run(CProgram.named("forged-errors", Compiler.GCC).sources("native/test/system/linux/*.c", "native/system/linux/*.c")
                .build().command().inNewNetwork(Namespace.IPV6_ROUTE));
    }

    @Test
    void windowsKeepsItUnderWine() {
        run(CProgram.named("system", Compiler.MINGW).sources(PROGRAM, "native/system/windows/*.c")
                .libraries("iphlpapi", "bcrypt", "winmm").build().command());
    }

    @Test
    void windowsRefusesAWait() {
        CProgram.named("refused-wait", Compiler.MINGW).sources("native/test/windows/wait/*.c", "native/system/windows/*.c")
                .libraries("iphlpapi", "bcrypt", "winmm").build().command().run().expectSuccess();
    }

    private static void run(Command command) {
        String out = command.timeout(Duration.ofMinutes(10)).run().expectSuccess().out();
        System.out.println("system: " + out.strip().replace("\n", "\nsystem: "));
    }
}

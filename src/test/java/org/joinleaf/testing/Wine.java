package org.joinleaf.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs Wine in a home of its own below the build folder, which is set up once and shut down with this JVM. */
public final class Wine {
    private static final Path HOME = Project.target("wine");
    private static boolean ready;

    private Wine() {
    }

    /** A command that runs a Windows program; skips the test where Wine is not installed. */
    public static Command command(List<String> words) {
        Needs.wine();
        setUp();
        // A server that stays. Others end a second after their last program: one that starts just then fails.
        inHome(Command.of("wineserver", "-p")).run();
        return raw(words);
    }

    /** A command that starts Windows programs in namespaces: with our home, of which no server runs. */
    public static Command environment(Command command) {
        Needs.wine();
        setUp();
        inHome(Command.of("wineserver", "-k")).run();
        return inHome(command);
    }

    private static Command raw(List<String> words) {
        List<String> all = new ArrayList<>(List.of("wine"));
        all.addAll(words);
        return inHome(Command.of(all));
    }

    /** Sets our home, and sees to it that Wine is silent on standard error, has no display and asks nothing. */
    private static Command inHome(Command command) {
        return command
                .environment("WINEPREFIX", HOME.toString())
                .environment("WINEDEBUG", "-all")
                .environment("LD_PRELOAD", "") // of a JVM with a sanitizer: it is not for Wine
                .environment("WINEDLLOVERRIDES", "mscoree=;mshtml=;winemenubuilder.exe=")
                .environment("DISPLAY", null);
    }

    /** Makes a home. */
    public static void boot(Command command) {
        if (command.run().exit() != 0) {
            command.run().expectSuccess(); // on a busy machine its first start fails now and then
        }
    }

    private static synchronized void setUp() {
        if (ready) {
            return;
        }
        if (!Files.exists(HOME.resolve("system.reg"))) {
            boot(raw(List.of("wineboot", "--init")));
        }
        // Ends only the server of this home.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> inHome(Command.of("wineserver", "-k")).run()));
        ready = true;
    }
}

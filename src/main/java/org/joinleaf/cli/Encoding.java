package org.joinleaf.cli;

import java.io.Console;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * In which encoding text is read and written: a console has its own, on Windows a code page; a pipe and a file have UTF-8,
 * as the sessions have, so that nothing is lost between two commands.
 */
final class Encoding {
    private Encoding() {
    }

    static Charset input() {
        return of(console(), System.getProperty("stdin.encoding"), System.getProperty("native.encoding"));
    }

    static Charset output() {
        return of(console(), System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding")),
                System.getProperty("native.encoding"));
    }

    /** Standard error may be on a console while standard output is a file, and the reverse. */
    static Charset errors() {
        return ofErrors(console(), System.getProperty("stderr.encoding", System.getProperty("sun.stderr.encoding")),
                System.getProperty("native.encoding"));
    }

    /** Chooses one for standard error: a console counts only if Java says that the stream has the same. */
    static Charset ofErrors(Charset console, String stream, String system) {
        return of(of(null, stream, null).equals(console) ? console : null, stream, system);
    }

    /**
     * Chooses one.
     *
     * @param console the console's, or null if there is none, which Java says also if only the other stream is a pipe
     * @param stream  what Java says of the stream, or null; if it is the system's, that may be a pipe's
     * @param system  the system's
     */
    static Charset of(Charset console, String stream, String system) {
        if (console != null) {
            return console;
        }
        try {
            return stream == null || stream.equals(system) ? StandardCharsets.UTF_8 : Charset.forName(stream);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8; // Java has not that one
        }
    }

    private static Charset console() {
        Console console = System.console();
        return console == null || !isTerminal(console) ? null : console.charset();
    }

    /** Since Java 22 there may be a console that is no terminal; since then there is a method, too, that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

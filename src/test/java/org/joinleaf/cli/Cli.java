package org.joinleaf.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a command of joinleaf in this JVM, and keeps what it printed. */
final class Cli {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    private Cli() {
    }

    /**
     * How a command ended.
     *
     * @param exit its exit code
     * @param out  what it printed
     * @param err  what it complained
     */
    record Result(int exit, String out, String err) {
        Result expect(int wanted) {
            if (exit != wanted) {
                throw new AssertionError("exit " + exit + ", not " + wanted + "\n" + out + err);
            }
            return this;
        }

        List<String> lines() {
            return out.lines().toList();
        }
    }

    static Result run(String... arguments) {
        Cli cli = new Cli();
        cli.execute(arguments);
        return cli.result();
    }

    /** Starts a command in a thread of its own; {@link #result} waits for it. */
    static Cli start(String... arguments) {
        Cli cli = new Cli();
        Thread thread = new Thread(() -> cli.execute(arguments), "joinleaf " + arguments[0]);
        thread.setDaemon(true);
        thread.start();
        return cli;
    }

    /** Waits until the command has printed something, for two minutes at most. */
    Cli awaitOutput(String text) throws InterruptedException {
        for (int left = 12_000; !out.toString().contains(text); left--) {
            if (left == 0 || exit.isDone()) {
                throw new AssertionError("no \"" + text + "\" in:\n" + out + err);
            }
            Thread.sleep(10);
        }
        return this;
    }

    Result result() {
        return new Result(exit.orTimeout(5, TimeUnit.MINUTES).join(), out.toString(),
                err.toString());
    }

    private void execute(String... arguments) {
        try {
            exit.complete(Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                    .execute(arguments));
        } catch (Throwable e) {
            exit.completeExceptionally(e);
        }
    }
}

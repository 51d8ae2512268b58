package org.joinleaf.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import org.joinleaf.WinsockFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The program {@code joinleaf} has the options of all subcommands, runs the commands, and tells their failures. */
@Command(name = "joinleaf",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        usageHelpAutoWidth = false,
        synopsisHeading = "%nUsage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nExamples:%n",
        header = "Winsock 2 multipoint sessions, on Windows and Linux.",
        exitCodeList = {"0:done", "1:a call failed; the message names its Winsock code", "2:the command line is wrong",
            "3:what is printed could not be written: a closed pipe, a full disk",
            "129, 130, 143:ended by SIGHUP, Ctrl-C or SIGTERM; what came so far is still told"},
        footer = {"  java -jar joinleaf-cli.jar demo",
            "  java -jar joinleaf-cli.jar doctor",
            "  java -jar joinleaf-cli.jar receive --help"},
        subcommands = {HelpCommand.class, Demo.class, Send.class, Receive.class, RootCommand.class,
            LeafCommand.class, Providers.class, ProviderCommand.class, Doctor.class})
public final class Main {
    /** A command returns this if it did what was asked. */
    static final int DONE = 0;
    /** A command returns this if it could not do what was asked. */
    static final int FAILED = 1;
    /** Every command returns this if its output could not be written. */
    static final int NOT_WRITTEN = 3;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT,
            description = "After a failure also print where in the program it was.")
    private boolean stacktrace;

    private Main() {
    }

    /**
     * Runs a command and ends the process with its exit code: 0 done, 1 failed, 2 wrong command line, 3 output lost.
     *
     * @param arguments the command and its arguments
     */
    public static void main(String[] arguments) {
        Output output = new Output(new FileOutputStream(FileDescriptor.out), Encoding.output());
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, Encoding.errors());
        int code = commandLine().setOut(output.writer()).setErr(err).execute(arguments);
        System.exit(output.failed() ? output.tell(err) : code);
    }

    /** Makes the command line, ready to execute. Tests give it writers of their own. */
    static CommandLine commandLine() {
        Main main = new Main();
        return new CommandLine(main)
                .setParameterExceptionHandler((failure, arguments) -> tellUsage(failure))
                .setColorScheme(Help.defaultColorScheme(Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> {
                    try {
                        return new RunLast().execute(parsed);
                    } catch (LinkageError | OutOfMemoryError e) { // of threads, too
                        CommandLine root = parsed.commandSpec().commandLine();
                        throw new ExecutionException(root, e.getMessage(), e);
                    }
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> main.tell(failure, command));
    }

    /** Prints the mistake, and the usage in short. */
    private static int tellUsage(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getCommandName() + ": " + failure.getMessage());
        Suggestions.of(failure).ifPresent(suggestion -> err.println("Did you mean: " + suggestion + "?"));
        err.print("Usage: " + command.getHelp().synopsis("Usage: ".length()));
        err.println("More: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private int tell(Exception failure, CommandLine command) {
        Throwable reason = failure instanceof ExecutionException && failure.getCause() != null
                ? failure.getCause() : failure;
        if (reason instanceof ExceptionInInitializerError && reason.getCause() != null) {
            reason = reason.getCause(); // its own message is empty
        }
        String message = reason.getMessage() == null ? reason.toString() : reason.getMessage();
        command.getErr().println(command.getCommandName() + ": " + message);
        if (reason instanceof Advised advised) {
            command.getErr().println("Fix: " + advised.fix());
        } else {
            OpenFiles.fixOf(reason).ifPresent(fix -> command.getErr().println("Fix: " + fix));
        }
        if (reason instanceof LinkageError || reason instanceof WinsockFailure) {
            command.getErr().println("More: joinleaf doctor");
        }
        if (stacktrace) {
            reason.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return FAILED;
    }
}

package org.joinleaf.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.joinleaf.Provider;
import org.joinleaf.WinsockException;
import org.joinleaf.internal.load.Platform;
import org.joinleaf.winsock.Winsock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code provider} puts joinleaf's own provider into Windows' catalogue, and takes it out. */
@Command(name = "provider",
        header = "Installs joinleaf's provider of rooted sessions in Windows.",
        description = "Once it is installed, every 64-bit program opens rooted sessions through ws2_32 itself. "
                + "Installing and removing need an administrator.",
        footer = {"  java -jar joinleaf-cli.jar provider show", "  java -jar joinleaf-cli.jar provider install",
            "  java -jar joinleaf-cli.jar provider remove"})
final class ProviderCommand implements Runnable {
    /** Every entry of ours has this identifier. */
    static final UUID OWN = UUID.fromString("6c0a4b1e-3f52-4d87-9b12-6a6f696e6c66");

    private static final String ADMINISTRATOR =
            "Start the command prompt with \"Run as administrator\", and the command there.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing: show, install or remove");
    }

    @Command(name = "show", header = "Tells whether it is installed, and lists its entries.",
            footer = "  java -jar joinleaf-cli.jar provider show")
    int show() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Optional<Path> library = Provider.installedAt();
        out.println(library.map(path -> "installed: " + path).orElse(Platform.isWindows()
                ? "not installed: only programs that load joinleaf have it"
                : "part of the library: this system has no catalogue to install it in"));
        List<Provider> entries = Provider.list().stream().filter(entry -> entry.providerId().equals(OWN)).toList();
        Table table = new Table(">id", "name", "planes");
        for (Provider entry : entries) {
            table.row(Integer.toUnsignedString(entry.catalogEntryId()), entry.name(), Catalogue.planes(entry.serviceFlags()));
        }
        table.print(out, "");
        out.flush();
        return Main.DONE;
    }

    @Command(name = "install", header = "Copies the DLL and puts its entries into the catalogue.",
            footer = "  java -jar joinleaf-cli.jar provider install")
    int install(@Option(names = "--folder", paramLabel = "FOLDER", description = "Where the DLL is copied to: a folder that "
            + "only administrators write to and everybody reads. Default: joinleaf in Program Files.") Path folder)
            throws IOException {
        refuseElsewhere();
        Path target = (folder == null ? programFiles() : folder).toAbsolutePath()
                .resolve("joinleaf-" + Version.joinleaf().replaceAll("[^0-9A-Za-z.-]", "") + ".dll");
        try {
            boolean copied = copy(target);
            try {
                Provider.install(target);
            } catch (WinsockException e) {
                if (copied) {
                    Files.delete(target);
                }
                throw e;
            }
        } catch (AccessDeniedException e) {
            throw Advice.ADMINISTRATOR_ONLY.failure(ADMINISTRATOR, e, "write to " + e.getFile());
        } catch (WinsockException e) {
            throw advised(e);
        }
        spec.commandLine().getOut().println("installed: " + target);
        spec.commandLine().getOut().flush();
        return Main.DONE;
    }

    @Command(name = "remove", header = "Takes its entries out of the catalogue.",
            footer = "  java -jar joinleaf-cli.jar provider remove")
    int remove() throws IOException {
        refuseElsewhere();
        Optional<Path> library = Provider.installedAt();
        try {
            Provider.uninstall();
        } catch (WinsockException e) {
            throw e.code() == Winsock.WSAEINVAL ? new IOException("It is not installed", e) : advised(e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("removed. The DLL stays, as programs may be using it: " + library.map(Path::toString).orElse("unknown"));
        out.flush();
        return Main.DONE;
    }

    private static void refuseElsewhere() throws IOException {
        if (!Platform.isWindows()) {
            throw new IOException("Only Windows has a catalogue that providers are installed in. On Linux rooted sessions are "
                    + "part of the library that a program loads");
        }
    }

    private static IOException advised(WinsockException e) {
        return e.code() == Winsock.WSANO_RECOVERY
                ? Advice.ADMINISTRATOR_ONLY.failure(ADMINISTRATOR, e, "change the catalogue") : e;
    }

    private static Path programFiles() {
        String folder = System.getenv("ProgramFiles");
        return Path.of(folder == null ? "C:\\Program Files" : folder, "joinleaf");
    }

    /** Returns false if it lies there already. If a file of this name has other content, it stays, and that is an error. */
    private static boolean copy(Path target) throws IOException {
        String name = Platform.resource(Platform.current());
        byte[] library;
        try (InputStream from = Provider.class.getResourceAsStream(name)) {
            if (from == null) {
                throw new IOException("This jar has no DLL for this processor: " + name);
            }
            library = from.readAllBytes();
        }
        Files.createDirectories(target.getParent());
        if (Files.exists(target)) {
            if (Arrays.equals(library, Files.readAllBytes(target))) {
                return false;
            }
            throw new IOException("Another file lies at " + target);
        }
        Files.write(target, library);
        return true;
    }
}

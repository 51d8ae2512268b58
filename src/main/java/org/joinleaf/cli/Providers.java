package org.joinleaf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.joinleaf.Provider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code providers} prints Winsock's catalogue. */
@Command(name = "providers",
        header = "Lists Winsock's catalogue of protocols.",
        description = "What a socket can be opened with, as WSAEnumProtocols tells it.",
        footer = {"  java -jar joinleaf-cli.jar providers", "  java -jar joinleaf-cli.jar providers --verbose"})
final class Providers implements Callable<Integer> {
    private static final int WIDTH = 76;

    @Spec
    private CommandSpec spec;

    @Option(names = {"-v", "--verbose"}, description = "Also the provider's GUID and the flags as a number.")
    private boolean verbose;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Provider> entries = Provider.list();
        Table table = new Table(">id", "name", "family", "type", "protocol", ">message");
        for (Provider entry : entries) {
            table.row(Integer.toUnsignedString(entry.catalogEntryId()), entry.name(),
                    Catalogue.family(entry.addressFamily()), Catalogue.type(entry.socketType()),
                    Catalogue.protocol(entry.protocol()), Catalogue.messageSize(entry.messageSize()));
            table.note(Catalogue.planes(entry.serviceFlags()));
            Words.wrap(String.join(", ", Catalogue.flags(entry.serviceFlags())), WIDTH).forEach(table::note);
            if (verbose) {
                table.note(String.format("flags 0x%08x", entry.serviceFlags()));
                table.note("provider {" + entry.providerId().toString().toUpperCase(Locale.ROOT) + "}");
            }
        }
        table.print(out, "");
        out.flush();
        return entries.isEmpty() ? Main.FAILED : Main.DONE;
    }
}

package org.joinleaf.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.joinleaf.RootedOptions;
import org.joinleaf.SessionSocket;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** These options are shared by root and leaf. */
final class SessionOptions {
    /** The longest message that a provider of ours carries, in bytes. */
    static final int LONGEST_MESSAGE = 1 << 16;

    private static final int SHORTEST_KEY = 16;
    private static final int LONGEST_KEY = 256;

    @Option(names = {"-k", "--key"}, paramLabel = "FILE", converter = KeyFile.class,
            description = "A file with the key that all of a session have, of " + SHORTEST_KEY + " to " + LONGEST_KEY
                    + " bytes. Without it nobody is authenticated.")
    private Key key;

    @Option(names = {"-i", "--interface"}, paramLabel = "INTERFACE", converter = Converters.Interface.class,
            description = "The interface by which the session goes: its name, index or an address of it. A root listens on "
                    + "that address, and a leaf asks from it. Default: the system's choice.")
    private Place place;

    @Option(names = {"-q", "--quiet"}, description = "Tells nothing on standard error but failures.")
    private boolean quiet;

    /** Sets what must be set before the socket listens or joins. */
    void apply(SessionSocket socket) throws IOException {
        if (key != null) {
            socket.setOption(RootedOptions.KEY, key.bytes());
        }
    }

    /** Returns the interface that was named, or null. */
    Place place() {
        return place;
    }

    /** Returns the address to bind to of the interface that was named. */
    InetAddress address(CommandSpec spec, StandardProtocolFamily family) {
        return place.address(family).orElseThrow(() -> new ParameterException(spec.commandLine(),
                "the interface " + place.text(family) + " has no " + Interfaces.text(family) + " address"));
    }

    /** Returns " by e0 (192.0.2.2)", or nothing if no interface was named. */
    String where(StandardProtocolFamily family) {
        return place == null ? "" : " by " + place.text(family);
    }

    /** The bytes of a key, which picocli would take for a list of numbers if they stood alone. */
    private record Key(byte[] bytes) {
    }

    /** Reads a file's key, and no more than one byte beyond the longest one, because a file may have no end. */
    static final class KeyFile implements ITypeConverter<Key> {
        @Override
        public Key convert(String file) {
            byte[] bytes;
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                bytes = in.readNBytes(LONGEST_KEY + 1);
            } catch (NoSuchFileException e) {
                throw new TypeConversionException("there is no key file '" + file + "'");
            } catch (AccessDeniedException e) {
                throw new TypeConversionException("the key file '" + file + "' may not be read");
            } catch (IOException | InvalidPathException e) {
                throw new TypeConversionException("the key file '" + file + "' cannot be read: " + e.getMessage());
            }
            if (bytes.length < SHORTEST_KEY || bytes.length > LONGEST_KEY) {
                throw new TypeConversionException("a key has " + SHORTEST_KEY + " to " + LONGEST_KEY + " bytes; the file '" + file
                        + "' has " + (bytes.length > LONGEST_KEY ? "more" : bytes.length));
            }
            return new Key(bytes);
        }
    }

    boolean quiet() {
        return quiet;
    }
}

package org.joinleaf.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes.Name;
import java.util.jar.Manifest;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "joinleaf " + joinleaf(),
            "Java " + System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor"),
            system(),
        };
    }

    /** The version of the jar, or "(not from a jar)". */
    static String joinleaf() {
        String version = Main.class.getPackage().getImplementationVersion();
        if (version == null && Main.class.getModule().isNamed()) {
            version = ofModule();
        }
        return version == null ? "(not from a jar)" : version;
    }

    static String system() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch");
    }

    private static String ofModule() {
        try (InputStream in = Main.class.getModule().getResourceAsStream("META-INF/MANIFEST.MF")) {
            return in == null ? null : new Manifest(in).getMainAttributes().getValue(Name.IMPLEMENTATION_VERSION);
        } catch (IOException e) {
            return null;
        }
    }
}

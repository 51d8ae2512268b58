package org.joinleaf.cli;

import picocli.CommandLine.IVersionProvider;

/** Tells {@code --version} what to print. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "joinleaf " + joinleaf(),
            "Java " + System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor"),
            system(),
        };
    }

    /** Returns the version of the jar, or "(not from a jar)". */
    static String joinleaf() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }

    static String system() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch");
    }
}

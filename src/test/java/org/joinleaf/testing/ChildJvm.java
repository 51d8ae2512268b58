package org.joinleaf.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM like this one, for a short program: without the second compiler it starts and ends in half of the time. */
public final class ChildJvm {
    private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** How a shell's command begins whose environment has {@link #java} as {@code java}. */
    public static final String SHELL = "\"$java\" " + String.join(" ", OPTIONS) + " ";

    private ChildJvm() {
    }

    /** Returns the path of this JVM's java. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Returns the words of a command that end with these. */
    public static List<String> words(String... more) {
        List<String> words = new ArrayList<>(List.of(java()));
        words.addAll(OPTIONS);
        words.addAll(List.of(more));
        return words;
    }
}

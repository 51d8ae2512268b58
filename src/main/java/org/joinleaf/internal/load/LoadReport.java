package org.joinleaf.internal.load;

import java.util.List;

/**
 * How the native library was found, or why it was not.
 *
 * @param platform   the name that this system has in the jar, such as {@code linux-x86_64}
 * @param library    where the library was loaded from, or null if it was not
 * @param attempts   what was tried, in order
 */
public record LoadReport(String platform, String library, List<Attempt> attempts) {
    /**
     * One try.
     *
     * @param source  where the library was looked for: the property, a folder for the jar's copy, or the library path
     * @param failure why it did not work, or null if it did
     */
    public record Attempt(String source, String failure) {
        @Override
        public String toString() {
            return source + ": " + (failure == null ? "loaded" : failure);
        }
    }

    public LoadReport {
        attempts = List.copyOf(attempts);
    }

    /**
     * Returns the option of java that allows joinleaf to load a native library, which JDK 24 and later ask for.
     *
     * @return it, for the module that joinleaf is in
     */
    public static String accessOption() {
        return accessOption(LoadReport.class.getModule());
    }

    static String accessOption(Module module) {
        return "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }

    /**
     * Tells whether the library is loaded.
     *
     * @return true if it is
     */
    public boolean loaded() {
        return library != null;
    }
}

package org.joinleaf.internal.load;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folders to which the jar's library may be unpacked. Folders in which another user could replace it come last. They are
 * not left out, because a container may have no other folder.
 */
final class UnpackFolders {
    /**
     * A folder.
     *
     * @param text how it was named
     * @param path the folder; null if its name has characters that this JVM cannot express
     * @param why  why it cannot
     */
    record Candidate(String text, Path path, String why) {
    }

    /** In the order of preference; the same folder stands once. */
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();

    private UnpackFolders() {
        add(System.getProperty("java.io.tmpdir"), "");
        add(System.getenv("XDG_CACHE_HOME"), "");
        add(System.getenv("LOCALAPPDATA"), "");
        add(System.getProperty("user.home"), ".cache");
        add(System.getProperty("user.home"), "");
        // For user profiles whose path System.load cannot use: it takes only characters of the ANSI code page, and no path
        // that is too long.
        add(System.getenv("ProgramData"), "");
        add(System.getProperty("user.dir"), ""); // last: on Windows the file stays, and it may be a project's folder
    }

    /** The folders, best first. */
    static List<Candidate> list() {
        List<Candidate> safe = new ArrayList<>();
        List<Candidate> open = new ArrayList<>();
        for (Candidate each : new UnpackFolders().candidates.values()) {
            (each.path() != null && Ownership.openToOthers(each.path()) ? open : safe).add(each);
        }
        safe.addAll(open);
        return safe;
    }

    private void add(String folder, String below) {
        if (folder == null || folder.isBlank()) {
            return;
        }
        try {
            Path path = Path.of(folder, below);
            if (below.isEmpty() || Files.isDirectory(path)) {
                Path whole = path.toAbsolutePath().normalize();
                candidates.putIfAbsent(whole.toString(), new Candidate(whole.toString(), whole, null));
            }
        } catch (InvalidPathException e) {
            // LANG=C and a name that is not ASCII, for one.
            candidates.putIfAbsent(folder, new Candidate(folder, null, "this JVM cannot speak of it (sun.jnu.encoding "
                    + System.getProperty("sun.jnu.encoding") + "): " + e.getReason()));
        }
    }
}

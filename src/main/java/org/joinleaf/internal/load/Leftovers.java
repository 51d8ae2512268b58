package org.joinleaf.internal.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Removes unpacked libraries. Linux can remove a file that is loaded; Windows can only after the process has ended. */
final class Leftovers {
    /** Younger folders may belong to a JVM that has not loaded its file yet. */
    static final Duration OLD = Duration.ofHours(1);

    private Leftovers() {
    }

    /** Removes the file and its folder, or leaves it to the end of the process and to {@link #remove}. */
    static void removeOrLater(Path folder, Path file) {
        if (!removeNow(folder, file)) {
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
        }
    }

    /**
     * Removes what earlier processes have left in a folder and what nobody has touched for this long: of processes that were
     * killed while they unpacked; on Windows also of all that needed a copy of their own, and of versions that nobody uses
     * any more. What is in use stays. So does what another user has put there under such a name, and every link.
     */
    static void remove(Path parent, String prefix, Duration age) {
        Instant limit = Instant.now().minus(age);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path folder : folders) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Ownership.isOwn(folder)
                        && Files.getLastModifiedTime(folder).toInstant().isBefore(limit)) {
                    removeNow(folder, folder.resolve(System.mapLibraryName("joinleaf")));
                }
            }
        } catch (IOException | RuntimeException e) {
            // Nothing depends on it: the next start tries again.
        }
    }

    private static boolean removeNow(Path folder, Path file) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}

package org.joinleaf.internal.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Removes unpacked libraries. Linux lets go of a loaded file at once; Windows only after the process has ended. */
public final class Leftovers {
    /** Younger folders may belong to a JVM that has not loaded its file yet. */
    private static final Duration OLD = Duration.ofHours(1);

    private Leftovers() {
    }

    /** Removes the file and its folder, or leaves it to the end of the process and to {@link #remove}. */
    public static void removeOrLater(Path folder, Path file) {
        if (!removeNow(folder, file)) {
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
        }
    }

    /**
     * Removes what earlier processes left in a folder: on Windows all of them, on Linux those that were killed while
     * they unpacked. What is still in use stays, and what another user has put there under such a name, links included.
     */
    public static void remove(Path parent, String prefix) {
        Instant limit = Instant.now().minus(OLD);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path folder : folders) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && UnpackFolders.isOwn(folder)
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

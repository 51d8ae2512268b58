package org.joinleaf.internal.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The unpacked library on a system where a loaded file cannot be removed (Windows): later starts find it again and use it. It
 * is named after its content, so two versions have two copies. It is used only if it has exactly that content and no other
 * user can change it. It is made under another name and then renamed, so any number of JVMs may start at once.
 */
final class SharedCopy {
    static final String PREFIX = "joinleaf-library-";

    /** A copy that no start has used for this long is removed. */
    static final Duration UNUSED = Duration.ofDays(30);

    private static final Duration TOUCH = Duration.ofDays(1);
    private static final int DIGITS = 16;

    private SharedCopy() {
    }

    /**
     * Finds or makes the copy.
     *
     * @return its file, or null if what lies there cannot be trusted
     */
    static Path in(Path folder, String fileName, byte[] library) throws IOException {
        Path shared = folder.resolve(name(library));
        if (!Files.exists(shared, LinkOption.NOFOLLOW_LINKS)) {
            make(shared, fileName, library);
        }
        Path file = shared.resolve(fileName);
        if (!Files.isDirectory(shared, LinkOption.NOFOLLOW_LINKS) || !Ownership.isOwn(shared) || !Ownership.isOwn(file)
                || !Arrays.equals(library, Files.readAllBytes(file))) {
            return null;
        }
        touch(shared);
        return file;
    }

    private static void make(Path shared, String fileName, byte[] library) throws IOException {
        Path own = Ownership.createFolder(shared.getParent(), PREFIX);
        try {
            Files.write(own.resolve(fileName), library);
            Files.move(own, shared, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Leftovers.removeOrLater(own, own.resolve(fileName));
            if (!Files.exists(shared, LinkOption.NOFOLLOW_LINKS)) { // else another JVM was first
                throw e;
            }
        }
    }

    private static void touch(Path shared) throws IOException {
        if (Files.getLastModifiedTime(shared).toInstant().isBefore(Instant.now().minus(TOUCH))) {
            Files.setLastModifiedTime(shared, FileTime.from(Instant.now()));
        }
    }

    static String name(byte[] library) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(library);
            return PREFIX + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}

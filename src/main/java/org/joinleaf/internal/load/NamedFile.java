package org.joinleaf.internal.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Why a file that a user has named is not given to the system's loader. */
final class NamedFile {
    /** The head of a 64-bit ELF file: where its table of sections begins, the size of an entry, and how many there are. */
    private static final int HEAD = 64;
    private static final int MAGIC = 0x7f454c46;
    private static final int TABLE = 40;
    private static final int ENTRY = 58;
    private static final int COUNT = 60;
    private static final int SHORT = 0xffff;

    private NamedFile() {
    }

    /** Returns what is wrong, or null if the loader may look. */
    static String fault(String name, Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                return "it is a folder: name the file";
            }
            if (!attributes.isRegularFile()) {
                return "it is no regular file";
            }
            return isCutShort(file) ? "it has only " + attributes.size() + " bytes, and its end is missing: copy it again" : null;
        } catch (NoSuchFileException e) {
            return Path.of(name).isAbsolute() ? "there is no such file" : "there is no such file, which would be " + file;
        } catch (IOException e) {
            return NativeLibrary.reason(e);
        }
    }

    /**
     * Whether an ELF file lacks its end, where its table of sections is: a copy made on a full disk, for example. Linux would
     * map such a file, and the process would end by a signal at the first byte that is missing. A stream, not a channel, reads
     * it: a thread that is interrupted may be the one that loads the library.
     */
    private static boolean isCutShort(Path file) throws IOException {
        ByteBuffer head;
        try (InputStream in = Files.newInputStream(file)) {
            head = ByteBuffer.wrap(in.readNBytes(HEAD)).order(ByteOrder.BIG_ENDIAN);
        }
        if (head.capacity() < HEAD || head.getInt(0) != MAGIC) {
            return false; // the loader tells what it is
        }
        head.order(ByteOrder.LITTLE_ENDIAN);
        return head.getLong(TABLE) + (head.getShort(ENTRY) & SHORT) * (head.getShort(COUNT) & SHORT) > Files.size(file);
    }
}

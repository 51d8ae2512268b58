package org.joinleaf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Memory that goes away while its buffers stay: of a file that is shortened, or of an arena that is closed. */
final class Lent {
    private Lent() {
    }

    /** Maps a new file of so many bytes and shortens it to the first page. */
    static ByteBuffer shortened(Path folder, int bytes) throws IOException {
        ByteBuffer mapped;
        try (FileChannel file = file(folder)) {
            mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            file.truncate(4096);
        }
        return mapped;
    }

    static ByteBuffer mapped(Path folder, int bytes) throws IOException {
        try (FileChannel file = file(folder)) {
            return file.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
        }
    }

    private static FileChannel file(Path folder) throws IOException {
        return FileChannel.open(folder.resolve("mapped" + System.nanoTime()), StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** A shared arena of java.lang.foreign, which the tests are too old to name. */
    static final class Arena implements AutoCloseable {
        private static final Class<?> ARENA = named("Arena");

        private final Object arena = call(ARENA, "ofShared", null);

        ByteBuffer buffer(int bytes) {
            try {
                Object segment = ARENA.getMethod("allocate", long.class).invoke(arena, (long) bytes);
                return (ByteBuffer) call(named("MemorySegment"), "asByteBuffer", segment);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            call(ARENA, "close", arena);
        }

        private static Class<?> named(String name) {
            try {
                return Class.forName("java.lang.foreign." + name);
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }

        private static Object call(Class<?> type, String method, Object object) {
            try {
                return type.getMethod(method).invoke(object);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }
}

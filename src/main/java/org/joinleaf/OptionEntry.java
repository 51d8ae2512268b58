package org.joinleaf;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.Winsock;

/**
 * How one option is written to Winsock and read back. A write may be null where the option is read only, a read where it
 * is write only.
 *
 * @param <T> the type of its values
 */
sealed interface OptionEntry<T> {
    /** False for what is read only. */
    boolean isWritable();

    /** False for what is write only. */
    boolean isReadable();

    /** setsockopt, with a value that is not null. Returns 0, or the complement of the code. */
    int write(long socket, T value) throws IOException;

    /** getsockopt; what fails is the socket's failure. */
    T read(SessionSocket socket, SocketOption<T> option, long number) throws IOException;

    /** An int, DWORD or BOOL. */
    record Number<T>(int level, int name, ToInt<T> toInt, ToValue<T> toValue) implements OptionEntry<T> {
        @Override
        public boolean isWritable() {
            return toInt != null;
        }

        @Override
        public boolean isReadable() {
            return true;
        }

        @Override
        public int write(long socket, T value) {
            return SocketNatives.setIntOption(socket, level, name, toInt.of(value));
        }

        @Override
        public T read(SessionSocket socket, SocketOption<T> option, long number) throws IOException {
            long result = SocketNatives.getIntOption(number, level, name);
            if (result < 0) {
                throw socket.failure(Operation.OTHER, "getsockopt " + option.name(), (int) ~result);
            }
            return toValue.of((int) result);
        }
    }

    /**
     * An option of a socket of IPv6 that IPv4 has, too: where the socket is for both families (IPV6_V6ONLY off), it is set
     * for the datagrams of both. If it is bound to an address of one, Windows refuses the other's options with WSAEINVAL:
     * then one is enough.
     */
    record Both<T>(Number<T> six, Number<T> four) implements OptionEntry<T> {
        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public boolean isReadable() {
            return true;
        }

        @Override
        public int write(long socket, T value) {
            int result = six.write(socket, value);
            if (!isForBoth(socket)) {
                return result;
            }
            int other = four.write(socket, value);
            return result == ~Winsock.WSAEINVAL || other < 0 && other != ~Winsock.WSAEINVAL ? other : result;
        }

        @Override
        public T read(SessionSocket socket, SocketOption<T> option, long number) throws IOException {
            boolean refused = SocketNatives.getIntOption(number, six.level, six.name) == ~Winsock.WSAEINVAL;
            return (refused && isForBoth(number) ? four : six).read(socket, option, number);
        }

        private static boolean isForBoth(long socket) {
            return SocketNatives.getIntOption(socket, Winsock.IPPROTO_IPV6, Winsock.IPV6_V6ONLY) == 0;
        }
    }

    /** An option that is more than a number; its memory is wiped, as it may be the key. */
    record Block<T>(int level, int name, int room, Writer<T> writer, Reader<T> reader) implements OptionEntry<T> {
        @Override
        public boolean isWritable() {
            return writer != null;
        }

        @Override
        public boolean isReadable() {
            return reader != null;
        }

        @Override
        public int write(long socket, T value) throws IOException {
            ByteBuffer memory = memory();
            try {
                writer.put(memory, value);
                return SocketNatives.setsockopt(socket, level, name, memory, 0, memory.position());
            } finally {
                memory.put(0, new byte[memory.capacity()]);
            }
        }

        @Override
        public T read(SessionSocket socket, SocketOption<T> option, long number) throws IOException {
            ByteBuffer memory = memory();
            int result = SocketNatives.getsockopt(number, level, name, memory, 0, memory.capacity());
            if (result < 0) {
                boolean early = result == ~Winsock.WSAENOTCONN && option.equals(RootedOptions.GROUP);
                String why = early ? " (a root has one that was set, or once it listens or invites; a leaf has none)" : "";
                throw socket.failure(Operation.OTHER, "getsockopt " + option.name() + why, ~result);
            }
            return reader.get(memory, result);
        }

        private ByteBuffer memory() {
            return ByteBuffer.allocateDirect(room).order(ByteOrder.nativeOrder());
        }
    }

    /** Gives the int of a value, or refuses it with an IllegalArgumentException. */
    interface ToInt<T> {
        int of(T value);
    }

    /** Gives the value of an int. */
    interface ToValue<T> {
        T of(int number) throws IOException;
    }

    /** Puts a value at the buffer's position, and moves that. */
    interface Writer<T> {
        void put(ByteBuffer target, T value) throws IOException;
    }

    /** Reads a value of a length from the buffer's start. */
    interface Reader<T> {
        T get(ByteBuffer source, int length);
    }
}

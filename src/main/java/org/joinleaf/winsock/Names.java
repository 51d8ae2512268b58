package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.joinleaf.internal.memory.Scratch;

/** Text as the natives of names take and give it, and the answers that they pack (NameNatives). */
final class Names {
    /** Of more text than this the calls see the beginning; no name or address is as long. */
    private static final int LONGEST = 4096;

    /** How often an answer that has grown meanwhile is asked for again. */
    private static final int TRIES = 8;

    /** How many characters a block of {@link Scratch} holds. */
    static final int ROOM = Scratch.BLOCK / Character.BYTES;

    private final ByteBuffer answer;

    private Names(ByteBuffer answer) {
        this.answer = answer;
    }

    /** UTF-16 with a zero at its end; null for null. */
    static ByteBuffer wide(String text) {
        if (text == null) {
            return null;
        }
        int length = Math.min(text.length(), LONGEST);
        ByteBuffer wide = ByteBuffer.allocateDirect((length + 1) * Character.BYTES).order(ByteOrder.nativeOrder());
        wide.asCharBuffer().put(whole(text), 0, length);
        return wide;
    }

    /** C's text ends at a zero. One inside becomes a letter that no name has, so that what follows is not cut off unseen. */
    private static String whole(String text) {
        return text.replace('\0', '\ufffd');
    }

    /** Room for so many characters, at first empty. */
    static ByteBuffer room(int characters) {
        return ByteBuffer.allocateDirect(characters * Character.BYTES).order(ByteOrder.nativeOrder());
    }

    /** Bytes with a zero at their end; null for null. */
    static ByteBuffer narrow(String text) {
        if (text == null) {
            return null;
        }
        byte[] bytes = whole(text).substring(0, Math.min(text.length(), LONGEST)).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length + 1).put(0, bytes);
    }

    /** The UTF-16 before the zero at the start of a block. */
    static String text(ByteBuffer block) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < block.capacity() - 1 && block.getChar(at) != 0; at += Character.BYTES) {
            text.append(block.getChar(at));
        }
        return text.toString();
    }

    /** Asks with a room that grows until the answer fits. A failure's code is put into failed[0], and the answer is null. */
    static Names ask(ToIntFunction<ByteBuffer> call, int[] failed) {
        int size = Scratch.BLOCK;
        for (int i = 0; i < TRIES; i++) {
            ByteBuffer block = Scratch.take(size);
            try {
                int result = call.applyAsInt(block);
                if (result < 0) {
                    failed[0] = ~result;
                    return null;
                }
                if (result <= block.capacity()) {
                    ByteBuffer copy = ByteBuffer.allocate(result).order(ByteOrder.nativeOrder());
                    return new Names(copy.put(0, block, 0, result));
                }
                size = result;
            } finally {
                Scratch.give(block);
            }
        }
        failed[0] = Winsock.WSA_NOT_ENOUGH_MEMORY;
        return null;
    }

    ADDRINFO addressInfo() {
        ADDRINFO first = null;
        ADDRINFO last = null;
        while (answer.hasRemaining()) {
            ADDRINFO entry = new ADDRINFO();
            entry.ai_flags = answer.getInt();
            entry.ai_family = answer.getInt();
            entry.ai_socktype = answer.getInt();
            entry.ai_protocol = answer.getInt();
            byte[] address = bytes();
            entry.ai_addrlen = address == null ? 0 : address.length;
            entry.ai_addr = address == null ? null
                    : ByteBuffer.allocateDirect(address.length).order(ByteOrder.nativeOrder()).put(0, address);
            byte[] name = bytes();
            entry.ai_canonname = name == null ? null
                    : ByteBuffer.wrap(name).order(ByteOrder.nativeOrder()).asCharBuffer().toString();
            if (last == null) {
                first = entry;
            } else {
                last.ai_next = entry;
            }
            last = entry;
        }
        return first;
    }

    HOSTENT host() {
        String name = narrow();
        int type = answer.getInt();
        int length = answer.getInt();
        List<String> aliases = texts();
        List<ByteBuffer> addresses = new ArrayList<>();
        for (int i = answer.getInt(); i > 0; i--) {
            addresses.add(ByteBuffer.wrap(bytes()).asReadOnlyBuffer());
        }
        return new HOSTENT(name, aliases, type, length, addresses);
    }

    SERVENT service() {
        String name = narrow();
        List<String> aliases = texts();
        String protocol = narrow();
        return new SERVENT(name, aliases, answer.getInt(), protocol);
    }

    PROTOENT protocol() {
        String name = narrow();
        List<String> aliases = texts();
        return new PROTOENT(name, aliases, answer.getInt());
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = answer.getInt(); i > 0; i--) {
            texts.add(narrow());
        }
        return texts;
    }

    /** Text that C may leave NULL is empty. */
    private String narrow() {
        byte[] bytes = bytes();
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] bytes() {
        int length = answer.getInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        answer.get(bytes);
        return bytes;
    }
}

package org.joinleaf.winsock;

import org.joinleaf.internal.memory.Memory;
import org.joinleaf.internal.natives.MessageNatives;

/** The memory of a WSAMSG for the time of a call: what it said when the call began, whatever becomes of it meanwhile. */
final class Message {
    private final Vectors vectors;
    private final int count;
    private final Memory name;
    private final Memory control;
    private final int flags;

    private Message(Vectors vectors, int count, Memory name, Memory control, int flags) {
        this.vectors = vectors;
        this.count = count;
        this.name = name;
        this.control = control;
        this.flags = flags;
    }

    /** A message to be sent, or null if its pointers and lengths do not fit together. */
    static Message in(WSAMSG message) {
        return open(message, false);
    }

    /** A message to be received, or null if its pointers and lengths do not fit together. */
    static Message out(WSAMSG message) {
        return open(message, true);
    }

    private static Message open(WSAMSG message, boolean written) {
        var name = message.name;
        var control = message.Control_buf;
        int nameLength = message.namelen;
        int controlLength = message.Control_len;
        boolean fits = written ? Memory.writable(name, nameLength) && Memory.writable(control, controlLength)
                : Memory.readable(name, nameLength) && Memory.readable(control, controlLength);
        if (!fits || control == null && controlLength != 0) {
            return null;
        }
        int count = message.dwBufferCount;
        Vectors vectors = written ? Vectors.out(message.lpBuffers, count) : Vectors.in(message.lpBuffers, count);
        if (vectors == null) {
            return null;
        }
        Memory nameMemory = null;
        try {
            nameMemory = written ? Memory.out(name, nameLength) : Memory.in(name, nameLength);
            Memory controlMemory = written ? Memory.out(control, controlLength) : Memory.in(control, controlLength);
            return new Message(vectors, count, nameMemory, controlMemory, message.dwFlags);
        } catch (RuntimeException e) {
            vectors.done();
            if (nameMemory != null) {
                nameMemory.done();
            }
            throw e;
        }
    }

    /** The number of bytes sent, or ~code. */
    int send(long socket, int sendFlags) {
        return MessageNatives.send(socket, name.direct(), name.offset(), name.length(), vectors.direct(), vectors.offsets(),
                vectors.lengths(), count, control.direct(), control.offset(), control.length(), flags, sendFlags);
    }

    /** 0 or ~code. After 0 and ~WSAEMSGSIZE the user's structure and the number of bytes are written. */
    int receive(long socket, WSAMSG user, int[] received) {
        int[] values = new int[MessageNatives.VALUES];
        values[MessageNatives.NAME_LENGTH] = name.length();
        values[MessageNatives.CONTROL_LENGTH] = control.length();
        values[MessageNatives.FLAGS] = flags;
        int result = MessageNatives.receive(socket, name.direct(), name.offset(), vectors.direct(), vectors.offsets(),
                vectors.lengths(), count, control.direct(), control.offset(), values);
        if (result >= 0 || result == ~Winsock.WSAEMSGSIZE) {
            vectors.written(result >= 0 ? values[MessageNatives.RECEIVED] : Integer.MAX_VALUE);
            name.written(values[MessageNatives.NAME_LENGTH]);
            control.written(values[MessageNatives.CONTROL_LENGTH]);
            user.namelen = values[MessageNatives.NAME_LENGTH];
            user.Control_len = values[MessageNatives.CONTROL_LENGTH];
            user.dwFlags = values[MessageNatives.FLAGS];
            received[0] = values[MessageNatives.RECEIVED];
        }
        return result;
    }

    void done() {
        vectors.done();
        name.done();
        control.done();
    }
}

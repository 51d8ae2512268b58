package org.joinleaf;

import java.nio.ByteBuffer;

/** The part of {@link Winsock} that sends and receives. */
abstract class WinsockData extends WinsockOptions {
    /**
     * send. Allocates nothing for a direct buffer.
     *
     * @param s     the SOCKET
     * @param buf   the bytes
     * @param len   their number
     * @param flags MSG_ bits
     * @return the number of bytes sent, or SOCKET_ERROR
     */
    public static int send(long s, ByteBuffer buf, int len, int flags) {
        if (len < 0 || (buf == null ? len > 0 : !Memory.readable(buf, len))) {
            return fault(s);
        }
        if (buf != null && buf.isDirect()) {
            int offset = buf.position();
            return check(DataNatives.send(s, Buffers.checked(buf, offset, len), offset, len, flags));
        }
        Memory data = Memory.in(buf, len);
        try {
            return check(DataNatives.send(s, data.direct(), data.offset(), len, flags));
        } finally {
            data.done();
        }
    }

    /**
     * sendto. Allocates nothing for direct buffers.
     *
     * @param s     the SOCKET
     * @param buf   the bytes
     * @param len   their number
     * @param flags MSG_ bits
     * @param to    the target's sockaddr
     * @param tolen its length
     * @return the number of bytes sent, or SOCKET_ERROR
     */
    public static int sendto(long s, ByteBuffer buf, int len, int flags, ByteBuffer to, int tolen) {
        if (len < 0 || (buf == null ? len > 0 : !Memory.readable(buf, len)) || !Memory.readable(to, tolen)) {
            return fault(s);
        }
        if (buf != null && buf.isDirect() && to != null && to.isDirect()) {
            int offset = buf.position();
            int toOffset = to.position();
            return check(DataNatives.sendto(s, Buffers.checked(buf, offset, len), offset, len, flags,
                    Buffers.checked(to, toOffset, tolen), toOffset, tolen));
        }
        Memory data = Memory.in(buf, len);
        Memory address = Memory.in(to, tolen);
        try {
            return check(DataNatives.sendto(s, data.direct(), data.offset(), data.length(), flags, address.direct(),
                    address.offset(), address.length()));
        } finally {
            data.done();
            address.done();
        }
    }

    /**
     * recv. Allocates nothing for a direct buffer. A longer datagram fills the buffer and is WSAEMSGSIZE.
     *
     * @param s     the SOCKET
     * @param buf   gets the bytes
     * @param len   the room
     * @param flags MSG_ bits
     * @return the number of bytes, or SOCKET_ERROR
     */
    public static int recv(long s, ByteBuffer buf, int len, int flags) {
        if (len < 0 || (buf == null ? len > 0 : !Memory.writable(buf, len))) {
            return fault(s);
        }
        if (buf != null && buf.isDirect()) {
            int offset = buf.position();
            return check(DataNatives.recv(s, Buffers.checked(buf, offset, len), offset, len, flags));
        }
        Memory data = Memory.out(buf, len);
        try {
            int result = DataNatives.recv(s, data.direct(), data.offset(), len, flags);
            data.written(result == ~WSAEMSGSIZE ? len : result);
            return check(result);
        } finally {
            data.done();
        }
    }

    /**
     * recvfrom. Allocates nothing for direct buffers. A longer datagram fills the buffer and is WSAEMSGSIZE; from is
     * set then.
     *
     * @param s       the SOCKET
     * @param buf     gets the bytes
     * @param len     the room
     * @param flags   MSG_ bits
     * @param from    gets the sender's sockaddr, or null
     * @param fromlen its room, then its length; null if from is
     * @return the number of bytes, or SOCKET_ERROR
     */
    public static int recvfrom(long s, ByteBuffer buf, int len, int flags, ByteBuffer from, int[] fromlen) {
        if (len < 0 || (buf == null ? len > 0 : !Memory.writable(buf, len)) || !room(from, fromlen)) {
            return fault(s);
        }
        int room = from == null ? 0 : fromlen[0];
        if (buf != null && buf.isDirect() && from != null && from.isDirect()) {
            int offset = buf.position();
            int fromOffset = from.position();
            return received(DataNatives.recvfrom(s, Buffers.checked(buf, offset, len), offset, len, flags,
                    Buffers.checked(from, fromOffset, room), fromOffset, room), fromlen);
        }
        Memory data = Memory.out(buf, len);
        Memory address = Memory.out(from, room);
        try {
            long result = DataNatives.recvfrom(s, data.direct(), data.offset(), len, flags, address.direct(),
                    address.offset(), room);
            int value = SocketNatives.value(result);
            data.written(result >= 0 ? value : value == WSAEMSGSIZE ? len : 0);
            address.written(SocketNatives.size(result));
            return received(result, fromlen);
        } finally {
            data.done();
            address.done();
        }
    }

    private static int received(long result, int[] fromlen) {
        if (fromlen != null && (result >= 0 || SocketNatives.value(result) == WSAEMSGSIZE)) {
            fromlen[0] = SocketNatives.size(result);
        }
        return result < 0 ? fail(SocketNatives.value(result)) : SocketNatives.value(result);
    }

    /**
     * WSASend: the buffers, each from position to limit, are one datagram.
     *
     * @param s                   the SOCKET
     * @param lpBuffers           the buffers
     * @param dwBufferCount       how many of them, at most 1024
     * @param lpNumberOfBytesSent gets the number of bytes sent
     * @param dwFlags             MSG_ bits
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsasend">WSASend</a>
     */
    public static int WSASend(long s, ByteBuffer[] lpBuffers, int dwBufferCount, int[] lpNumberOfBytesSent,
            int dwFlags) {
        return gather(s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, false, null, 0);
    }

    /**
     * WSASendTo: the buffers, each from position to limit, are one datagram.
     *
     * @param s                   the SOCKET
     * @param lpBuffers           the buffers
     * @param dwBufferCount       how many of them, at most 1024
     * @param lpNumberOfBytesSent gets the number of bytes sent
     * @param dwFlags             MSG_ bits
     * @param lpTo                the target's sockaddr
     * @param iTolen              its length
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsasendto">WSASendTo</a>
     */
    public static int WSASendTo(long s, ByteBuffer[] lpBuffers, int dwBufferCount, int[] lpNumberOfBytesSent,
            int dwFlags, ByteBuffer lpTo, int iTolen) {
        return gather(s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, true, lpTo, iTolen);
    }

    private static int gather(long s, ByteBuffer[] buffers, int count, int[] sent, int flags, boolean toGiven,
            ByteBuffer to, int toLength) {
        if (sent == null || sent.length == 0 || !Memory.readable(to, toLength)) {
            return fault(s);
        }
        Vectors vectors = Vectors.in(buffers, count);
        if (vectors == null) {
            return fault(s);
        }
        Memory address = Memory.in(to, toLength);
        try {
            int result = DataNatives.sendBuffers(s, vectors.direct(), vectors.offsets(), vectors.lengths(), count,
                    flags, toGiven, address.direct(), address.offset(), address.length());
            return number(result, sent);
        } finally {
            vectors.done();
            address.done();
        }
    }

    /**
     * WSARecv: one datagram fills the buffers, each from position to limit, in order.
     *
     * @param s                    the SOCKET
     * @param lpBuffers            the buffers
     * @param dwBufferCount        how many of them, at most 1024
     * @param lpNumberOfBytesRecvd gets the number of bytes
     * @param lpFlags              MSG_ bits, in and out
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsarecv">WSARecv</a>
     */
    public static int WSARecv(long s, ByteBuffer[] lpBuffers, int dwBufferCount, int[] lpNumberOfBytesRecvd,
            int[] lpFlags) {
        return scatter(s, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags, false, null, null);
    }

    /**
     * WSARecvFrom: one datagram fills the buffers, each from position to limit, in order.
     *
     * @param s                    the SOCKET
     * @param lpBuffers            the buffers
     * @param dwBufferCount        how many of them, at most 1024
     * @param lpNumberOfBytesRecvd gets the number of bytes
     * @param lpFlags              MSG_ bits, in and out
     * @param lpFrom               gets the sender's sockaddr, or null
     * @param lpFromlen            its room, then its length; null if lpFrom is
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsarecvfrom">WSARecvFrom</a>
     */
    public static int WSARecvFrom(long s, ByteBuffer[] lpBuffers, int dwBufferCount, int[] lpNumberOfBytesRecvd,
            int[] lpFlags, ByteBuffer lpFrom, int[] lpFromlen) {
        return scatter(s, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags, true, lpFrom, lpFromlen);
    }

    private static int scatter(long s, ByteBuffer[] buffers, int count, int[] received, int[] flags, boolean fromWanted,
            ByteBuffer from, int[] fromLength) {
        if (received == null || received.length == 0 || flags == null || flags.length == 0 || !room(from, fromLength)) {
            return fault(s);
        }
        Vectors vectors = Vectors.out(buffers, count);
        if (vectors == null) {
            return fault(s);
        }
        int[] inOut = {0, flags[0], from == null ? 0 : fromLength[0]};
        Memory address = Memory.out(from, inOut[2]);
        try {
            int result = DataNatives.receiveBuffers(s, vectors.direct(), vectors.offsets(), vectors.lengths(), count,
                    fromWanted, address.direct(), address.offset(), inOut);
            if (result >= 0 || result == ~WSAEMSGSIZE) {
                vectors.written(result >= 0 ? inOut[0] : Integer.MAX_VALUE);
                address.written(inOut[2]);
                received[0] = inOut[0];
                flags[0] = inOut[1];
                if (from != null) {
                    fromLength[0] = inOut[2];
                }
            }
            return check(result);
        } finally {
            vectors.done();
            address.done();
        }
    }
}

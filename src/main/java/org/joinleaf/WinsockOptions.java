package org.joinleaf;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The part of {@link Winsock} about options, ioctls and the catalogue. */
abstract class WinsockOptions extends WinsockRequests {
    /**
     * setsockopt.
     *
     * @param s       the SOCKET
     * @param level   SOL_SOCKET or an IPPROTO_
     * @param optname the option
     * @param optval  its value
     * @param optlen  the value's length
     * @return 0 or SOCKET_ERROR
     */
    public static int setsockopt(long s, int level, int optname, ByteBuffer optval, int optlen) {
        if (!Memory.readable(optval, optlen)) {
            return fault(s);
        }
        Memory value = Memory.in(optval, optlen);
        try {
            return check(SocketNatives.setsockopt(s, level, optname, value.direct(), value.offset(), value.length()));
        } finally {
            value.done();
        }
    }

    /**
     * setsockopt with an int, DWORD or BOOL.
     *
     * @param s       the SOCKET
     * @param level   SOL_SOCKET or an IPPROTO_
     * @param optname the option
     * @param optval  its value
     * @return 0 or SOCKET_ERROR
     */
    public static int setsockopt(long s, int level, int optname, int optval) {
        return check(SocketNatives.setIntOption(s, level, optname, optval));
    }

    /**
     * getsockopt.
     *
     * @param s       the SOCKET
     * @param level   SOL_SOCKET or an IPPROTO_
     * @param optname the option
     * @param optval  gets its value
     * @param optlen  the room, then the value's length
     * @return 0 or SOCKET_ERROR
     */
    public static int getsockopt(long s, int level, int optname, ByteBuffer optval, int[] optlen) {
        if (optval == null || !room(optval, optlen)) {
            return fault(s);
        }
        Memory value = Memory.out(optval, optlen[0]);
        try {
            int result = SocketNatives.getsockopt(s, level, optname, value.direct(), value.offset(), value.length());
            return length(result, value, optlen);
        } finally {
            value.done();
        }
    }

    /**
     * getsockopt with an int, DWORD or BOOL.
     *
     * @param s       the SOCKET
     * @param level   SOL_SOCKET or an IPPROTO_
     * @param optname the option
     * @param optval  gets its value
     * @return 0 or SOCKET_ERROR
     */
    public static int getsockopt(long s, int level, int optname, int[] optval) {
        if (optval == null || optval.length == 0) {
            return fault(s);
        }
        return number(SocketNatives.getIntOption(s, level, optname), optval);
    }

    /**
     * ioctlsocket.
     *
     * @param s    the SOCKET
     * @param cmd  FIONBIO, FIONREAD or SIOCATMARK
     * @param argp the argument, and what became of it
     * @return 0 or SOCKET_ERROR
     */
    public static int ioctlsocket(long s, int cmd, int[] argp) {
        if (argp == null || argp.length == 0) {
            return fault(s);
        }
        return number(SocketNatives.ioctlsocket(s, cmd, argp[0]), argp);
    }

    /**
     * WSAIoctl. Structures with pointers inside cannot be passed: SIO_SET_QOS's ProviderSpecific is taken as empty, and
     * SIO_ADDRESS_LIST_SORT is WSAEOPNOTSUPP.
     *
     * @param s                 the SOCKET
     * @param dwIoControlCode   an SIO_ or FIO code
     * @param lpvInBuffer       the input, or null
     * @param cbInBuffer        its length
     * @param lpvOutBuffer      gets the output, or null
     * @param cbOutBuffer       its room
     * @param lpcbBytesReturned gets the output's length, also of one that did not fit
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaioctl">WSAIoctl</a>
     */
    public static int WSAIoctl(long s, int dwIoControlCode, ByteBuffer lpvInBuffer, int cbInBuffer,
            ByteBuffer lpvOutBuffer, int cbOutBuffer, int[] lpcbBytesReturned) {
        if (lpcbBytesReturned == null || lpcbBytesReturned.length == 0 || !Memory.readable(lpvInBuffer, cbInBuffer)
                || !Memory.writable(lpvOutBuffer, cbOutBuffer)) {
            return fault(s);
        }
        if (dwIoControlCode == SIO_ADDRESS_LIST_SORT) {
            return failAfterHandle(s, WSAEOPNOTSUPP);
        }
        Memory in = withoutPointer(dwIoControlCode, lpvInBuffer, cbInBuffer);
        Memory out = Memory.out(lpvOutBuffer, cbOutBuffer);
        try {
            long result = SocketNatives.ioctl(s, dwIoControlCode, in.direct(), in.offset(), in.length(), out.direct(),
                    out.offset(), out.length());
            lpcbBytesReturned[0] = SocketNatives.size(result);
            if (result < 0) {
                return fail(SocketNatives.value(result));
            }
            out.written(lpcbBytesReturned[0]);
            return 0;
        } finally {
            in.done();
            out.done();
        }
    }

    private static Memory withoutPointer(int code, ByteBuffer buffer, int length) {
        boolean qos = (code == SIO_SET_QOS || code == SIO_SET_GROUP_QOS) && buffer != null && length >= SIZEOF_QOS;
        return !qos ? Memory.in(buffer, length)
                : Memory.in(ByteBuffer.allocateDirect(length).put(0, buffer, buffer.position(), FLOW_SPECS), length);
    }

    /**
     * WSAEnumProtocolsW.
     *
     * @param lpiProtocols     the protocols wanted, ending in 0, or null for all
     * @param lpProtocolBuffer gets WSAPROTOCOL_INFOW structures, or null
     * @param lpdwBufferLength its room, then the size needed
     * @return the number of structures, or SOCKET_ERROR (WSAENOBUFS if the room is too small)
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaenumprotocolsw">
     *      WSAEnumProtocolsW</a>
     */
    public static int WSAEnumProtocols(int[] lpiProtocols, ByteBuffer lpProtocolBuffer, int[] lpdwBufferLength) {
        if (lpdwBufferLength == null || lpdwBufferLength.length == 0
                || lpProtocolBuffer != null && !Memory.writable(lpProtocolBuffer, lpdwBufferLength[0])) {
            return fail(WSAEFAULT);
        }
        int[] protocols = lpiProtocols == null ? null : Arrays.copyOf(lpiProtocols, lpiProtocols.length + 1);
        Memory buffer = Memory.out(lpProtocolBuffer, lpdwBufferLength[0]);
        try {
            long result = SocketNatives.enumProtocols(protocols, buffer.direct(), buffer.offset(), buffer.length());
            if (result < 0) {
                lpdwBufferLength[0] = SocketNatives.size(result);
                return fail(SocketNatives.value(result));
            }
            int count = SocketNatives.value(result);
            buffer.written(count * SIZEOF_WSAPROTOCOL_INFOW);
            lpdwBufferLength[0] = SocketNatives.size(result);
            return count;
        } finally {
            buffer.done();
        }
    }
}

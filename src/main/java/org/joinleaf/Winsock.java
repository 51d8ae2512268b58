package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code winsock2.h} one to one: its functions, names and numbers. A call fails as in C: it returns {@link
 * #SOCKET_ERROR} or {@link #INVALID_SOCKET}, and {@link #WSAGetLastError()} tells why; the last error is kept for each
 * Java thread, virtual ones included. Nothing works before {@link #WSAStartup}.
 *
 * <p>SOCKET and WSAEVENT are longs. A pointer to memory is a ByteBuffer: its bytes from the position on, which is not
 * moved; null is NULL. Direct buffers are used in place, heap buffers are copied. Structures are laid out as on 64-bit
 * Windows, in native byte order ({@link SocketAddresses} reads and writes sockaddr, {@link Provider#read} reads
 * WSAPROTOCOL_INFOW). A pointer to an int is an int[] of at least one element. A length above what the buffer holds, a
 * read-only buffer that would be written, and an array without elements are WSAEFAULT. There is no overlapped
 * operation, so its parameters are left out.
 *
 * <p>Any thread may call anything at any time; the memory of a java.lang.foreign.Arena must stay open until the call is
 * over.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/">winsock2.h</a>
 */
public final class Winsock extends WinsockConstants {
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /** The part of QOS before ProviderSpecific, whose pointer never comes from Java. */
    private static final int FLOW_SPECS = 64;

    private static final ThreadLocal<int[]> LAST_ERROR = ThreadLocal.withInitial(() -> new int[1]);

    /** Callee data of joins, which may be written until FD_CONNECT: kept while the socket is open. */
    private static final Map<Long, WSABUF> CALLEE_DATA = new ConcurrentHashMap<>();

    /** Events made here. On Windows other numbers may be handles of the JVM's own. */
    private static final Map<Long, Boolean> EVENTS = new ConcurrentHashMap<>();

    /** Start-ups made here. WSACleanup never takes away the idiomatic API's own. */
    private static int startups;

    private Winsock() {
    }

    // Start-up and errors

    /**
     * WSAStartup.
     *
     * @param wVersionRequested the version: 0x0202
     * @param lpWSAData         gets WSADATA (408 bytes)
     * @return 0 or the error code; the last error is not set
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsastartup">WSAStartup</a>
     */
    public static synchronized int WSAStartup(int wVersionRequested, ByteBuffer lpWSAData) {
        if (!Memory.writable(lpWSAData, SIZEOF_WSADATA)) {
            return WSAEFAULT;
        }
        Memory data = Memory.out(lpWSAData, SIZEOF_WSADATA);
        try {
            int result = SocketNatives.startup(wVersionRequested & 0xffff, data.direct(), data.offset());
            if (result < 0) {
                return ~result;
            }
            data.written(SIZEOF_WSADATA);
            startups++;
            return 0;
        } finally {
            data.done();
        }
    }

    /**
     * WSACleanup. The last one closes every socket of the process, unless the idiomatic API is in use.
     *
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsacleanup">WSACleanup</a>
     */
    public static synchronized int WSACleanup() {
        if (startups == 0) {
            return fail(WSANOTINITIALISED);
        }
        int result = SocketNatives.cleanup();
        if (result >= 0) {
            startups--;
        }
        return check(result);
    }

    /**
     * WSAGetLastError.
     *
     * @return the code of this thread's last failed call
     */
    public static int WSAGetLastError() {
        return LAST_ERROR.get()[0];
    }

    /**
     * WSASetLastError.
     *
     * @param iError what {@link #WSAGetLastError()} is to return in this thread
     */
    public static void WSASetLastError(int iError) {
        LAST_ERROR.get()[0] = iError;
    }

    // Byte order

    /**
     * htons.
     *
     * @param hostshort a 16-bit number in host order
     * @return the number in network order, 0 to 65535
     */
    public static int htons(int hostshort) {
        return LITTLE_ENDIAN ? Short.toUnsignedInt(Short.reverseBytes((short) hostshort)) : hostshort & 0xffff;
    }

    /**
     * ntohs.
     *
     * @param netshort a 16-bit number in network order
     * @return the number in host order, 0 to 65535
     */
    public static int ntohs(int netshort) {
        return htons(netshort);
    }

    /**
     * htonl.
     *
     * @param hostlong a 32-bit number in host order
     * @return the number in network order
     */
    public static int htonl(int hostlong) {
        return LITTLE_ENDIAN ? Integer.reverseBytes(hostlong) : hostlong;
    }

    /**
     * ntohl.
     *
     * @param netlong a 32-bit number in network order
     * @return the number in host order
     */
    public static int ntohl(int netlong) {
        return htonl(netlong);
    }

    // Sockets

    /**
     * WSASocketW.
     *
     * @param af             the address family, or FROM_PROTOCOL_INFO
     * @param type           the socket type, or FROM_PROTOCOL_INFO
     * @param protocol       the protocol, or FROM_PROTOCOL_INFO
     * @param lpProtocolInfo a WSAPROTOCOL_INFOW that WSAEnumProtocols gave, or null
     * @param g              0
     * @param dwFlags        WSA_FLAG_ bits
     * @return the SOCKET or INVALID_SOCKET
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsasocketw">WSASocketW</a>
     */
    public static long WSASocket(int af, int type, int protocol, ByteBuffer lpProtocolInfo, int g, int dwFlags) {
        if (!Memory.readable(lpProtocolInfo, SIZEOF_WSAPROTOCOL_INFOW)) {
            return fail(WSAEFAULT);
        }
        Memory info = Memory.in(lpProtocolInfo, SIZEOF_WSAPROTOCOL_INFOW);
        try {
            return check(SocketNatives.socket(af, type, protocol, info.direct(), info.offset(), g, dwFlags));
        } finally {
            info.done();
        }
    }

    /**
     * socket: WSASocket with WSA_FLAG_OVERLAPPED.
     *
     * @param af       the address family
     * @param type     the socket type
     * @param protocol the protocol, or 0
     * @return the SOCKET or INVALID_SOCKET
     */
    public static long socket(int af, int type, int protocol) {
        return WSASocket(af, type, protocol, null, 0, WSA_FLAG_OVERLAPPED);
    }

    /**
     * closesocket.
     *
     * @param s the SOCKET
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-closesocket">closesocket</a>
     */
    public static int closesocket(long s) {
        int result = SocketNatives.closesocket(s);
        if (result >= 0) {
            CALLEE_DATA.remove(s);
        }
        return check(result);
    }

    /**
     * bind.
     *
     * @param s       the SOCKET
     * @param name    a sockaddr
     * @param namelen its length
     * @return 0 or SOCKET_ERROR
     */
    public static int bind(long s, ByteBuffer name, int namelen) {
        if (!Memory.readable(name, namelen)) {
            return fault(s);
        }
        Memory address = Memory.in(name, namelen);
        try {
            return check(SocketNatives.bind(s, address.direct(), address.offset(), address.length()));
        } finally {
            address.done();
        }
    }

    /**
     * connect.
     *
     * @param s       the SOCKET
     * @param name    a sockaddr
     * @param namelen its length
     * @return 0 or SOCKET_ERROR
     */
    public static int connect(long s, ByteBuffer name, int namelen) {
        if (!Memory.readable(name, namelen)) {
            return fault(s);
        }
        Memory address = Memory.in(name, namelen);
        try {
            return check(SocketNatives.connect(s, address.direct(), address.offset(), address.length()));
        } finally {
            address.done();
        }
    }

    /**
     * listen.
     *
     * @param s       the SOCKET
     * @param backlog the length of the queue, or SOMAXCONN
     * @return 0 or SOCKET_ERROR
     */
    public static int listen(long s, int backlog) {
        return check(SocketNatives.listen(s, backlog));
    }

    /**
     * accept.
     *
     * @param s       a listening SOCKET
     * @param addr    gets the peer's sockaddr, or null
     * @param addrlen its room, then its length; null if addr is
     * @return the SOCKET or INVALID_SOCKET
     */
    public static long accept(long s, ByteBuffer addr, int[] addrlen) {
        if (!room(addr, addrlen)) {
            return fault(s);
        }
        int[] length = addr == null ? null : new int[] {addrlen[0]};
        Memory address = Memory.out(addr, addr == null ? 0 : length[0]);
        try {
            long result = SocketNatives.accept(s, address.direct(), address.offset(), length);
            if (result >= 0 && addr != null) {
                address.written(length[0]);
                addrlen[0] = length[0];
            }
            return check(result);
        } finally {
            address.done();
        }
    }

    /**
     * WSAJoinLeaf.
     *
     * @param s            a multipoint SOCKET
     * @param name         the sockaddr of the group or peer
     * @param namelen      its length
     * @param lpCallerData what goes to the peer (position to limit), or null
     * @param lpCalleeData gets what comes back, or null; on a nonblocking socket it is complete when FD_CONNECT says so
     * @param lpSQOS       a QOS (80 bytes) for the socket, or null; its ProviderSpecific is taken as empty
     * @param lpGQOS       reserved: null, or a QOS
     * @param dwFlags      JL_ bits
     * @return s for a leaf, a new SOCKET for a root, or INVALID_SOCKET
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsajoinleaf">WSAJoinLeaf</a>
     */
    public static long WSAJoinLeaf(long s, ByteBuffer name, int namelen, ByteBuffer lpCallerData, WSABUF lpCalleeData,
            ByteBuffer lpSQOS, ByteBuffer lpGQOS, int dwFlags) {
        if (!Memory.readable(name, namelen) || !Memory.readable(lpSQOS, SIZEOF_QOS)
                || !Memory.readable(lpGQOS, SIZEOF_QOS)) {
            return fault(s);
        }
        Memory address = Memory.in(name, namelen);
        Memory caller = Memory.in(lpCallerData, lpCallerData == null ? 0 : lpCallerData.remaining());
        Memory sqos = Memory.in(lpSQOS, FLOW_SPECS);
        Memory gqos = Memory.in(lpGQOS, FLOW_SPECS);
        try {
            long result = SocketNatives.joinLeaf(s, address.direct(), address.offset(), address.length(),
                    caller.direct(), caller.offset(), lpCallerData == null ? -1 : caller.length(),
                    lpCalleeData == null ? null : lpCalleeData.block(), lpCalleeData == null ? 0 : lpCalleeData.room(),
                    sqos.direct(), sqos.offset(), gqos.direct(), gqos.offset(), dwFlags);
            if (result >= 0 && lpCalleeData != null) {
                CALLEE_DATA.put(result, lpCalleeData);
            }
            return check(result);
        } finally {
            address.done();
            caller.done();
            sqos.done();
            gqos.done();
        }
    }

    /**
     * getsockname.
     *
     * @param s       the SOCKET
     * @param name    gets the sockaddr that the socket is bound to
     * @param namelen its room, then its length
     * @return 0 or SOCKET_ERROR
     */
    public static int getsockname(long s, ByteBuffer name, int[] namelen) {
        if (name == null || !room(name, namelen)) {
            return fault(s);
        }
        Memory address = Memory.out(name, namelen[0]);
        try {
            return length(SocketNatives.getsockname(s, address.direct(), address.offset(), address.length()), address, namelen);
        } finally {
            address.done();
        }
    }

    /**
     * getpeername.
     *
     * @param s       the SOCKET
     * @param name    gets the sockaddr of the peer or group
     * @param namelen its room, then its length
     * @return 0 or SOCKET_ERROR
     */
    public static int getpeername(long s, ByteBuffer name, int[] namelen) {
        if (name == null || !room(name, namelen)) {
            return fault(s);
        }
        Memory address = Memory.out(name, namelen[0]);
        try {
            return length(SocketNatives.getpeername(s, address.direct(), address.offset(), address.length()), address, namelen);
        } finally {
            address.done();
        }
    }

    /**
     * shutdown.
     *
     * @param s   the SOCKET
     * @param how SD_RECEIVE, SD_SEND or SD_BOTH
     * @return 0 or SOCKET_ERROR
     */
    public static int shutdown(long s, int how) {
        return check(SocketNatives.shutdown(s, how));
    }

    // Options, ioctls, catalogue

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
            return length(SocketNatives.getsockopt(s, level, optname, value.direct(), value.offset(), value.length()), value,
                    optlen);
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
    public static int WSAIoctl(long s, int dwIoControlCode, ByteBuffer lpvInBuffer, int cbInBuffer, ByteBuffer lpvOutBuffer,
            int cbOutBuffer, int[] lpcbBytesReturned) {
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
        return Memory.in(qos ? ByteBuffer.allocateDirect(length).put(0, buffer, buffer.position(), FLOW_SPECS) : buffer, length);
    }

    /**
     * WSAEnumProtocolsW.
     *
     * @param lpiProtocols     the protocols wanted, ending in 0, or null for all
     * @param lpProtocolBuffer gets WSAPROTOCOL_INFOW structures, or null
     * @param lpdwBufferLength its room, then the size needed
     * @return the number of structures, or SOCKET_ERROR (WSAENOBUFS if the room is too small)
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaenumprotocolsw">WSAEnumProtocolsW</a>
     */
    public static int WSAEnumProtocols(int[] lpiProtocols, ByteBuffer lpProtocolBuffer, int[] lpdwBufferLength) {
        if (lpdwBufferLength == null || lpdwBufferLength.length == 0
                || lpProtocolBuffer != null && !Memory.writable(lpProtocolBuffer, lpdwBufferLength[0])) {
            return fail(WSAEFAULT);
        }
        int[] protocols = lpiProtocols == null ? null : java.util.Arrays.copyOf(lpiProtocols, lpiProtocols.length + 1);
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

    // Data

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
        if (buf == null || buf.isDirect()) {
            return check(DataNatives.send(s, buf, buf == null ? 0 : buf.position(), len, flags));
        }
        ByteBuffer block = Scratch.copy(buf, buf.position(), len);
        try {
            return check(DataNatives.send(s, block, 0, len, flags));
        } finally {
            Scratch.give(block);
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
        if ((buf == null || buf.isDirect()) && to != null && to.isDirect()) {
            return check(DataNatives.sendto(s, buf, buf == null ? 0 : buf.position(), len, flags, to, to.position(), tolen));
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
        if (buf == null || buf.isDirect()) {
            return check(DataNatives.recv(s, buf, buf == null ? 0 : buf.position(), len, flags));
        }
        Memory data = Memory.out(buf, len);
        try {
            int result = DataNatives.recv(s, data.direct(), 0, len, flags);
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
        int room = from == null ? -1 : fromlen[0];
        if ((buf == null || buf.isDirect()) && (from == null || from.isDirect())) {
            return received(DataNatives.recvfrom(s, buf, buf == null ? 0 : buf.position(), len, flags, from,
                    from == null ? 0 : from.position(), room), fromlen);
        }
        Memory data = Memory.out(buf, len);
        Memory address = Memory.out(from, Math.max(0, room));
        try {
            long result = DataNatives.recvfrom(s, data.direct(), data.offset(), len, flags, address.direct(), address.offset(), room);
            data.written(result >= 0 ? SocketNatives.value(result) : SocketNatives.value(result) == WSAEMSGSIZE ? len : 0);
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
    public static int WSASend(long s, ByteBuffer[] lpBuffers, int dwBufferCount, int[] lpNumberOfBytesSent, int dwFlags) {
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
    public static int WSASendTo(long s, ByteBuffer[] lpBuffers, int dwBufferCount, int[] lpNumberOfBytesSent, int dwFlags,
            ByteBuffer lpTo, int iTolen) {
        return gather(s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, true, lpTo, iTolen);
    }

    private static int gather(long s, ByteBuffer[] buffers, int count, int[] sent, int flags, boolean toGiven, ByteBuffer to,
            int toLength) {
        if (sent == null || sent.length == 0 || !Memory.readable(to, toLength)) {
            return fault(s);
        }
        Vectors vectors = Vectors.in(buffers, count);
        if (vectors == null) {
            return fault(s);
        }
        Memory address = Memory.in(to, toLength);
        try {
            int result = DataNatives.sendBuffers(s, vectors.direct(), vectors.offsets(), vectors.lengths(), count, flags, toGiven,
                    address.direct(), address.offset(), address.length());
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
    public static int WSARecv(long s, ByteBuffer[] lpBuffers, int dwBufferCount, int[] lpNumberOfBytesRecvd, int[] lpFlags) {
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
    public static int WSARecvFrom(long s, ByteBuffer[] lpBuffers, int dwBufferCount, int[] lpNumberOfBytesRecvd, int[] lpFlags,
            ByteBuffer lpFrom, int[] lpFromlen) {
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
            int result = DataNatives.receiveBuffers(s, vectors.direct(), vectors.offsets(), vectors.lengths(), count, fromWanted,
                    address.direct(), address.offset(), inOut);
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

    // Events

    /**
     * WSACreateEvent.
     *
     * @return the WSAEVENT, manual-reset and not set, or WSA_INVALID_EVENT
     */
    public static long WSACreateEvent() {
        long event = EventNatives.createEvent();
        if (event < 0) {
            fail((int) ~event);
            return WSA_INVALID_EVENT;
        }
        EVENTS.put(event, Boolean.TRUE);
        return event;
    }

    /**
     * WSACloseEvent.
     *
     * @param hEvent a WSAEVENT that WSACreateEvent gave
     * @return true, or false after a failure
     */
    public static boolean WSACloseEvent(long hEvent) {
        return EVENTS.remove(hEvent) != null ? check(EventNatives.closeEvent(hEvent)) >= 0 : notAnEvent();
    }

    /**
     * WSASetEvent.
     *
     * @param hEvent a WSAEVENT that WSACreateEvent gave
     * @return true, or false after a failure
     */
    public static boolean WSASetEvent(long hEvent) {
        return EVENTS.containsKey(hEvent) ? check(EventNatives.setEvent(hEvent)) >= 0 : notAnEvent();
    }

    /**
     * WSAResetEvent.
     *
     * @param hEvent a WSAEVENT that WSACreateEvent gave
     * @return true, or false after a failure
     */
    public static boolean WSAResetEvent(long hEvent) {
        return EVENTS.containsKey(hEvent) ? check(EventNatives.resetEvent(hEvent)) >= 0 : notAnEvent();
    }

    private static boolean notAnEvent() {
        fail(WSA_INVALID_HANDLE);
        return false;
    }

    /**
     * WSAEventSelect.
     *
     * @param s              the SOCKET, which becomes nonblocking
     * @param hEventObject   a WSAEVENT that WSACreateEvent gave; ignored without events
     * @param lNetworkEvents FD_ bits, or 0 to cancel
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaeventselect">WSAEventSelect</a>
     */
    public static int WSAEventSelect(long s, long hEventObject, int lNetworkEvents) {
        if (lNetworkEvents != 0 && !EVENTS.containsKey(hEventObject)) {
            return failAfterHandle(s, WSA_INVALID_HANDLE);
        }
        return check(EventNatives.eventSelect(s, lNetworkEvents == 0 ? WSA_INVALID_EVENT : hEventObject, lNetworkEvents));
    }

    /**
     * WSAEnumNetworkEvents.
     *
     * @param s               the SOCKET
     * @param hEventObject    a WSAEVENT to reset, or WSA_INVALID_EVENT
     * @param lpNetworkEvents gets WSANETWORKEVENTS (44 bytes)
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaenumnetworkevents">WSAEnumNetworkEvents</a>
     */
    public static int WSAEnumNetworkEvents(long s, long hEventObject, ByteBuffer lpNetworkEvents) {
        if (lpNetworkEvents == null || !Memory.writable(lpNetworkEvents, SIZEOF_WSANETWORKEVENTS)) {
            return fault(s);
        }
        if (hEventObject != WSA_INVALID_EVENT && !EVENTS.containsKey(hEventObject)) {
            return failAfterHandle(s, WSA_INVALID_HANDLE);
        }
        Memory events = Memory.in(lpNetworkEvents, SIZEOF_WSANETWORKEVENTS);
        try {
            int result = EventNatives.enumNetworkEvents(s, hEventObject, events.direct(), events.offset());
            if (result >= 0) {
                events.written(SIZEOF_WSANETWORKEVENTS);
            }
            return check(result);
        } finally {
            events.done();
        }
    }

    /**
     * WSAWaitForMultipleEvents.
     *
     * @param cEvents    the number of events, 1 to WSA_MAXIMUM_WAIT_EVENTS
     * @param lphEvents  WSAEVENTs that WSACreateEvent gave
     * @param fWaitAll   whether to wait for all of them, or any
     * @param dwTimeout  milliseconds as an unsigned number, or WSA_INFINITE
     * @param fAlertable whether completion routines may run
     * @return WSA_WAIT_EVENT_0 plus the index of the event, WSA_WAIT_TIMEOUT or WSA_WAIT_FAILED
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsawaitformultipleevents">
     *      WSAWaitForMultipleEvents</a>
     */
    public static int WSAWaitForMultipleEvents(int cEvents, long[] lphEvents, boolean fWaitAll, int dwTimeout,
            boolean fAlertable) {
        if (cEvents < 1 || cEvents > WSA_MAXIMUM_WAIT_EVENTS) {
            return fail(WSA_INVALID_PARAMETER);
        }
        if (lphEvents == null || lphEvents.length < cEvents) {
            return fail(WSAEFAULT);
        }
        long[] events = java.util.Arrays.copyOf(lphEvents, cEvents);
        for (long event : events) {
            if (!EVENTS.containsKey(event)) {
                return fail(WSA_INVALID_HANDLE);
            }
        }
        return check(EventNatives.waitForMultipleEvents(events, cEvents, fWaitAll, dwTimeout, fAlertable));
    }

    /**
     * select. The sets are fd_set structures (u_int fd_count, 4 bytes of padding, SOCKET fd_array[64]: 520 bytes), in
     * and out.
     *
     * @param nfds      ignored
     * @param readfds   sockets to test for reading, or null
     * @param writefds  sockets to test for writing, or null
     * @param exceptfds sockets to test for errors, or null
     * @param timeout   TIMEVAL (two 32-bit numbers: seconds and microseconds), or null to wait for ever
     * @return the number of ready sockets, 0 after the timeout, or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-select">select</a>
     */
    public static int select(int nfds, ByteBuffer readfds, ByteBuffer writefds, ByteBuffer exceptfds, ByteBuffer timeout) {
        ByteBuffer[] users = {readfds, writefds, exceptfds};
        ByteBuffer[] sets = new ByteBuffer[users.length];
        for (int i = 0; i < users.length; i++) {
            if (users[i] != null && !FdSet.valid(users[i])) {
                return fail(WSAEFAULT);
            }
            sets[i] = users[i] == null ? null : FdSet.copy(users[i]);
        }
        if (!Memory.readable(timeout, 8)) {
            return fail(WSAEFAULT);
        }
        long microseconds = timeout == null ? -1 : FdSet.microseconds(timeout);
        if (timeout != null && microseconds < 0) {
            return fail(WSAEINVAL);
        }
        int result = EventNatives.select(sets[0], sets[1], sets[2], microseconds);
        if (result >= 0) {
            for (int i = 0; i < users.length; i++) {
                if (users[i] != null) {
                    users[i].put(users[i].position(), sets[i], 0, SIZEOF_FD_SET);
                }
            }
        }
        return check(result);
    }

    // Results

    private static int check(int result) {
        return result < 0 ? fail(~result) : result;
    }

    private static long check(long result) {
        return result < 0 ? fail((int) ~result) : result;
    }

    /** Sets the last error; SOCKET_ERROR, INVALID_SOCKET and WSA_WAIT_FAILED are all -1. */
    private static int fail(int code) {
        LAST_ERROR.get()[0] = code;
        return SOCKET_ERROR;
    }

    /** An argument of Java's that C would find bad. The handle is judged before the pointers, as in C. */
    private static int fault(long s) {
        return failAfterHandle(s, WSAEFAULT);
    }

    private static int failAfterHandle(long s, int code) {
        long result = SocketNatives.getIntOption(s, SOL_SOCKET, SO_TYPE);
        int first = result < 0 ? (int) ~result : 0;
        return fail(first == WSAENOTSOCK || first == WSANOTINITIALISED ? first : code);
    }

    /** True if a buffer and its room agree: both missing, or both there and large enough. */
    private static boolean room(ByteBuffer buffer, int[] length) {
        return buffer == null ? length == null || length.length > 0
                : length != null && length.length > 0 && Memory.writable(buffer, length[0]);
    }

    private static int length(int result, Memory memory, int[] length) {
        if (result >= 0) {
            memory.written(result);
            length[0] = result;
        }
        return result < 0 ? fail(~result) : 0;
    }

    private static int number(long result, int[] target) {
        if (result < 0) {
            return fail((int) ~result);
        }
        target[0] = (int) result;
        return 0;
    }
}

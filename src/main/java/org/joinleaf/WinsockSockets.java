package org.joinleaf;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The part of {@link Winsock} that makes, names, joins and closes sockets. */
abstract class WinsockSockets extends WinsockResults {
    /** The part of QOS before ProviderSpecific, whose pointer never comes from Java. */
    static final int FLOW_SPECS = 64;

    /** Callee data of joins and connects, which may be written until FD_CONNECT: kept while the socket is open. */
    private static final Map<Long, WSABUF> CALLEE_DATA = new ConcurrentHashMap<>();

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

    /** Keeps callee data that a pending call may still write, as long as the socket is open. */
    static void keep(long s, WSABUF calleeData) {
        if (calleeData != null) {
            CALLEE_DATA.put(s, calleeData);
        }
    }

    /**
     * closesocket.
     *
     * @param s the SOCKET
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-closesocket">closesocket</a>
     */
    public static int closesocket(long s) {
        WSABUF kept = CALLEE_DATA.get(s);
        int result = SocketNatives.closesocket(s);
        if (result >= 0 && kept != null) {
            CALLEE_DATA.remove(s, kept); // only this one: another thread may have the number already
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
            if (result >= 0) {
                keep(result, lpCalleeData);
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
            int result = SocketNatives.getsockname(s, address.direct(), address.offset(), address.length());
            return length(result, address, namelen);
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
            int result = SocketNatives.getpeername(s, address.direct(), address.offset(), address.length());
            return length(result, address, namelen);
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
}

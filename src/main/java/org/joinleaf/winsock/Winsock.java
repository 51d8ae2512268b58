package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.joinleaf.internal.load.NativeLibrary;
import org.joinleaf.internal.memory.Buffers;
import org.joinleaf.internal.memory.Memory;
import org.joinleaf.internal.memory.RequestMemory;
import org.joinleaf.internal.memory.Scratch;
import org.joinleaf.internal.natives.DataNatives;
import org.joinleaf.internal.natives.EventNatives;
import org.joinleaf.internal.natives.RequestNatives;
import org.joinleaf.internal.natives.SocketNatives;

/**
 * {@code winsock2.h} one to one: its functions, names and numbers. A call fails as in C: it returns {@link
 * #SOCKET_ERROR} or {@link #INVALID_SOCKET}, and {@link #WSAGetLastError()} tells why; the last error is kept for each
 * Java thread, virtual ones included. Nothing works before {@link #WSAStartup}.
 *
 * <p>SOCKET and WSAEVENT are longs. A pointer to memory is a ByteBuffer: its bytes from the position on, which is not
 * moved; null is NULL. Direct buffers are used in place, heap buffers are copied. Structures are laid out as on 64-bit
 * Windows, in native byte order ({@link SocketAddresses} reads and writes sockaddr). A pointer to an int is an int[] of
 * at least one element. A length above what the buffer holds, a read-only buffer that would be written, and an array
 * without elements are WSAEFAULT. There is no overlapped operation, so its parameters are left out.
 *
 * <p>Any thread may call anything at any time; the memory of a java.lang.foreign.Arena must stay open until the call is
 * over.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/">winsock2.h</a>
 */
public final class Winsock {
    static {
        NativeLibrary.report(); // the natives are registered as the library is loaded
    }

    private Winsock() {
    }

    /* ---- constants ---- */

    /** Address families. */
    public static final int
            AF_UNSPEC = 0,
            AF_UNIX = 1,
            AF_INET = 2,
            AF_IPX = 6,
            AF_NETBIOS = 17,
            AF_ATM = 22,
            AF_INET6 = 23,
            AF_BTH = 32;

    /** Socket types. */
    public static final int
            SOCK_STREAM = 1,
            SOCK_DGRAM = 2,
            SOCK_RAW = 3,
            SOCK_RDM = 4,
            SOCK_SEQPACKET = 5;

    /** Protocols; also levels of an option. */
    public static final int
            IPPROTO_IP = 0,
            IPPROTO_ICMP = 1,
            IPPROTO_IGMP = 2,
            IPPROTO_TCP = 6,
            IPPROTO_UDP = 17,
            IPPROTO_IPV6 = 41,
            IPPROTO_ICMPV6 = 58,
            IPPROTO_PGM = 113,
            IPPROTO_RAW = 255;

    /** Addresses, in host byte order. */
    public static final int
            INADDR_ANY = 0,
            INADDR_LOOPBACK = 0x7f000001,
            INADDR_BROADCAST = -1,
            INADDR_NONE = -1;

    /** Flags of WSASocket, and what stands for the catalogue entry's own value. */
    public static final int
            WSA_FLAG_OVERLAPPED = 0x1,
            WSA_FLAG_MULTIPOINT_C_ROOT = 0x2,
            WSA_FLAG_MULTIPOINT_C_LEAF = 0x4,
            WSA_FLAG_MULTIPOINT_D_ROOT = 0x8,
            WSA_FLAG_MULTIPOINT_D_LEAF = 0x10,
            WSA_FLAG_ACCESS_SYSTEM_SECURITY = 0x40,
            WSA_FLAG_NO_HANDLE_INHERIT = 0x80,
            WSA_FLAG_REGISTERED_IO = 0x100,
            FROM_PROTOCOL_INFO = -1,
            SG_UNCONSTRAINED_GROUP = 1,
            SG_CONSTRAINED_GROUP = 2;

    /** Flags of WSAJoinLeaf. */
    public static final int
            JL_SENDER_ONLY = 1,
            JL_RECEIVER_ONLY = 2,
            JL_BOTH = 4;

    /** Answers of a condition function of WSAAccept. */
    public static final int
            CF_ACCEPT = 0,
            CF_REJECT = 1,
            CF_DEFER = 2;

    /** The half that shutdown closes; the longest queue of listen. */
    public static final int
            SD_RECEIVE = 0,
            SD_SEND = 1,
            SD_BOTH = 2,
            SOMAXCONN = 0x7fffffff;

    /** Flags of the sending and receiving calls. */
    public static final int
            MSG_OOB = 1,
            MSG_PEEK = 2,
            MSG_DONTROUTE = 4,
            MSG_WAITALL = 8,
            MSG_INTERRUPT = 16,
            MSG_PUSH_IMMEDIATE = 32,
            MSG_PARTIAL = 0x8000,
            MSG_TRUNC = 0x100,
            MSG_CTRUNC = 0x200,
            MSG_BCAST = 0x400,
            MSG_MCAST = 0x800;

    /** Options of level SOL_SOCKET. */
    public static final int
            SOL_SOCKET = 0xffff,
            SO_DEBUG = 1,
            SO_ACCEPTCONN = 2,
            SO_REUSEADDR = 4,
            SO_KEEPALIVE = 8,
            SO_DONTROUTE = 16,
            SO_BROADCAST = 32,
            SO_USELOOPBACK = 64,
            SO_LINGER = 128,
            SO_OOBINLINE = 0x100,
            SO_DONTLINGER = ~SO_LINGER,
            SO_EXCLUSIVEADDRUSE = ~SO_REUSEADDR,
            SO_SNDBUF = 0x1001,
            SO_RCVBUF = 0x1002,
            SO_SNDLOWAT = 0x1003,
            SO_RCVLOWAT = 0x1004,
            SO_SNDTIMEO = 0x1005,
            SO_RCVTIMEO = 0x1006,
            SO_ERROR = 0x1007,
            SO_TYPE = 0x1008,
            SO_GROUP_ID = 0x2001,
            SO_GROUP_PRIORITY = 0x2002,
            SO_MAX_MSG_SIZE = 0x2003,
            SO_PROTOCOL_INFOA = 0x2004,
            SO_PROTOCOL_INFOW = 0x2005,
            PVD_CONFIG = 0x3001,
            SO_CONDITIONAL_ACCEPT = 0x3002;

    /** Options of level IPPROTO_IP. */
    public static final int
            IP_OPTIONS = 1,
            IP_HDRINCL = 2,
            IP_TOS = 3,
            IP_TTL = 4,
            IP_MULTICAST_IF = 9,
            IP_MULTICAST_TTL = 10,
            IP_MULTICAST_LOOP = 11,
            IP_ADD_MEMBERSHIP = 12,
            IP_DROP_MEMBERSHIP = 13,
            IP_DONTFRAGMENT = 14,
            IP_ADD_SOURCE_MEMBERSHIP = 15,
            IP_DROP_SOURCE_MEMBERSHIP = 16,
            IP_BLOCK_SOURCE = 17,
            IP_UNBLOCK_SOURCE = 18,
            IP_PKTINFO = 19,
            IP_RECVTTL = 21,
            IP_RECEIVE_BROADCAST = 22,
            IP_RECVIF = 24,
            IP_RECVDSTADDR = 25,
            IP_UNICAST_IF = 31,
            IP_RECVTOS = 40,
            IP_ECN = 50,
            IP_MTU_DISCOVER = 71,
            IP_MTU = 73;

    /** Options of level IPPROTO_IPV6. */
    public static final int
            IPV6_HOPOPTS = 1,
            IPV6_HDRINCL = 2,
            IPV6_UNICAST_HOPS = 4,
            IPV6_MULTICAST_IF = 9,
            IPV6_MULTICAST_HOPS = 10,
            IPV6_MULTICAST_LOOP = 11,
            IPV6_ADD_MEMBERSHIP = 12,
            IPV6_JOIN_GROUP = 12,
            IPV6_DROP_MEMBERSHIP = 13,
            IPV6_LEAVE_GROUP = 13,
            IPV6_DONTFRAG = 14,
            IPV6_PKTINFO = 19,
            IPV6_HOPLIMIT = 21,
            IPV6_RECVIF = 24,
            IPV6_RECVDSTADDR = 25,
            IPV6_CHECKSUM = 26,
            IPV6_V6ONLY = 27,
            IPV6_UNICAST_IF = 31,
            IPV6_TCLASS = 39,
            IPV6_RECVTCLASS = 40,
            IPV6_ECN = 50,
            IPV6_MTU_DISCOVER = 71,
            IPV6_MTU = 72;

    /** Memberships for both families (level IPPROTO_IP or IPPROTO_IPV6). */
    public static final int
            MCAST_JOIN_GROUP = 41,
            MCAST_LEAVE_GROUP = 42,
            MCAST_BLOCK_SOURCE = 43,
            MCAST_UNBLOCK_SOURCE = 44,
            MCAST_JOIN_SOURCE_GROUP = 45,
            MCAST_LEAVE_SOURCE_GROUP = 46;

    /** Options of level IPPROTO_UDP. */
    public static final int
            UDP_NOCHECKSUM = 1,
            UDP_SEND_MSG_SIZE = 2,
            UDP_RECV_MAX_COALESCED_SIZE = 3,
            UDP_COALESCED_INFO = 3,
            UDP_CHECKSUM_COVERAGE = 20;

    /** Codes of ioctlsocket and WSAIoctl. */
    public static final int
            FIONREAD = 0x4004667f,
            FIONBIO = 0x8004667e,
            FIOASYNC = 0x8004667d,
            SIOCATMARK = 0x40047307,
            SIO_ASSOCIATE_HANDLE = 0x88000001,
            SIO_ENABLE_CIRCULAR_QUEUEING = 0x28000002,
            SIO_FIND_ROUTE = 0x48000003,
            SIO_FLUSH = 0x28000004,
            SIO_GET_BROADCAST_ADDRESS = 0x48000005,
            SIO_GET_EXTENSION_FUNCTION_POINTER = 0xc8000006,
            SIO_GET_QOS = 0xc8000007,
            SIO_GET_GROUP_QOS = 0xc8000008,
            SIO_MULTIPOINT_LOOPBACK = 0x88000009,
            SIO_MULTICAST_SCOPE = 0x8800000a,
            SIO_SET_QOS = 0x8800000b,
            SIO_SET_GROUP_QOS = 0x8800000c,
            SIO_TRANSLATE_HANDLE = 0xc800000d,
            SIO_ROUTING_INTERFACE_QUERY = 0xc8000014,
            SIO_ROUTING_INTERFACE_CHANGE = 0x88000015,
            SIO_ADDRESS_LIST_QUERY = 0x48000016,
            SIO_ADDRESS_LIST_CHANGE = 0x28000017,
            SIO_ADDRESS_LIST_SORT = 0xc8000019,
            SIO_UDP_CONNRESET = 0x9800000c;

    /** Network events: bits, and their places in the error array of WSANETWORKEVENTS. */
    public static final int
            FD_READ = 0x1,
            FD_READ_BIT = 0,
            FD_WRITE = 0x2,
            FD_WRITE_BIT = 1,
            FD_OOB = 0x4,
            FD_OOB_BIT = 2,
            FD_ACCEPT = 0x8,
            FD_ACCEPT_BIT = 3,
            FD_CONNECT = 0x10,
            FD_CONNECT_BIT = 4,
            FD_CLOSE = 0x20,
            FD_CLOSE_BIT = 5,
            FD_QOS = 0x40,
            FD_QOS_BIT = 6,
            FD_GROUP_QOS = 0x80,
            FD_GROUP_QOS_BIT = 7,
            FD_ROUTING_INTERFACE_CHANGE = 0x100,
            FD_ROUTING_INTERFACE_CHANGE_BIT = 8,
            FD_ADDRESS_LIST_CHANGE = 0x200,
            FD_ADDRESS_LIST_CHANGE_BIT = 9,
            FD_MAX_EVENTS = 10,
            FD_ALL_EVENTS = 0x3ff,
            FD_SETSIZE = 64;

    /** Waiting for events. */
    public static final int
            WSA_MAXIMUM_WAIT_EVENTS = 64,
            WSA_WAIT_FAILED = -1,
            WSA_WAIT_EVENT_0 = 0,
            WSA_WAIT_IO_COMPLETION = 192,
            WSA_WAIT_TIMEOUT = 258,
            WSA_INFINITE = -1;

    /** The catalogue: dwServiceFlags1, dwProviderFlags and the rest. */
    public static final int
            XP1_CONNECTIONLESS = 0x1,
            XP1_GUARANTEED_DELIVERY = 0x2,
            XP1_GUARANTEED_ORDER = 0x4,
            XP1_MESSAGE_ORIENTED = 0x8,
            XP1_PSEUDO_STREAM = 0x10,
            XP1_GRACEFUL_CLOSE = 0x20,
            XP1_EXPEDITED_DATA = 0x40,
            XP1_CONNECT_DATA = 0x80,
            XP1_DISCONNECT_DATA = 0x100,
            XP1_SUPPORT_BROADCAST = 0x200,
            XP1_SUPPORT_MULTIPOINT = 0x400,
            XP1_MULTIPOINT_CONTROL_PLANE = 0x800,
            XP1_MULTIPOINT_DATA_PLANE = 0x1000,
            XP1_QOS_SUPPORTED = 0x2000,
            XP1_INTERRUPT = 0x4000,
            XP1_UNI_SEND = 0x8000,
            XP1_UNI_RECV = 0x10000,
            XP1_IFS_HANDLES = 0x20000,
            XP1_PARTIAL_MESSAGE = 0x40000,
            XP1_SAN_SUPPORT_SDP = 0x80000,
            PFL_MULTIPLE_PROTO_ENTRIES = 0x1,
            PFL_RECOMMENDED_PROTO_ENTRY = 0x2,
            PFL_HIDDEN = 0x4,
            PFL_MATCHES_PROTOCOL_ZERO = 0x8,
            PFL_NETWORKDIRECT_PROVIDER = 0x10,
            BASE_PROTOCOL = 1,
            LAYERED_PROTOCOL = 0,
            MAX_PROTOCOL_CHAIN = 7,
            WSAPROTOCOL_LEN = 255,
            BIGENDIAN = 0,
            LITTLEENDIAN = 1,
            SECURITY_PROTOCOL_NONE = 0;

    /** Service types and special values of FLOWSPEC (qos.h). */
    public static final int
            SERVICETYPE_NOTRAFFIC = 0,
            SERVICETYPE_BESTEFFORT = 1,
            SERVICETYPE_CONTROLLEDLOAD = 2,
            SERVICETYPE_GUARANTEED = 3,
            SERVICETYPE_NETWORK_UNAVAILABLE = 4,
            SERVICETYPE_GENERAL_INFORMATION = 5,
            SERVICETYPE_NOCHANGE = 6,
            SERVICETYPE_QUALITATIVE = 13,
            SERVICE_NO_TRAFFIC_CONTROL = 0x81000000,
            SERVICE_NO_QOS_SIGNALING = 0x40000000,
            QOS_NOT_SPECIFIED = -1,
            POSITIVE_INFINITY_RATE = -2;

    /** Return values of a failed call and error codes; WinsockError has their texts. */
    public static final int
            SOCKET_ERROR = -1,
            WSA_INVALID_HANDLE = 6,
            WSA_NOT_ENOUGH_MEMORY = 8,
            WSA_INVALID_PARAMETER = 87,
            WSA_OPERATION_ABORTED = 995,
            WSA_IO_INCOMPLETE = 996,
            WSA_IO_PENDING = 997,
            WSAEINTR = 10004,
            WSAEBADF = 10009,
            WSAEACCES = 10013,
            WSAEFAULT = 10014,
            WSAEINVAL = 10022,
            WSAEMFILE = 10024,
            WSAEWOULDBLOCK = 10035,
            WSAEINPROGRESS = 10036,
            WSAEALREADY = 10037,
            WSAENOTSOCK = 10038,
            WSAEDESTADDRREQ = 10039,
            WSAEMSGSIZE = 10040,
            WSAEPROTOTYPE = 10041,
            WSAENOPROTOOPT = 10042,
            WSAEPROTONOSUPPORT = 10043,
            WSAESOCKTNOSUPPORT = 10044,
            WSAEOPNOTSUPP = 10045,
            WSAEPFNOSUPPORT = 10046,
            WSAEAFNOSUPPORT = 10047,
            WSAEADDRINUSE = 10048,
            WSAEADDRNOTAVAIL = 10049,
            WSAENETDOWN = 10050,
            WSAENETUNREACH = 10051,
            WSAENETRESET = 10052,
            WSAECONNABORTED = 10053,
            WSAECONNRESET = 10054,
            WSAENOBUFS = 10055,
            WSAEISCONN = 10056,
            WSAENOTCONN = 10057,
            WSAESHUTDOWN = 10058,
            WSAETOOMANYREFS = 10059,
            WSAETIMEDOUT = 10060,
            WSAECONNREFUSED = 10061,
            WSAELOOP = 10062,
            WSAENAMETOOLONG = 10063,
            WSAEHOSTDOWN = 10064,
            WSAEHOSTUNREACH = 10065,
            WSAENOTEMPTY = 10066,
            WSAEPROCLIM = 10067,
            WSAEUSERS = 10068,
            WSAEDQUOT = 10069,
            WSAESTALE = 10070,
            WSAEREMOTE = 10071,
            WSASYSNOTREADY = 10091,
            WSAVERNOTSUPPORTED = 10092,
            WSANOTINITIALISED = 10093,
            WSAEDISCON = 10101,
            WSAHOST_NOT_FOUND = 11001,
            WSATRY_AGAIN = 11002,
            WSANO_RECOVERY = 11003,
            WSANO_DATA = 11004,
            WSAENOMORE = 10102,
            WSAECANCELLED = 10103,
            WSAEINVALIDPROCTABLE = 10104,
            WSAEINVALIDPROVIDER = 10105,
            WSAEPROVIDERFAILEDINIT = 10106,
            WSASYSCALLFAILURE = 10107,
            WSASERVICE_NOT_FOUND = 10108,
            WSATYPE_NOT_FOUND = 10109,
            WSA_E_NO_MORE = 10110,
            WSA_E_CANCELLED = 10111,
            WSAEREFUSED = 10112,
            WSA_QOS_RECEIVERS = 11005,
            WSA_QOS_SENDERS = 11006,
            WSA_QOS_NO_SENDERS = 11007,
            WSA_QOS_NO_RECEIVERS = 11008,
            WSA_QOS_REQUEST_CONFIRMED = 11009,
            WSA_QOS_ADMISSION_FAILURE = 11010,
            WSA_QOS_POLICY_FAILURE = 11011,
            WSA_QOS_BAD_STYLE = 11012,
            WSA_QOS_BAD_OBJECT = 11013,
            WSA_QOS_TRAFFIC_CTRL_ERROR = 11014,
            WSA_QOS_GENERIC_ERROR = 11015,
            WSA_QOS_ESERVICETYPE = 11016,
            WSA_QOS_EFLOWSPEC = 11017,
            WSA_QOS_EPROVSPECBUF = 11018,
            WSA_QOS_EFILTERSTYLE = 11019,
            WSA_QOS_EFILTERTYPE = 11020,
            WSA_QOS_EFILTERCOUNT = 11021,
            WSA_QOS_EOBJLENGTH = 11022,
            WSA_QOS_EFLOWCOUNT = 11023,
            WSA_QOS_EUNKNOWNPSOBJ = 11024,
            WSA_QOS_EPOLICYOBJ = 11025,
            WSA_QOS_EFLOWDESC = 11026,
            WSA_QOS_EPSFLOWSPEC = 11027,
            WSA_QOS_EPSFILTERSPEC = 11028,
            WSA_QOS_ESDMODEOBJ = 11029,
            WSA_QOS_ESHAPERATEOBJ = 11030,
            WSA_QOS_RESERVED_PETYPE = 11031;

    /** Handles that are none. */
    public static final long
            INVALID_SOCKET = -1,
            WSA_INVALID_EVENT = 0;

    /** Sizes in bytes of the structures that calls take, as on 64-bit Windows. */
    public static final int
            SIZEOF_SOCKADDR_IN = 16,
            SIZEOF_SOCKADDR_IN6 = 28,
            SIZEOF_SOCKADDR_STORAGE = 128,
            SIZEOF_WSADATA = 408,
            SIZEOF_WSAPROTOCOL_INFOW = 628,
            SIZEOF_WSANETWORKEVENTS = 44,
            SIZEOF_QOS = 80,
            SIZEOF_FD_SET = 520;

    /* ---- start-up and byte order ---- */

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /** Start-ups made here. WSACleanup never takes away the idiomatic API's own. */
    private static int startups;

    /**
     * WSAStartup.
     *
     * @param wVersionRequested the version: 0x0202
     * @param lpWSAData         gets WSADATA (408 bytes)
     * @return 0 or the error code; the last error is not set
     * @throws UnsatisfiedLinkError if there is no native library; the message tells what was tried
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsastartup">WSAStartup</a>
     */
    public static synchronized int WSAStartup(int wVersionRequested, ByteBuffer lpWSAData) {
        NativeLibrary.load();
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

    /* ---- sockets ---- */

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

    private static ByteBuffer block(WSABUF data) {
        return data == null ? null : data.block();
    }

    private static int room(WSABUF data) {
        return data == null ? 0 : data.room();
    }

    /** Keeps callee data that a pending call may still write, as long as the socket is open. */
    private static void keep(long s, WSABUF calleeData) {
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
        Memory sqos = Memory.in(lpSQOS, SocketNatives.SIZEOF_FLOW_SPECS);
        Memory gqos = Memory.in(lpGQOS, SocketNatives.SIZEOF_FLOW_SPECS);
        try {
            long result = SocketNatives.joinLeaf(s, address.direct(), address.offset(), address.length(),
                    caller.direct(), caller.offset(), lpCallerData == null ? -1 : caller.length(),
                    block(lpCalleeData), room(lpCalleeData), sqos.direct(), sqos.offset(), gqos.direct(), gqos.offset(), dwFlags);
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

    /* ---- requests with connect data ---- */

    /** The most callee data that is offered to a condition function, whatever the provider says it carries. */
    private static final int MOST_CALLEE_DATA = 1 << 16;

    /**
     * WSAAccept.
     *
     * <p>There is one difference to C: the function runs between two calls of WSAAccept, of which the first defers the
     * request and the second carries the decision, and not inside of one. So calls on the same socket from inside the
     * function work, where Winsock fails with WSAEINPROGRESS; a request that is withdrawn while the function runs is
     * WSAECONNRESET. Requests are decided one at a time: only one thread may accept with a function on one socket.
     *
     * @param s              a listening SOCKET
     * @param addr           gets the peer's sockaddr, or null
     * @param addrlen        its room, then its length; null if addr is
     * @param lpfnCondition  decides about the request, or null to admit it without callee data. What it throws is
     *                       thrown here, and the request stays at the head of the queue.
     * @param dwCallbackData given to lpfnCondition
     * @return the SOCKET, or INVALID_SOCKET: WSAECONNREFUSED after CF_REJECT, WSATRY_AGAIN after CF_DEFER, WSAEINVAL
     *         after another answer or without listen, WSAECONNRESET or WSAEACCES for a request that was withdrawn or
     *         has timed out
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaaccept">WSAAccept</a>
     */
    public static long WSAAccept(long s, ByteBuffer addr, int[] addrlen, ConditionProc lpfnCondition,
            long dwCallbackData) {
        if (lpfnCondition == null) {
            return accept(s, addr, addrlen);
        }
        if (!room(addr, addrlen)) {
            return fault(s);
        }
        int[] length = addr == null ? null : new int[] {addrlen[0]};
        Memory address = Memory.out(addr, addr == null ? 0 : length[0]);
        try {
            RequestMemory request = new RequestMemory();
            long result = request.look(s, address.direct(), address.offset(), length);
            if (request.seen() == RequestNatives.THIS) {
                result = decide(s, address, length, request, lpfnCondition, dwCallbackData);
            }
            if (result >= 0 && addr != null) {
                address.written(length[0]);
                addrlen[0] = length[0];
            }
            return check(result);
        } finally {
            address.done();
        }
    }

    private static long decide(long s, Memory address, int[] length, RequestMemory request, ConditionProc condition,
            long callbackData) {
        ByteBuffer callee = Scratch.take(Math.min(request.calleeRoom(), MOST_CALLEE_DATA));
        try {
            ByteBuffer flowSpecs = request.flowSpecs();
            ByteBuffer calleeData = callee.slice(0, Math.min(request.calleeRoom(), MOST_CALLEE_DATA));
            int decision = condition.decide(request.callerId(), request.callerData(), flowSpecs, null,
                    request.calleeId(), calleeData, callbackData);
            if (decision == CF_DEFER) {
                return ~WSATRY_AGAIN;
            }
            long result = request.decide(s, address.direct(), address.offset(), length, decision, callee, 0,
                    calleeData.position(), flowSpecs);
            return result < 0 && request.seen() == RequestNatives.OTHER ? ~WSAECONNRESET : result;
        } finally {
            Scratch.give(callee);
        }
    }

    /**
     * WSAConnect: connect with connect data and flow specs. No provider of joinleaf's own carries them here: sessions
     * are joined with WSAJoinLeaf.
     *
     * @param s            the SOCKET
     * @param name         a sockaddr
     * @param namelen      its length
     * @param lpCallerData what goes to the peer (position to limit), or null
     * @param lpCalleeData gets what comes back, or null; on a nonblocking socket it is complete when FD_CONNECT says so
     * @param lpSQOS       a QOS (80 bytes) for the socket, or null; its ProviderSpecific is taken as empty
     * @param lpGQOS       reserved: null, or a QOS
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaconnect">WSAConnect</a>
     */
    public static int WSAConnect(long s, ByteBuffer name, int namelen, ByteBuffer lpCallerData, WSABUF lpCalleeData,
            ByteBuffer lpSQOS, ByteBuffer lpGQOS) {
        if (!Memory.readable(name, namelen) || !Memory.readable(lpSQOS, SIZEOF_QOS)
                || !Memory.readable(lpGQOS, SIZEOF_QOS)) {
            return fault(s);
        }
        Memory address = Memory.in(name, namelen);
        Memory caller = Memory.in(lpCallerData, lpCallerData == null ? 0 : lpCallerData.remaining());
        Memory sqos = Memory.in(lpSQOS, SocketNatives.SIZEOF_FLOW_SPECS);
        Memory gqos = Memory.in(lpGQOS, SocketNatives.SIZEOF_FLOW_SPECS);
        try {
            int result = RequestNatives.connect(s, address.direct(), address.offset(), address.length(),
                    caller.direct(), caller.offset(), lpCallerData == null ? -1 : caller.length(),
                    block(lpCalleeData), room(lpCalleeData), sqos.direct(), sqos.offset(), gqos.direct(), gqos.offset());
            if (result >= 0 || result == ~WSAEWOULDBLOCK) {
                keep(s, lpCalleeData);
            }
            return check(result);
        } finally {
            address.done();
            caller.done();
            sqos.done();
            gqos.done();
        }
    }

    /* ---- data ---- */

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

    /* ---- options, ioctls and the catalogue ---- */

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
                : Memory.in(ByteBuffer.allocateDirect(length)
                        .put(0, buffer, buffer.position(), SocketNatives.SIZEOF_FLOW_SPECS), length);
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

    /* ---- events and select ---- */

    /** Events made here. On Windows other numbers may be handles of the JVM's own. */
    private static final Map<Long, Boolean> EVENTS = new ConcurrentHashMap<>();

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
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaeventselect">
     *      WSAEventSelect</a>
     */
    public static int WSAEventSelect(long s, long hEventObject, int lNetworkEvents) {
        if (lNetworkEvents != 0 && !EVENTS.containsKey(hEventObject)) {
            return failAfterHandle(s, WSA_INVALID_HANDLE);
        }
        long event = lNetworkEvents == 0 ? WSA_INVALID_EVENT : hEventObject;
        return check(EventNatives.eventSelect(s, event, lNetworkEvents));
    }

    /**
     * WSAEnumNetworkEvents.
     *
     * @param s               the SOCKET
     * @param hEventObject    a WSAEVENT to reset, or WSA_INVALID_EVENT
     * @param lpNetworkEvents gets WSANETWORKEVENTS (44 bytes)
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaenumnetworkevents">
     *      WSAEnumNetworkEvents</a>
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
        long[] events = Arrays.copyOf(lphEvents, cEvents);
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
    public static int select(int nfds, ByteBuffer readfds, ByteBuffer writefds, ByteBuffer exceptfds,
            ByteBuffer timeout) {
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

    /* ---- results ---- */

    private static final ThreadLocal<int[]> LAST_ERROR = ThreadLocal.withInitial(() -> new int[1]);

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

package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.joinleaf.internal.load.NativeLibrary;
import org.joinleaf.internal.memory.Buffers;
import org.joinleaf.internal.memory.Memory;
import org.joinleaf.internal.memory.MemoryFault;
import org.joinleaf.internal.memory.QosMemory;
import org.joinleaf.internal.memory.RequestMemory;
import org.joinleaf.internal.memory.Scratch;
import org.joinleaf.internal.natives.DataNatives;
import org.joinleaf.internal.natives.EventNatives;
import org.joinleaf.internal.natives.MessageNatives;
import org.joinleaf.internal.natives.NameNatives;
import org.joinleaf.internal.natives.QosNatives;
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
 * without elements are WSAEFAULT. No call is overlapped, so the parameters for that are left out.
 *
 * <p>Text is String, of which a call sees what is before the first U+0000, as in C; where C has a buffer and a room for
 * text that it gets, a String[] gets it in its first element. Where C has a structure's address, a {@link Structure} of
 * the structure's name gives it ({@link Structure#pointer()}). Structures that hold pointers are objects: {@link WSAMSG},
 * {@link ADDRINFO}, {@link HOSTENT}.
 *
 * <p>Any thread may call anything at any time; the memory of a java.lang.foreign.Arena must stay open until the call
 * is over. Memory that is not there any more, as the file that it is mapped from was shortened or its Arena is closed, is an
 * IllegalStateException; in the functions that send and receive, the first of these is WSAEFAULT.
 *
 * <p>Codes that many functions give, and that are not repeated with each of them:
 *
 * <table>
 * <caption>The common codes</caption>
 * <tr><th>code</th><th>of</th><th>when</th></tr>
 * <tr><td>WSANOTINITIALISED</td><td>all but WSAStartup, byte order, macros, inet_ and the last
 * error</td><td>WSAStartup has not been
 * called, or WSACleanup as often</td></tr>
 * <tr><td>WSAENETDOWN</td><td>all that take or make a SOCKET</td><td>Windows: the network subsystem has failed.
 * Linux: the interface that the call needs is down</td></tr>
 * <tr><td>WSAENOTSOCK</td><td>all that take a SOCKET</td><td>the number is none, or none any more; also for a call
 * that waits while another thread closes the SOCKET</td></tr>
 * <tr><td>WSAEFAULT</td><td>all that take memory</td><td>a buffer or array is missing, too small for the length or
 * for what is to be written, or read-only</td></tr>
 * <tr><td>WSAENOBUFS</td><td>all that take or make a SOCKET</td><td>the system has no memory or buffers
 * left</td></tr>
 * <tr><td>WSAEINTR</td><td>all that wait</td><td>another thread has closed the SOCKET meanwhile, or called the last
 * WSACleanup</td></tr>
 * <tr><td>WSAEINPROGRESS</td><td>all that take a SOCKET</td><td>C only: the call is made from inside the condition
 * function of the same SOCKET</td></tr>
 * <tr><td>WSASYSCALLFAILURE</td><td>all</td><td>the system gave an error that Winsock has no code for</td></tr>
 * </table>
 *
 * <p>A call that succeeds leaves the last error alone. If several codes apply, the first of these decides: start-up,
 * handle, pointers and lengths, family, state, value. On Linux the providers are joinleaf's own: sessions without a
 * root over UDP, and sessions with a root (SOCK_SEQPACKET). On Windows each function calls ws2_32.dll, so that
 * another provider may give further codes; those of its page are listed here.
 *
 * <p>{@linkplain org.joinleaf.winsock The package's page} has a table of what the C headers declare, and where it is.
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

    /** What WSAPoll asks for, and tells. */
    public static final int
            POLLERR = 0x1,
            POLLHUP = 0x2,
            POLLNVAL = 0x4,
            POLLWRNORM = 0x10,
            POLLOUT = 0x10,
            POLLWRBAND = 0x20,
            POLLRDNORM = 0x100,
            POLLRDBAND = 0x200,
            POLLIN = 0x300,
            POLLPRI = 0x400;

    /** Flags of getaddrinfo. */
    public static final int
            AI_PASSIVE = 0x1,
            AI_CANONNAME = 0x2,
            AI_NUMERICHOST = 0x4,
            AI_NUMERICSERV = 0x8,
            AI_ALL = 0x100,
            AI_ADDRCONFIG = 0x400,
            AI_V4MAPPED = 0x800,
            AI_NON_AUTHORITATIVE = 0x4000,
            AI_SECURE = 0x8000,
            AI_RETURN_PREFERRED_NAMES = 0x10000,
            AI_FQDN = 0x20000,
            AI_FILESERVER = 0x40000;

    /** Flags of getnameinfo, and the longest names in characters, the end included. */
    public static final int
            NI_NOFQDN = 0x1,
            NI_NUMERICHOST = 0x2,
            NI_NAMEREQD = 0x4,
            NI_NUMERICSERV = 0x8,
            NI_DGRAM = 0x10,
            NI_MAXHOST = 1025,
            NI_MAXSERV = 32;

    /** Codes of getaddrinfo and getnameinfo, under the names that they have there. */
    public static final int
            EAI_AGAIN = 11002,
            EAI_BADFLAGS = 10022,
            EAI_FAIL = 11003,
            EAI_FAMILY = 10047,
            EAI_MEMORY = 8,
            EAI_NONAME = 11001,
            EAI_SERVICE = 10109,
            EAI_SOCKTYPE = 10044;

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

    /** Objects of a QOS's ProviderSpecific, and the modes of QOS_SD_MODE (qos.h). */
    public static final int
            QOS_OBJECT_END_OF_LIST = 2001,
            QOS_OBJECT_SD_MODE = 2002,
            QOS_OBJECT_SHAPING_RATE = 2003,
            TC_NONCONF_BORROW = 0,
            TC_NONCONF_SHAPE = 1,
            TC_NONCONF_DISCARD = 2,
            TC_NONCONF_BORROW_PLUS = 3;

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
     * WSAStartup: starts Winsock for the process. Start-ups are counted: each one that succeeds needs a {@link
     * #WSACleanup} of its own.
     *
     * @param wVersionRequested the highest version wanted, the minor number in the upper byte: 0x0202. More than 2.2
     *                          gives 2.2
     * @param lpWSAData         gets WSADATA (408 bytes): the version in force and a description
     * @return 0 or the code itself: WSAVERNOTSUPPORTED for a version below 1; WSAEFAULT if lpWSAData is null, read-only
     *         or has less than 408 bytes. On Windows also WSASYSNOTREADY (the network is not ready), WSAEPROCLIM (too
     *         many tasks) and WSAEINPROGRESS. The last error is not set
     * @throws UnsatisfiedLinkError if there is no native library for this platform; the message tells what was tried
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
     * WSACleanup: takes one start-up back. The last one closes every SOCKET of the process, wakes who waits in one, and
     * takes the events away, unless the idiomatic API is in use: its own start-up lasts as long as the process.
     *
     * <p>If sessions with a root still have data to deliver, the last one waits while some leaf gets on, and 2 seconds longer.
     *
     * @return 0 or SOCKET_ERROR: WSANOTINITIALISED if there was no start-up by {@link #WSAStartup} that is not taken
     *         back. On Windows also WSAENETDOWN
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
     * htons: turns a 16-bit number from host order to network order. Works before {@link #WSAStartup} and cannot fail.
     *
     * @param hostshort the number in host order; its lower 16 bits count
     * @return the number in network order, 0 to 65535
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-htons">htons</a>
     */
    public static int htons(int hostshort) {
        return LITTLE_ENDIAN ? Short.toUnsignedInt(Short.reverseBytes((short) hostshort)) : hostshort & 0xffff;
    }

    /**
     * ntohs: turns a 16-bit number from network order to host order. Works before {@link #WSAStartup} and cannot fail.
     *
     * @param netshort the number in network order; its lower 16 bits count
     * @return the number in host order, 0 to 65535
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-ntohs">ntohs</a>
     */
    public static int ntohs(int netshort) {
        return htons(netshort);
    }

    /**
     * htonl: turns a 32-bit number from host order to network order. Works before {@link #WSAStartup} and cannot fail.
     *
     * @param hostlong the number in host order
     * @return the number in network order
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-htonl">htonl</a>
     */
    public static int htonl(int hostlong) {
        return LITTLE_ENDIAN ? Integer.reverseBytes(hostlong) : hostlong;
    }

    /**
     * ntohl: turns a 32-bit number from network order to host order. Works before {@link #WSAStartup} and cannot fail.
     *
     * @param netlong the number in network order
     * @return the number in host order
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-ntohl">ntohl</a>
     */
    public static int ntohl(int netlong) {
        return htonl(netlong);
    }

    /**
     * WSAHtonl: turns a 32-bit number from host order to the order of the socket's network, which its entry in the catalogue
     * tells (iNetworkByteOrder); for every network of the Internet protocols that is {@link #htonl}.
     *
     * @param s         an open SOCKET
     * @param hostlong  the number in host order
     * @param lpnetlong gets the number in network order in its first element
     * @return 0 or SOCKET_ERROR: WSAENOTSOCK, WSAEFAULT if lpnetlong is null or empty, or a common code
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsahtonl">WSAHtonl</a>
     */
    public static int WSAHtonl(long s, int hostlong, int[] lpnetlong) {
        return order(s, lpnetlong, htonl(hostlong), Integer.reverseBytes(htonl(hostlong)));
    }

    /**
     * WSANtohl: turns a 32-bit number from the order of the socket's network to host order, as {@link #WSAHtonl} does the
     * other way round.
     *
     * @param s          an open SOCKET
     * @param netlong    the number in network order
     * @param lphostlong gets the number in host order in its first element
     * @return 0 or SOCKET_ERROR: WSAENOTSOCK, WSAEFAULT if lphostlong is null or empty, or a common code
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsantohl">WSANtohl</a>
     */
    public static int WSANtohl(long s, int netlong, int[] lphostlong) {
        return WSAHtonl(s, netlong, lphostlong);
    }

    /**
     * WSAHtons: turns a 16-bit number from host order to the order of the socket's network, as {@link #WSAHtonl} does with one
     * of 32 bits.
     *
     * @param s          an open SOCKET
     * @param hostshort  the number in host order; its lower 16 bits count
     * @param lpnetshort gets the number in network order, 0 to 65535, in its first element
     * @return 0 or SOCKET_ERROR: WSAENOTSOCK, WSAEFAULT if lpnetshort is null or empty, or a common code
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsahtons">WSAHtons</a>
     */
    public static int WSAHtons(long s, int hostshort, int[] lpnetshort) {
        int net = htons(hostshort);
        return order(s, lpnetshort, net, Short.toUnsignedInt(Short.reverseBytes((short) net)));
    }

    /**
     * WSANtohs: turns a 16-bit number from the order of the socket's network to host order, as {@link #WSAHtons} does the
     * other way round.
     *
     * @param s           an open SOCKET
     * @param netshort    the number in network order; its lower 16 bits count
     * @param lphostshort gets the number in host order, 0 to 65535, in its first element
     * @return 0 or SOCKET_ERROR: WSAENOTSOCK, WSAEFAULT if lphostshort is null or empty, or a common code
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsantohs">WSANtohs</a>
     */
    public static int WSANtohs(long s, int netshort, int[] lphostshort) {
        return WSAHtons(s, netshort, lphostshort);
    }

    /** The order is that of the socket's entry, which sockets of ours have on Windows, too, where ws2_32 knows none of them. */
    private static int order(long s, int[] target, int bigEndian, int littleEndian) {
        if (target == null || target.length == 0) {
            return fault(s);
        }
        WSAPROTOCOL_INFOW info = new WSAPROTOCOL_INFOW();
        int[] room = {info.sizeof()};
        if (getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, info.pointer(), room) == SOCKET_ERROR) {
            return SOCKET_ERROR;
        }
        target[0] = info.iNetworkByteOrder() == LITTLEENDIAN ? littleEndian : bigEndian;
        return 0;
    }

    /* ---- macros ---- */

    /**
     * MAKEWORD: puts two bytes together. {@link #WSAStartup} takes a version so: {@code MAKEWORD(2, 2)}. Cannot fail.
     *
     * @param low  the lower byte; its lower 8 bits count
     * @param high the upper byte; its lower 8 bits count
     * @return the number, 0 to 65535
     * @see <a href="https://learn.microsoft.com/previous-versions/windows/desktop/legacy/ms632663(v=vs.85)">MAKEWORD</a>
     */
    public static int MAKEWORD(int low, int high) {
        return low & 0xff | (high & 0xff) << 8;
    }

    /**
     * MAKELONG: puts two 16-bit numbers together. Cannot fail.
     *
     * @param low  the lower half; its lower 16 bits count
     * @param high the upper half; its lower 16 bits count
     * @return the number
     * @see <a href="https://learn.microsoft.com/previous-versions/windows/desktop/legacy/ms632660(v=vs.85)">MAKELONG</a>
     */
    public static int MAKELONG(int low, int high) {
        return low & 0xffff | high << 16;
    }

    /**
     * LOBYTE: takes the lower byte of a 16-bit number: the major number of a version. Cannot fail.
     *
     * @param value the number
     * @return its lower byte, 0 to 255
     * @see <a href="https://learn.microsoft.com/previous-versions/windows/desktop/legacy/ms632658(v=vs.85)">LOBYTE</a>
     */
    public static int LOBYTE(int value) {
        return value & 0xff;
    }

    /**
     * HIBYTE: takes the upper byte of a 16-bit number: the minor number of a version. Cannot fail.
     *
     * @param value the number
     * @return its upper byte, 0 to 255
     * @see <a href="https://learn.microsoft.com/previous-versions/windows/desktop/legacy/ms632656(v=vs.85)">HIBYTE</a>
     */
    public static int HIBYTE(int value) {
        return value >> 8 & 0xff;
    }

    /**
     * LOWORD: takes the lower 16 bits of a number. Cannot fail.
     *
     * @param value the number
     * @return its lower half, 0 to 65535
     * @see <a href="https://learn.microsoft.com/previous-versions/windows/desktop/legacy/ms632659(v=vs.85)">LOWORD</a>
     */
    public static int LOWORD(int value) {
        return value & 0xffff;
    }

    /**
     * HIWORD: takes the upper 16 bits of a number. Cannot fail.
     *
     * @param value the number
     * @return its upper half, 0 to 65535
     * @see <a href="https://learn.microsoft.com/previous-versions/windows/desktop/legacy/ms632657(v=vs.85)">HIWORD</a>
     */
    public static int HIWORD(int value) {
        return value >>> 16;
    }

    /* ---- sockets ---- */

    /** Callee data of joins and connects, which may be written until FD_CONNECT: kept while the socket is open. */
    private static final Map<Long, WSABUF> CALLEE_DATA = new ConcurrentHashMap<>();

    /**
     * WSASocketW: makes a socket. Without lpProtocolInfo, the first entry of the catalogue is taken that fits family,
     * type, protocol and multipoint flags.
     *
     * <p>A multipoint socket has exactly one of WSA_FLAG_MULTIPOINT_C_ROOT and C_LEAF, and exactly one of D_ROOT and
     * D_LEAF; a root needs an entry with a rooted plane of that kind. On Windows, WSA_FLAG_OVERLAPPED lets one thread
     * send while another receives, and makes time limits work; on Linux it makes no difference.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEAFNOSUPPORT: no entry has the family
     * <li>WSAESOCKTNOSUPPORT: the family has no such type
     * <li>WSAEPROTONOSUPPORT: the protocol is unknown
     * <li>WSAEPROTOTYPE: the protocol is one of another type
     * <li>WSAEINVAL: multipoint flags that do not go together or that the entry cannot have, bits that are not defined,
     * g that is not 0 for a multipoint socket, or an entry that is none
     * <li>WSAEMFILE: there are too many sockets
     * <li>WSAEACCES: the process may not make such a socket
     * <li>WSAEPROVIDERFAILEDINIT, WSAEINVALIDPROVIDER, WSAEINVALIDPROCTABLE: Windows: the provider could not be loaded
     * </ul>
     *
     * @param af             AF_INET, AF_INET6, AF_UNSPEC with an entry or protocol, or FROM_PROTOCOL_INFO
     * @param type           SOCK_DGRAM, SOCK_SEQPACKET for a session with a root, another type that a provider of
     *                       Windows has, or FROM_PROTOCOL_INFO
     * @param protocol       IPPROTO_UDP, another number that fits the type, 0 for any, or FROM_PROTOCOL_INFO
     * @param lpProtocolInfo a WSAPROTOCOL_INFOW (628 bytes) that {@link #WSAEnumProtocols} gave, or null
     * @param g              0: socket groups were never built
     * @param dwFlags        WSA_FLAG_ bits
     * @return the SOCKET, or INVALID_SOCKET
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsasocketw">WSASocketW</a>
     */
    public static long WSASocket(int af, int type, int protocol, ByteBuffer lpProtocolInfo, int g, int dwFlags) {
        if (!Memory.readable(lpProtocolInfo, SIZEOF_WSAPROTOCOL_INFOW)) {
            return fail(startedOr(WSAEFAULT));
        }
        Memory info = Memory.in(lpProtocolInfo, SIZEOF_WSAPROTOCOL_INFOW);
        try {
            return check(SocketNatives.socket(af, type, protocol, info.direct(), info.offset(), g, dwFlags));
        } finally {
            info.done();
        }
    }

    /**
     * socket: {@link #WSASocket} without an entry, with WSA_FLAG_OVERLAPPED.
     *
     * @param af       the address family, as there
     * @param type     the socket type, as there
     * @param protocol the protocol, or 0 for any
     * @return the SOCKET, or INVALID_SOCKET with a code of {@link #WSASocket}
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-socket">socket</a>
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
     * closesocket: closes a socket. It leaves its groups and session, its selection of events ends, a pending join is
     * cancelled, and who waits in it gets WSAEINTR or WSAENOTSOCK.
     *
     * <p>A session with a root ends in good order: what was sent is delivered in the background as SO_LINGER says. With
     * a linger time of 0 seconds the connections are reset instead.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEWOULDBLOCK: Windows: the socket is nonblocking and SO_LINGER has a time that is not 0
     * </ul>
     *
     * @param s an open SOCKET
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
     * bind: gives a socket its local address.
     *
     * <p>A socket that is bound to one host's address hears the groups that it joins all the same, also on Linux. There it
     * holds its port on every address of the host: a multipoint socket from here on, another one from its first join on.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEFAULT: also if namelen is less than the family needs
     * <li>WSAEAFNOSUPPORT: the family is not the socket's
     * <li>WSAEADDRNOTAVAIL: the address is not this host's; a group's never is, and 255.255.255.255 is not either
     * <li>WSAEADDRINUSE: another socket has address and port, and not both have set SO_REUSEADDR before
     * <li>WSAEACCES: the port needs a privilege, or another socket has it with SO_EXCLUSIVEADDRUSE
     * <li>WSAEINVAL: the socket is bound
     * </ul>
     *
     * @param s       an open SOCKET
     * @param name    a sockaddr (16 bytes for IPv4, 28 for IPv6): the wildcard or an address of this host; port 0 for
     *                one of the system's choice
     * @param namelen its length in bytes
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-bind">bind</a>
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
     * connect: gives a datagram socket its default destination, which {@link #send} sends to; from then on it hears
     * that peer only. AF_UNSPEC as family takes the destination away. Port 0 is not refused, but reaches nobody.
     *
     * <p>Sessions are joined with {@link #WSAJoinLeaf}: a socket of a session with a root does not connect.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEFAULT: also if namelen is less than the family needs
     * <li>WSAEAFNOSUPPORT: the family is not the socket's
     * <li>WSAEADDRNOTAVAIL: the wildcard, or a zone (sin6_scope_id) that is no interface's
     * <li>WSAEOPNOTSUPP: a session with a root
     * <li>WSAEISCONN: the socket has joined a session, or is connected and not of datagrams
     * <li>WSAENETUNREACH, WSAEHOSTUNREACH: there is no route
     * <li>WSAEINVAL: the socket listens
     * <li>WSAECONNREFUSED, WSAETIMEDOUT, WSAEWOULDBLOCK, WSAEALREADY: Windows: stream sockets only
     * </ul>
     *
     * @param s       an open SOCKET
     * @param name    a sockaddr (16 bytes for IPv4, 28 for IPv6) of the peer
     * @param namelen its length in bytes
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-connect">connect</a>
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
     * listen: a bound socket of a session with a root begins to take requests: a c_root those of leaves, a c_leaf the
     * invitations of roots. To listen again only changes the backlog.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: the socket is not bound
     * <li>WSAEISCONN: it is a leaf in a session, or was itself made by an accept or by a root's join
     * <li>WSAEOPNOTSUPP: a datagram socket
     * <li>WSAEADDRINUSE: another socket listens at that address
     * <li>WSAEMFILE: there are too many sockets
     * </ul>
     *
     * @param s       an open SOCKET
     * @param backlog how many requests may wait; SOMAXCONN for as many as the provider has. joinleaf's: 1 to 1,024,
     *                less counts as 1 and more as 1,024
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-listen">listen</a>
     */
    public static int listen(long s, int backlog) {
        return check(SocketNatives.listen(s, backlog));
    }

    /**
     * accept: admits the request at the head of the queue, without callee data, and returns a socket for it; a blocking
     * socket waits for one. {@link #WSAAccept} decides first.
     *
     * @param s       a SOCKET that listens
     * @param addr    gets the sockaddr of who asks, or null
     * @param addrlen the room in bytes, then the length; null if addr is
     * @return the SOCKET, or INVALID_SOCKET with a code of {@link #WSAAccept}
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-accept">accept</a>
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
     * WSAJoinLeaf: joins a session. What the name is depends on the socket:
     *
     * <p>Without a root, it is a group: the socket becomes a member of it, on the interface of IP_MULTICAST_IF or
     * IPV6_MULTICAST_IF, else of the address that it is bound to, else of the name's scope, else of the system's
     * choice. An unbound receiver is bound to the wildcard; on Linux with the group's port, while Windows promises
     * "unique values" only, so that a portable program binds first.
     *
     * <p>With a root, a c_leaf asks the root that listens at the name, and a c_root invites the leaf that listens
     * there. A blocking socket waits until the other side has decided. A nonblocking one gets its handle at once, never
     * WSAEWOULDBLOCK, and the end is FD_CONNECT, with one of these codes; until then only {@link #closesocket} may be
     * called with the handle, which cancels the join.
     *
     * <p>After WSAECONNREFUSED, WSAENETUNREACH or WSAETIMEDOUT the same socket may try again.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: the socket is not multipoint; dwFlags has other bits or none; it is a leaf that listens, or its
     * session is over
     * <li>WSAEFAULT: also: namelen is less than the family needs; more caller data than the provider carries; more
     * callee data came back than there is room for
     * <li>WSAEAFNOSUPPORT: the family is not the socket's
     * <li>WSAEADDRNOTAVAIL: without a root: the name is no group, or no interface fits; with one: it is the wildcard, a
     * group or port 0; there is no such interface
     * <li>WSAEPROTONOSUPPORT: caller data for a provider that carries none
     * <li>WSAEOPNOTSUPP: flow specs that cannot be honoured
     * <li>WSAEALREADY: a join is pending on the nonblocking socket
     * <li>WSAEINPROGRESS: another thread waits in a join of the socket
     * <li>WSAEISCONN: it has joined and is no c_root; or it is a root's socket for a leaf
     * <li>WSAEADDRINUSE: the group's port, which the join binds, is another socket's
     * <li>WSAECONNREFUSED: the other side rejected, nobody listens there, or it has another key or kind of data plane
     * <li>WSAETIMEDOUT: no answer came in time
     * <li>WSAENETUNREACH, WSAEHOSTUNREACH: there is no route, or no interface with multicast
     * </ul>
     *
     * @param s            a multipoint SOCKET
     * @param name         a sockaddr (16 bytes for IPv4, 28 for IPv6) of the group or the peer
     * @param namelen      its length in bytes
     * @param lpCallerData what goes to the peer, from position to limit, or null; joinleaf's sessions with a root carry
     *                     4,096 bytes, those without none
     * @param lpCalleeData gets what comes back, or null; on a nonblocking socket it is complete when FD_CONNECT says
     *                     so, and must stay reachable until then
     * @param lpSQOS       a {@link QOS} for the socket, with what is provider-specific behind its 80 bytes, or null
     * @param lpGQOS       reserved: null, or a QOS, which is ignored
     * @param dwFlags      JL_SENDER_ONLY, JL_RECEIVER_ONLY or JL_BOTH; SENDER and RECEIVER together mean both
     * @return s itself for a c_leaf, a new SOCKET for the leaf for a c_root, or INVALID_SOCKET
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsajoinleaf">WSAJoinLeaf</a>
     */
    public static long WSAJoinLeaf(long s, ByteBuffer name, int namelen, ByteBuffer lpCallerData, WSABUF lpCalleeData,
            ByteBuffer lpSQOS, ByteBuffer lpGQOS, int dwFlags) {
        int sqosLength = QosMemory.length(lpSQOS);
        int gqosLength = QosMemory.length(lpGQOS);
        if (!Memory.readable(name, namelen) || sqosLength < 0 || gqosLength < 0) {
            return fault(s);
        }
        Memory address = Memory.in(name, namelen);
        Memory caller = Memory.in(lpCallerData, lpCallerData == null ? 0 : lpCallerData.remaining());
        Memory sqos = Memory.in(lpSQOS, sqosLength);
        Memory gqos = Memory.in(lpGQOS, gqosLength);
        try {
            long result = SocketNatives.joinLeaf(s, address.direct(), address.offset(), address.length(),
                    caller.direct(), caller.offset(), lpCallerData == null ? -1 : caller.length(),
                    block(lpCalleeData), room(lpCalleeData), sqos.direct(), sqos.offset(), sqos.length(), gqos.direct(),
                    gqos.offset(), gqos.length(), dwFlags);
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
     * getsockname: tells the address that a socket is bound to. On a socket that {@link #connect} or a join has bound,
     * the host part may be the wildcard.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: the socket is not bound
     * <li>WSAEFAULT: also if the room is too small
     * </ul>
     *
     * @param s       an open SOCKET
     * @param name    gets the sockaddr (16 bytes for IPv4, 28 for IPv6)
     * @param namelen the room in bytes, then the length
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-getsockname">getsockname</a>
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
     * getpeername: tells the default destination of a datagram socket, which is the group after a join that sends; or
     * the other side of a session with a root: for a leaf its root, for a root's socket for a leaf that leaf.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAENOTCONN: there is none: not connected, not joined, joined to receive only, or a c_root
     * <li>WSAEFAULT: also if the room is too small
     * </ul>
     *
     * @param s       an open SOCKET
     * @param name    gets the sockaddr (16 bytes for IPv4, 28 for IPv6)
     * @param namelen the room in bytes, then the length
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-getpeername">getpeername</a>
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
     * shutdown: ends one direction of a socket, or both. The SOCKET itself stays open. What comes to a socket that
     * receives no more is thrown away.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: how is another number
     * <li>WSAENOTCONN: Windows: a stream socket that is not connected
     * </ul>
     *
     * @param s   an open SOCKET
     * @param how SD_RECEIVE, SD_SEND or SD_BOTH
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-shutdown">shutdown</a>
     */
    public static int shutdown(long s, int how) {
        return check(SocketNatives.shutdown(s, how));
    }

    /**
     * WSASendDisconnect: ends sending as {@link #shutdown} with SD_SEND, with data for the other side. No provider of joinleaf
     * has disconnect data, and no protocol of today's Windows.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAENOPROTOOPT: there is data, if only none of its bytes, and the provider carries none
     * <li>WSAENOTCONN: Windows: a stream socket that is not connected
     * </ul>
     *
     * @param s                        an open SOCKET
     * @param lpOutboundDisconnectData the data, from position to limit, or null
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsasenddisconnect">WSASendDisconnect</a>
     */
    public static int WSASendDisconnect(long s, ByteBuffer lpOutboundDisconnectData) {
        ByteBuffer user = lpOutboundDisconnectData;
        Memory data = Memory.in(user, user == null ? 0 : user.remaining());
        try {
            int length = user == null ? -1 : data.length();
            return check(MessageNatives.sendDisconnect(s, data.direct(), data.offset(), length));
        } finally {
            data.done();
        }
    }

    /**
     * WSARecvDisconnect: ends receiving as {@link #shutdown} with SD_RECEIVE, and gets the data of the other side's {@link
     * #WSASendDisconnect}. No provider of joinleaf has disconnect data, and no protocol of today's Windows.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAENOPROTOOPT: data is asked for, and the provider carries none
     * <li>WSAENOTCONN: Windows: a stream socket that is not connected
     * </ul>
     *
     * @param s                       an open SOCKET
     * @param lpInboundDisconnectData gets the data, or null
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsarecvdisconnect">WSARecvDisconnect</a>
     */
    public static int WSARecvDisconnect(long s, WSABUF lpInboundDisconnectData) {
        return check(MessageNatives.receiveDisconnect(s, block(lpInboundDisconnectData), room(lpInboundDisconnectData)));
    }

    /**
     * WSADuplicateSocketW: prepares a socket for another process, which opens it with {@link #WSASocket} from the structure
     * that is written. The structure is good for one socket in that process.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEOPNOTSUPP: the socket's provider has no such call: all sockets on Linux, and those with a root
     * <li>WSAEINVAL: Windows: there is no such process, or an argument is bad
     * <li>WSAEMFILE: Windows: there are too many sockets
     * </ul>
     *
     * @param s              an open SOCKET
     * @param dwProcessId    the number of the other process
     * @param lpProtocolInfo gets a WSAPROTOCOL_INFOW (628 bytes)
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaduplicatesocketw">
     *      WSADuplicateSocketW</a>
     */
    public static int WSADuplicateSocket(long s, int dwProcessId, ByteBuffer lpProtocolInfo) {
        if (lpProtocolInfo == null || !Memory.writable(lpProtocolInfo, SIZEOF_WSAPROTOCOL_INFOW)) {
            return fault(s);
        }
        Memory info = Memory.in(lpProtocolInfo, SIZEOF_WSAPROTOCOL_INFOW);
        try {
            int result = MessageNatives.duplicate(s, dwProcessId, info.direct(), info.offset());
            info.written(SIZEOF_WSAPROTOCOL_INFOW);
            return check(result);
        } finally {
            info.done();
        }
    }

    /* ---- requests with connect data ---- */

    /** The most callee data that is offered to a condition function, whatever the provider says it carries. */
    private static final int MOST_CALLEE_DATA = 1 << 16;

    /**
     * WSAAccept: shows the request at the head of the queue to a condition function, and admits, rejects or defers it
     * as the function answers. A blocking socket waits for a request.
     *
     * <p>There is one difference to C: the function runs between two calls of WSAAccept, of which the first defers the
     * request and the second carries the decision, and not inside of one. So calls on the same socket from inside the
     * function work, where Winsock fails with WSAEINPROGRESS; a request that is withdrawn while the function runs is
     * WSAECONNRESET. Requests are decided one at a time: only one thread may accept with a function on one socket.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAECONNREFUSED: the answer was CF_REJECT
     * <li>WSATRY_AGAIN: it was CF_DEFER: the request stays at the head of the queue, and FD_ACCEPT does not come again
     * for it
     * <li>WSAEINVAL: it was another number, which leaves the request where it is; or the socket does not listen
     * <li>WSAEWOULDBLOCK: the socket is nonblocking and there is no request
     * <li>WSAECONNRESET: the request was withdrawn
     * <li>WSAEACCES: the patience of who asked has ended
     * <li>WSAEFAULT: also: the room for addr is too small, more callee data than the provider carries, or a
     * ProviderSpecific.len of more bytes than there are, which leaves the request where it is
     * <li>WSAEOPNOTSUPP: a datagram socket
     * <li>WSAEMFILE: there are too many sockets
     * </ul>
     *
     * @param s              a SOCKET that listens
     * @param addr           gets the sockaddr of who asks, or null
     * @param addrlen        the room in bytes, then the length; null if addr is
     * @param lpfnCondition  decides about the request, or null to admit it without callee data. What it throws is
     *                       thrown here, and the request stays at the head of the queue
     * @param dwCallbackData given to lpfnCondition
     * @return the SOCKET, nonblocking and selected as s is, or INVALID_SOCKET
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
            ByteBuffer granted = flowSpecs == null ? null : flowSpecs.duplicate(); /* the function may move the position */
            ByteBuffer calleeData = callee.slice(0, Math.min(request.calleeRoom(), MOST_CALLEE_DATA));
            int decision = condition.decide(request.callerId(), request.callerData(), flowSpecs, null,
                    request.calleeId(), calleeData, callbackData);
            if (decision == CF_DEFER) {
                return ~WSATRY_AGAIN;
            }
            int flowLength = QosMemory.length(granted);
            if (flowLength < 0) {
                return ~WSAEFAULT;
            }
            long result = request.decide(s, address.direct(), address.offset(), length, decision, callee, 0,
                    calleeData.position(), granted, flowLength);
            return result < 0 && request.seen() == RequestNatives.OTHER ? ~WSAECONNRESET : result;
        } finally {
            Scratch.give(callee);
        }
    }

    /**
     * WSAConnect: {@link #connect} with connect data and flow specs. On Linux no provider carries connect data here:
     * sessions are joined with {@link #WSAJoinLeaf}.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEPROTONOSUPPORT: caller data for a provider that carries none
     * <li>WSAEOPNOTSUPP: flow specs that cannot be honoured
     * <li>all of {@link #connect}: as there
     * </ul>
     *
     * @param s            an open SOCKET
     * @param name         a sockaddr (16 bytes for IPv4, 28 for IPv6) of the peer
     * @param namelen      its length in bytes
     * @param lpCallerData what goes to the peer, from position to limit, or null
     * @param lpCalleeData gets what comes back, or null; on a nonblocking socket it is complete when FD_CONNECT says so
     * @param lpSQOS       a {@link QOS} for the socket, with what is provider-specific behind its 80 bytes, or null
     * @param lpGQOS       reserved: null, or a QOS
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaconnect">WSAConnect</a>
     */
    public static int WSAConnect(long s, ByteBuffer name, int namelen, ByteBuffer lpCallerData, WSABUF lpCalleeData,
            ByteBuffer lpSQOS, ByteBuffer lpGQOS) {
        int sqosLength = QosMemory.length(lpSQOS);
        int gqosLength = QosMemory.length(lpGQOS);
        if (!Memory.readable(name, namelen) || sqosLength < 0 || gqosLength < 0) {
            return fault(s);
        }
        Memory address = Memory.in(name, namelen);
        Memory caller = Memory.in(lpCallerData, lpCallerData == null ? 0 : lpCallerData.remaining());
        Memory sqos = Memory.in(lpSQOS, sqosLength);
        Memory gqos = Memory.in(lpGQOS, gqosLength);
        try {
            int result = RequestNatives.connect(s, address.direct(), address.offset(), address.length(),
                    caller.direct(), caller.offset(), lpCallerData == null ? -1 : caller.length(),
                    block(lpCalleeData), room(lpCalleeData), sqos.direct(), sqos.offset(), sqos.length(), gqos.direct(),
                    gqos.offset(), gqos.length());
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
     * send: sends one datagram, or one message of a session with a root, to the default destination: the peer of {@link
     * #connect}, the group, or the session. Allocates nothing for a direct buffer. A blocking socket waits for room.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAENOTCONN: a datagram socket without a default destination; a leaf that has not joined a session, or a root
     * that does not listen and has invited nobody
     * <li>WSAEOPNOTSUPP: MSG_OOB and other flags that the protocol lacks; a socket that joined with JL_RECEIVER_ONLY; a
     * root's socket for a leaf
     * <li>WSAESHUTDOWN: {@link #shutdown} has ended sending, or the session has ended in good order
     * <li>WSAEMSGSIZE: more than one datagram or message holds (SO_MAX_MSG_SIZE; 65,507 bytes on UDP over IPv4, 65,536
     * in a session with a root), or than the flow spec allows; nothing is sent
     * <li>WSAEWOULDBLOCK: the socket is nonblocking and there is no room; FD_WRITE tells when there is
     * <li>WSAETIMEDOUT: SO_SNDTIMEO has run out
     * <li>WSAEINVAL: the socket is not bound and cannot be; Windows: an argument is bad
     * <li>WSAENETUNREACH, WSAEHOSTUNREACH: there is no route
     * <li>WSAEADDRNOTAVAIL: the address that IP_MULTICAST_IF names is gone
     * <li>WSAECONNRESET, WSAECONNABORTED: the session has ended because the other side died, or was lost
     * <li>WSAENETRESET: Windows: the time to live has run out on the way
     * </ul>
     *
     * @param s     an open SOCKET
     * @param buf   the bytes, from its position on; null only for none
     * @param len   their number, from 0
     * @param flags 0, or MSG_ bits: MSG_DONTROUTE
     * @return the number of bytes sent, which is len, or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-send">send</a>
     */
    public static int send(long s, ByteBuffer buf, int len, int flags) {
        if (len < 0 || (buf == null ? len > 0 : !Memory.readable(buf, len))) {
            return fault(s);
        }
        if (buf != null && Buffers.isSteady(buf)) {
            int offset = buf.position();
            return check(DataNatives.send(s, Buffers.checked(buf, offset, len), offset, len, flags));
        }
        try {
            Memory data = Memory.in(buf, len);
            try {
                return check(DataNatives.send(s, data.direct(), data.offset(), len, flags));
            } finally {
                data.done();
            }
        } catch (MemoryFault e) {
            return fault(s);
        }
    }

    /**
     * sendto: sends one datagram to an address. An unbound socket is bound. On a socket of a session with a root the
     * address does not count, and on a connected one null stands for the default destination. Allocates nothing for
     * direct buffers.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEFAULT: also if tolen is less than the family needs
     * <li>WSAEAFNOSUPPORT: the family is not the socket's
     * <li>WSAEADDRNOTAVAIL: the address is the wildcard, or the port is 0
     * <li>WSAEDESTADDRREQ: to is null and there is no default destination
     * <li>all of {@link #send}: but for WSAENOTCONN, as there
     * </ul>
     *
     * @param s     an open SOCKET
     * @param buf   the bytes, from its position on; null only for none
     * @param len   their number, from 0
     * @param flags 0, or MSG_ bits: MSG_DONTROUTE
     * @param to    the target's sockaddr (16 bytes for IPv4, 28 for IPv6), or null
     * @param tolen its length in bytes
     * @return the number of bytes sent, which is len, or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-sendto">sendto</a>
     */
    public static int sendto(long s, ByteBuffer buf, int len, int flags, ByteBuffer to, int tolen) {
        if (len < 0 || (buf == null ? len > 0 : !Memory.readable(buf, len)) || !Memory.readable(to, tolen)) {
            return fault(s);
        }
        if (buf != null && Buffers.isSteady(buf) && to != null && Buffers.isSteady(to)) {
            int offset = buf.position();
            int toOffset = to.position();
            return check(DataNatives.sendto(s, Buffers.checked(buf, offset, len), offset, len, flags,
                    Buffers.checked(to, toOffset, tolen), toOffset, tolen));
        }
        try {
            Memory data = Memory.in(buf, len);
            Memory address = Memory.in(to, tolen);
            try {
                return check(DataNatives.sendto(s, data.direct(), data.offset(), data.length(), flags, address.direct(),
                        address.offset(), address.length()));
            } finally {
                data.done();
                address.done();
            }
        } catch (MemoryFault e) {
            return fault(s);
        }
    }

    /**
     * recv: receives one datagram, or one message of a session with a root. A blocking socket waits for one. Allocates
     * nothing for a direct buffer.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: the datagram socket is not bound; flags that exclude each other
     * <li>WSAENOTCONN: a leaf that has not joined a session, or a root that does not listen and has invited nobody
     * <li>WSAEOPNOTSUPP: MSG_OOB and other flags that the protocol lacks; a socket that joined with JL_SENDER_ONLY; a
     * root's socket for a leaf
     * <li>WSAESHUTDOWN: {@link #shutdown} has ended receiving, or the session has ended in good order
     * <li>WSAEWOULDBLOCK: the socket is nonblocking and there is nothing; FD_READ tells when there is
     * <li>WSAETIMEDOUT: SO_RCVTIMEO has run out
     * <li>WSAEMSGSIZE: the datagram or message is longer than the room, which is filled; the rest is lost
     * <li>WSAECONNRESET: the session has ended because the other side died; Windows: an ICMP answer to an earlier
     * datagram, unless SIO_UDP_CONNRESET is off
     * <li>WSAECONNABORTED: the session has ended because the other side was lost
     * <li>WSAENETRESET: Windows: the time to live of an earlier datagram has run out
     * </ul>
     *
     * @param s     an open SOCKET
     * @param buf   gets the bytes, from its position on; null only for no room
     * @param len   the room in bytes, from 0
     * @param flags 0, or MSG_ bits: MSG_PEEK leaves the datagram in the queue
     * @return the number of bytes, 0 for an empty datagram, or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-recv">recv</a>
     */
    public static int recv(long s, ByteBuffer buf, int len, int flags) {
        if (len < 0 || (buf == null ? len > 0 : !Memory.writable(buf, len))) {
            return fault(s);
        }
        if (buf != null && Buffers.isSteady(buf)) {
            int offset = buf.position();
            return check(DataNatives.recv(s, Buffers.checked(buf, offset, len), offset, len, flags));
        }
        try {
            Memory data = Memory.out(buf, len);
            try {
                int result = DataNatives.recv(s, data.direct(), data.offset(), len, flags);
                data.written(result == ~WSAEMSGSIZE ? len : result);
                return check(result);
            } finally {
                data.done();
            }
        } catch (MemoryFault e) {
            return fault(s);
        }
    }

    /**
     * recvfrom: {@link #recv} that tells the sender. After WSAEMSGSIZE from is set, too. Allocates nothing for direct
     * buffers.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEFAULT: also if the room for from is too small
     * <li>all of {@link #recv}: as there
     * </ul>
     *
     * @param s       an open SOCKET
     * @param buf     gets the bytes, from its position on; null only for no room
     * @param len     the room in bytes, from 0
     * @param flags   0, or MSG_ bits: MSG_PEEK leaves the datagram in the queue
     * @param from    gets the sender's sockaddr (16 bytes for IPv4, 28 for IPv6), or null; a leaf of a session with a
     *                nonrooted data plane gets the member that has sent, of a rooted one the root
     * @param fromlen its room in bytes, then its length; null if from is
     * @return the number of bytes, 0 for an empty datagram, or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-recvfrom">recvfrom</a>
     */
    public static int recvfrom(long s, ByteBuffer buf, int len, int flags, ByteBuffer from, int[] fromlen) {
        if (len < 0 || (buf == null ? len > 0 : !Memory.writable(buf, len)) || !room(from, fromlen)) {
            return fault(s);
        }
        int room = from == null ? 0 : fromlen[0];
        if (buf != null && Buffers.isSteady(buf) && from != null && Buffers.isSteady(from)) {
            int offset = buf.position();
            int fromOffset = from.position();
            return received(DataNatives.recvfrom(s, Buffers.checked(buf, offset, len), offset, len, flags,
                    Buffers.checked(from, fromOffset, room), fromOffset, room), fromlen);
        }
        try {
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
        } catch (MemoryFault e) {
            return fault(s);
        }
    }

    private static int received(long result, int[] fromlen) {
        if (fromlen != null && (result >= 0 || SocketNatives.value(result) == WSAEMSGSIZE)) {
            fromlen[0] = SocketNatives.size(result);
        }
        return result < 0 ? fail(SocketNatives.value(result)) : SocketNatives.value(result);
    }

    /**
     * WSASend: {@link #send} with several buffers, which together are one datagram or message.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: also if there are no buffers
     * <li>WSAEFAULT: also if there are more than 1,024 buffers, or fewer than dwBufferCount
     * <li>all of {@link #send}: as there
     * </ul>
     *
     * @param s                   an open SOCKET
     * @param lpBuffers           the buffers, each from position to limit
     * @param dwBufferCount       how many of them count, 1 to 1,024
     * @param lpNumberOfBytesSent gets the number of bytes sent
     * @param dwFlags             0, or MSG_ bits: MSG_DONTROUTE, MSG_PARTIAL where the protocol has it
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsasend">WSASend</a>
     */
    public static int WSASend(long s, ByteBuffer[] lpBuffers, int dwBufferCount, int[] lpNumberOfBytesSent,
            int dwFlags) {
        return gather(s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, false, null, 0);
    }

    /**
     * WSASendTo: {@link #sendto} with several buffers, which together are one datagram.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: also if there are no buffers
     * <li>WSAEFAULT: also if there are more than 1,024 buffers, or fewer than dwBufferCount
     * <li>all of {@link #sendto}: as there
     * </ul>
     *
     * @param s                   an open SOCKET
     * @param lpBuffers           the buffers, each from position to limit
     * @param dwBufferCount       how many of them count, 1 to 1,024
     * @param lpNumberOfBytesSent gets the number of bytes sent
     * @param dwFlags             0, or MSG_ bits: MSG_DONTROUTE
     * @param lpTo                the target's sockaddr (16 bytes for IPv4, 28 for IPv6), or null
     * @param iTolen              its length in bytes
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
        try {
            return gatherThere(s, buffers, count, sent, flags, toGiven, to, toLength);
        } catch (MemoryFault e) {
            return fault(s);
        }
    }

    private static int gatherThere(long s, ByteBuffer[] buffers, int count, int[] sent, int flags, boolean toGiven,
            ByteBuffer to, int toLength) {
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
     * WSARecv: {@link #recv} into several buffers, which one datagram or message fills in order.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: also if there are no buffers
     * <li>WSAEFAULT: also if there are more than 1,024 buffers, or fewer than dwBufferCount
     * <li>all of {@link #recv}: as there
     * </ul>
     *
     * @param s                    an open SOCKET
     * @param lpBuffers            the buffers, each from position to limit
     * @param dwBufferCount        how many of them count, 1 to 1,024
     * @param lpNumberOfBytesRecvd gets the number of bytes, also after WSAEMSGSIZE
     * @param lpFlags              MSG_ bits, in: MSG_PEEK; out: MSG_PARTIAL for a message that goes on, where the
     *                             protocol has it
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsarecv">WSARecv</a>
     */
    public static int WSARecv(long s, ByteBuffer[] lpBuffers, int dwBufferCount, int[] lpNumberOfBytesRecvd,
            int[] lpFlags) {
        return scatter(s, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags, false, null, null);
    }

    /**
     * WSARecvFrom: {@link #recvfrom} into several buffers, which one datagram or message fills in order.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: also if there are no buffers
     * <li>WSAEFAULT: also if there are more than 1,024 buffers, or fewer than dwBufferCount; or the room for lpFrom is
     * too small
     * <li>all of {@link #recvfrom}: as there
     * </ul>
     *
     * @param s                    an open SOCKET
     * @param lpBuffers            the buffers, each from position to limit
     * @param dwBufferCount        how many of them count, 1 to 1,024
     * @param lpNumberOfBytesRecvd gets the number of bytes, also after WSAEMSGSIZE
     * @param lpFlags              MSG_ bits, in: MSG_PEEK; out: MSG_PARTIAL for a message that goes on, where the
     *                             protocol has it
     * @param lpFrom               gets the sender's sockaddr (16 bytes for IPv4, 28 for IPv6), or null
     * @param lpFromlen            its room in bytes, then its length; null if lpFrom is
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
        try {
            return scatterThere(s, buffers, count, received, flags, fromWanted, from, fromLength);
        } catch (MemoryFault e) {
            return fault(s);
        }
    }

    private static int scatterThere(long s, ByteBuffer[] buffers, int count, int[] received, int[] flags, boolean fromWanted,
            ByteBuffer from, int[] fromLength) {
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

    /**
     * WSASendMsg: {@link #WSASendTo} with control data, by which one datagram's interface, source address, time to live and
     * the like are set: {@link #WSA_CMSG_FIRSTHDR} and its kin write it.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: control data that is no row of whole WSACMSGHDRs, or of a kind that cannot be sent; no buffers
     * <li>WSAEFAULT: also if there are more than 1,024 buffers, or fewer than dwBufferCount; or name, Control_buf or a buffer
     * holds less than is said
     * <li>WSAEOPNOTSUPP: the socket's provider has no such call: a session with a root
     * <li>all of {@link #sendto}: as there
     * </ul>
     *
     * @param s                   an open SOCKET
     * @param lpMsg               the message: buffers, control data if any, and name for where it goes; name is null for the
     *                            default destination
     * @param dwFlags             0, or MSG_ bits: MSG_DONTROUTE
     * @param lpNumberOfBytesSent gets the number of bytes sent, without the control data
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsasendmsg">WSASendMsg</a>
     */
    public static int WSASendMsg(long s, WSAMSG lpMsg, int dwFlags, int[] lpNumberOfBytesSent) {
        if (lpMsg == null || lpNumberOfBytesSent == null || lpNumberOfBytesSent.length == 0) {
            return fault(s);
        }
        try {
            Message message = Message.in(lpMsg);
            if (message == null) {
                return fault(s);
            }
            try {
                return number(message.send(s, dwFlags), lpNumberOfBytesSent);
            } finally {
                message.done();
            }
        } catch (MemoryFault e) {
            return fault(s);
        }
    }

    /**
     * WSARecvMsg: {@link #WSARecvFrom} with control data, which tells of the datagram what options such as IP_PKTINFO asked
     * for, and whether it was cut. In C the function's address is asked for by SIO_GET_EXTENSION_FUNCTION_POINTER; this
     * method does that in each call.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEMSGSIZE: the datagram is longer than the room, or the control data than its own; what has room is there, the
     * rest is lost, and dwFlags has MSG_TRUNC or MSG_CTRUNC
     * <li>WSAEINVAL: also if there are no buffers
     * <li>WSAEFAULT: also if there are more than 1,024 buffers, or fewer than dwBufferCount; or name, Control_buf or a buffer
     * holds less than is said, or is read-only
     * <li>WSAEOPNOTSUPP: the socket's provider has no such call: a session with a root
     * <li>all of {@link #recvfrom}: as there
     * </ul>
     *
     * @param s                      an open SOCKET
     * @param lpMsg                  gets the message: its buffers, name (null if it is not wanted), control data, their lengths
     *                               and dwFlags; also after WSAEMSGSIZE
     * @param lpdwNumberOfBytesRecvd gets the number of bytes, without the control data, also after WSAEMSGSIZE
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/mswsock/nc-mswsock-lpfn_wsarecvmsg">WSARecvMsg</a>
     */
    public static int WSARecvMsg(long s, WSAMSG lpMsg, int[] lpdwNumberOfBytesRecvd) {
        if (lpMsg == null || lpdwNumberOfBytesRecvd == null || lpdwNumberOfBytesRecvd.length == 0) {
            return fault(s);
        }
        try {
            Message message = Message.out(lpMsg);
            if (message == null) {
                return fault(s);
            }
            try {
                return check(message.receive(s, lpMsg, lpdwNumberOfBytesRecvd));
            } finally {
                message.done();
            }
        } catch (MemoryFault e) {
            return fault(s);
        }
    }

    /**
     * WSA_CMSG_FIRSTHDR: the first header of a message's control data.
     *
     * @param msg the message
     * @return the header where it lies, or null if there is no room for one
     * @throws NullPointerException if msg is null
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2def/ns-ws2def-wsamsg">WSAMSG</a>
     */
    public static WSACMSGHDR WSA_CMSG_FIRSTHDR(WSAMSG msg) {
        return WSACMSGHDR.at(Objects.requireNonNull(msg, "msg"), 0);
    }

    /**
     * WSA_CMSG_NXTHDR: the header after another one. Its cmsg_len must be right.
     *
     * @param msg  the message
     * @param cmsg a header of its control data, or null for the first one
     * @return the next header where it lies, or null if there is no room for one
     * @throws NullPointerException if msg is null
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2def/ns-ws2def-wsamsg">WSAMSG</a>
     */
    public static WSACMSGHDR WSA_CMSG_NXTHDR(WSAMSG msg, WSACMSGHDR cmsg) {
        return WSACMSGHDR.at(Objects.requireNonNull(msg, "msg"), cmsg == null ? 0 : cmsg.next());
    }

    /**
     * WSA_CMSG_DATA: what a header of control data heads.
     *
     * @param cmsg the header
     * @return the bytes where they lie, in native byte order: as many as its cmsg_len says, or to the end of the
     *         room if that is not written yet
     * @throws NullPointerException if cmsg is null
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2def/ns-ws2def-wsamsg">WSAMSG</a>
     */
    public static ByteBuffer WSA_CMSG_DATA(WSACMSGHDR cmsg) {
        return Objects.requireNonNull(cmsg, "cmsg").data();
    }

    /**
     * WSA_CMSG_LEN: what cmsg_len is for so much data. Cannot fail.
     *
     * @param length the data's length in bytes, from 0
     * @return it and the header's, 16 bytes
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2def/ns-ws2def-wsamsg">WSAMSG</a>
     */
    public static int WSA_CMSG_LEN(int length) {
        return WSACMSGHDR.SIZE + length;
    }

    /**
     * WSA_CMSG_SPACE: the room that a header and so much data need in a row of such. Cannot fail.
     *
     * @param length the data's length in bytes, from 0
     * @return a multiple of 8 bytes
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2def/ns-ws2def-wsamsg">WSAMSG</a>
     */
    public static int WSA_CMSG_SPACE(int length) {
        return WSACMSGHDR.aligned(WSACMSGHDR.SIZE + length);
    }

    /* ---- options, ioctls and the catalogue ---- */

    /**
     * setsockopt: sets an option. Times are DWORDs of milliseconds, buffers ints of bytes; a BOOL is true for every
     * number but 0, and takes fewer than 4 bytes. Memberships have Winsock's structures (ip_mreq, ip_mreq_source,
     * group_req, group_source_req, ipv6_mreq).
     *
     * <p>On Linux IP_MULTICAST_LOOP and IPV6_MULTICAST_LOOP work on the receiving side, as on Windows. SO_RCVBUF and
     * SO_SNDBUF read back as they were set, and less only if the system gave less.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAENOPROTOOPT: the level has no such option, or the socket's provider lacks it, or it cannot be set (read)
     * <li>WSAEINVAL: there is no such level; the value is out of its range, or excluded by another option or by the
     * socket's state
     * <li>WSAEFAULT: also if the length is less than the option needs
     * <li>WSAEADDRNOTAVAIL: no such interface; a membership or source that is there already, or is not
     * <li>WSAEADDRINUSE: Linux: the first membership of a socket that is bound to one address, the port of which another
     * process has on another address and does not share (SO_REUSEADDR)
     * <li>WSAEISCONN: an option of a session with a root that its beginning has settled
     * <li>WSAEOPNOTSUPP: a key, where the system has nothing to make codes with
     * <li>WSAENOTCONN, WSAENETRESET: Windows: SO_KEEPALIVE of a connection that is gone
     * </ul>
     *
     * @param s       an open SOCKET
     * @param level   SOL_SOCKET, IPPROTO_IP, IPPROTO_IPV6, IPPROTO_UDP, or SOL_JLROOTED for sessions with a root
     * @param optname the option
     * @param optval  its value, from its position on
     * @param optlen  the value's length in bytes
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-setsockopt">setsockopt</a>
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
     * setsockopt of an option that is an int, a DWORD or a BOOL. Allocates nothing.
     *
     * @param s       an open SOCKET
     * @param level   the level, as in {@link #setsockopt(long, int, int, ByteBuffer, int)}
     * @param optname the option
     * @param optval  its value; a DWORD as the int of the same bits
     * @return 0 or SOCKET_ERROR with a code of {@link #setsockopt(long, int, int, ByteBuffer, int)}
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-setsockopt">setsockopt</a>
     */
    public static int setsockopt(long s, int level, int optname, int optval) {
        return check(SocketNatives.setIntOption(s, level, optname, optval));
    }

    /**
     * getsockopt: tells an option, in the form that setsockopt takes. SO_ERROR forgets what it tells.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAENOPROTOOPT: the level has no such option, or the socket's provider lacks it, or it cannot be read (a key)
     * <li>WSAEINVAL: there is no such level, or the socket's state has no value for it
     * <li>WSAENOTCONN: SOL_JLROOTED: there is no session yet, and so no group
     * <li>WSAEFAULT: also if the room is too small
     * </ul>
     *
     * @param s       an open SOCKET
     * @param level   SOL_SOCKET, IPPROTO_IP, IPPROTO_IPV6, IPPROTO_UDP, or SOL_JLROOTED for sessions with a root
     * @param optname the option
     * @param optval  gets its value, from its position on
     * @param optlen  the room in bytes, then the value's length
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-getsockopt">getsockopt</a>
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
     * getsockopt of an option that is an int, a DWORD or a BOOL. Allocates nothing.
     *
     * @param s       an open SOCKET
     * @param level   the level, as in {@link #getsockopt(long, int, int, ByteBuffer, int[])}
     * @param optname the option
     * @param optval  gets its value in its first element
     * @return 0 or SOCKET_ERROR with a code of {@link #getsockopt(long, int, int, ByteBuffer, int[])}
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-getsockopt">getsockopt</a>
     */
    public static int getsockopt(long s, int level, int optname, int[] optval) {
        if (optval == null || optval.length == 0) {
            return fault(s);
        }
        return number(SocketNatives.getIntOption(s, level, optname), optval);
    }

    /**
     * ioctlsocket: FIONBIO makes a socket nonblocking (every number but 0) or blocking (0). FIONREAD tells how many
     * bytes {@link #recv} would get at once: the next datagram or message, 0 for none.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: FIONBIO with 0 while {@link #WSAEventSelect} has a mask on the socket
     * <li>WSAEOPNOTSUPP: the socket's provider has no such request
     * </ul>
     *
     * @param s    an open SOCKET
     * @param cmd  FIONBIO or FIONREAD; SIOCATMARK, which is for stream sockets
     * @param argp the argument in its first element, and what became of it
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-ioctlsocket">ioctlsocket</a>
     */
    public static int ioctlsocket(long s, int cmd, int[] argp) {
        if (argp == null || argp.length == 0) {
            return fault(s);
        }
        return number(SocketNatives.ioctlsocket(s, cmd, argp[0]), argp);
    }

    /**
     * WSAIoctl: a request to the socket or its provider. On Linux there are FIONBIO, FIONREAD, SIO_MULTIPOINT_LOOPBACK,
     * SIO_MULTICAST_SCOPE, SIO_SET_QOS, SIO_GET_QOS, SIO_ADDRESS_LIST_QUERY, SIO_ADDRESS_LIST_CHANGE,
     * SIO_ROUTING_INTERFACE_QUERY, SIO_ROUTING_INTERFACE_CHANGE, SIO_UDP_CONNRESET and
     * SIO_GET_EXTENSION_FUNCTION_POINTER.
     *
     * <p>A {@link QOS} has what is provider-specific behind its 80 bytes, in the input of SIO_SET_QOS as in the output of
     * SIO_GET_QOS, so that no pointer is needed; cbInBuffer and cbOutBuffer count both. Other structures with pointers to what
     * the caller gives cannot be passed: SIO_ADDRESS_LIST_SORT is WSAEOPNOTSUPP. A change request waits on a blocking socket
     * until something has changed.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEOPNOTSUPP: the provider has no such request; flow specs that cannot be honoured
     * <li>WSAEINVAL: the input is bad; FIONBIO with 0 while a mask is selected; the room for a list of addresses has less
     * than the 8 bytes of its header
     * <li>WSAEFAULT: also if a buffer is too small; lpcbBytesReturned tells the size that is needed; a ProviderSpecific.len of
     * more bytes than the input has behind the QOS
     * <li>WSAEWOULDBLOCK: a change request on a nonblocking socket: it stands, and FD_ADDRESS_LIST_CHANGE or
     * FD_ROUTING_INTERFACE_CHANGE will tell
     * <li>WSAENETUNREACH, WSAEHOSTUNREACH: SIO_ROUTING_INTERFACE_QUERY: there is no route
     * <li>WSAENOPROTOOPT: Windows: an option request that the provider lacks
     * </ul>
     *
     * @param s                 an open SOCKET
     * @param dwIoControlCode   an SIO_ or FIO code
     * @param lpvInBuffer       the input, from its position on, or null
     * @param cbInBuffer        its length in bytes
     * @param lpvOutBuffer      gets the output, from its position on, or null
     * @param cbOutBuffer       its room in bytes
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
        if ((dwIoControlCode == SIO_SET_QOS || dwIoControlCode == SIO_SET_GROUP_QOS) && lpvInBuffer != null
                && cbInBuffer >= SIZEOF_QOS) {
            lpcbBytesReturned[0] = 0;
            return setQos(s, dwIoControlCode, lpvInBuffer, cbInBuffer);
        }
        boolean getsQos = dwIoControlCode == SIO_GET_QOS || dwIoControlCode == SIO_GET_GROUP_QOS;
        Memory in = Memory.in(lpvInBuffer, cbInBuffer);
        Memory out = Memory.out(lpvOutBuffer, cbOutBuffer);
        try {
            long result = getsQos ? QosNatives.get(s, dwIoControlCode, out.direct(), out.offset(), out.length())
                    : SocketNatives.ioctl(s, dwIoControlCode, in.direct(), in.offset(), in.length(), out.direct(),
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

    private static int setQos(long s, int code, ByteBuffer buffer, int bytes) {
        int length = QosMemory.length(buffer, bytes);
        if (length < 0) {
            return fault(s);
        }
        Memory qos = Memory.in(buffer, length);
        try {
            return check(QosNatives.set(s, code, qos.direct(), qos.offset(), length));
        } finally {
            qos.done();
        }
    }

    /**
     * WSASetUdpSendMessageSize: has one send be cut into datagrams of so many bytes: the option UDP_SEND_MSG_SIZE of
     * level IPPROTO_UDP.
     *
     * @param Socket  an open SOCKET
     * @param MsgSize the number of bytes, or 0 for none
     * @return 0 or SOCKET_ERROR with a code of {@link #setsockopt(long, int, int, int)}
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2tcpip/nf-ws2tcpip-wsasetudpsendmessagesize">
     *      WSASetUdpSendMessageSize</a>
     */
    public static int WSASetUdpSendMessageSize(long Socket, int MsgSize) {
        return setsockopt(Socket, IPPROTO_UDP, UDP_SEND_MSG_SIZE, MsgSize);
    }

    /**
     * WSAGetUdpSendMessageSize: tells what {@link #WSASetUdpSendMessageSize} has set: the option UDP_SEND_MSG_SIZE of
     * level IPPROTO_UDP.
     *
     * @param Socket  an open SOCKET
     * @param MsgSize gets the number of bytes in its first element, 0 for none
     * @return 0 or SOCKET_ERROR with a code of {@link #getsockopt(long, int, int, int[])}
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2tcpip/nf-ws2tcpip-wsagetudpsendmessagesize">
     *      WSAGetUdpSendMessageSize</a>
     */
    public static int WSAGetUdpSendMessageSize(long Socket, int[] MsgSize) {
        return getsockopt(Socket, IPPROTO_UDP, UDP_SEND_MSG_SIZE, MsgSize);
    }

    /**
     * WSASetUdpRecvMaxCoalescedSize: lets one receive give several datagrams of one sender, of so many bytes at most:
     * the option UDP_RECV_MAX_COALESCED_SIZE of level IPPROTO_UDP.
     *
     * @param Socket  an open SOCKET
     * @param MsgSize the number of bytes, or 0 for none
     * @return 0 or SOCKET_ERROR with a code of {@link #setsockopt(long, int, int, int)}
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2tcpip/nf-ws2tcpip-wsasetudprecvmaxcoalescedsize">
     *      WSASetUdpRecvMaxCoalescedSize</a>
     */
    public static int WSASetUdpRecvMaxCoalescedSize(long Socket, int MsgSize) {
        return setsockopt(Socket, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, MsgSize);
    }

    /**
     * WSAGetUdpRecvMaxCoalescedSize: tells what {@link #WSASetUdpRecvMaxCoalescedSize} has set: the option
     * UDP_RECV_MAX_COALESCED_SIZE of level IPPROTO_UDP.
     *
     * @param Socket  an open SOCKET
     * @param MsgSize gets the number of bytes in its first element, 0 for none
     * @return 0 or SOCKET_ERROR with a code of {@link #getsockopt(long, int, int, int[])}
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2tcpip/nf-ws2tcpip-wsagetudprecvmaxcoalescedsize">
     *      WSAGetUdpRecvMaxCoalescedSize</a>
     */
    public static int WSAGetUdpRecvMaxCoalescedSize(long Socket, int[] MsgSize) {
        return getsockopt(Socket, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, MsgSize);
    }

    /**
     * WSAGetQOSByName: finds a flow specification by the name of its template. Neither a provider of joinleaf nor today's
     * Windows has any.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEOPNOTSUPP: the socket's provider has no such call: all sockets on Linux
     * <li>WSAEINVAL: Windows: there is no template of that name, or the provider has none at all
     * </ul>
     *
     * @param s         an open SOCKET
     * @param lpQOSName the template's name, from position to limit; of no bytes: all names are asked for
     * @param lpQOS     gets the QOS (80 bytes); its ProviderSpecific is left as it is
     * @return true, or false with a code
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsagetqosbyname">WSAGetQOSByName</a>
     */
    public static boolean WSAGetQOSByName(long s, ByteBuffer lpQOSName, ByteBuffer lpQOS) {
        if (lpQOSName == null || lpQOS == null || !Memory.writable(lpQOS, SIZEOF_QOS)) {
            return fault(s) == 0;
        }
        Memory name = Memory.in(lpQOSName, lpQOSName.remaining());
        Memory qos = Memory.in(lpQOS, QosMemory.SPECIFIC_LENGTH);
        try {
            int result = MessageNatives.qosByName(s, name.direct(), name.offset(), name.length(), qos.direct(), qos.offset());
            if (result >= 0) {
                qos.written(QosMemory.SPECIFIC_LENGTH);
            }
            return check(result) >= 0;
        } finally {
            name.done();
            qos.done();
        }
    }

    /**
     * WSAEnumProtocolsW: lists the catalogue: what sockets there can be. A call with a null buffer and room 0 tells the
     * size that is needed.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAENOBUFS: the room is too small: lpdwBufferLength tells the size
     * <li>WSAEINVAL: Windows: an argument is bad
     * </ul>
     *
     * @param lpiProtocols     the protocols wanted, such as IPPROTO_UDP, ending in 0; null for all
     * @param lpProtocolBuffer gets WSAPROTOCOL_INFOW structures of 628 bytes each, or null
     * @param lpdwBufferLength its room in bytes, then the size that was needed
     * @return the number of structures, or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaenumprotocolsw">
     *      WSAEnumProtocolsW</a>
     */
    public static int WSAEnumProtocols(int[] lpiProtocols, ByteBuffer lpProtocolBuffer, int[] lpdwBufferLength) {
        if (lpdwBufferLength == null || lpdwBufferLength.length == 0
                || lpProtocolBuffer != null && !Memory.writable(lpProtocolBuffer, lpdwBufferLength[0])) {
            return fail(startedOr(WSAEFAULT));
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
     * WSACreateEvent: makes an event object, manual-reset and not set. It needs a {@link #WSACloseEvent} of its own.
     *
     * @return the WSAEVENT, or WSA_INVALID_EVENT: WSA_NOT_ENOUGH_MEMORY if there is no memory or descriptor left
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsacreateevent">WSACreateEvent</a>
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
     * WSACloseEvent: closes an event object. Who waits for it is woken; sockets that have it selected go on recording,
     * and set it no more.
     *
     * @param hEvent a WSAEVENT that {@link #WSACreateEvent} gave
     * @return true, or false: WSA_INVALID_HANDLE if it is none of those, or closed
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsacloseevent">WSACloseEvent</a>
     */
    public static boolean WSACloseEvent(long hEvent) {
        return EVENTS.remove(hEvent) != null ? check(EventNatives.closeEvent(hEvent)) >= 0 : notAnEvent();
    }

    /**
     * WSASetEvent: sets an event object, which wakes who waits for it.
     *
     * @param hEvent a WSAEVENT that {@link #WSACreateEvent} gave
     * @return true, or false: WSA_INVALID_HANDLE if it is none of those, or closed
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsasetevent">WSASetEvent</a>
     */
    public static boolean WSASetEvent(long hEvent) {
        return EVENTS.containsKey(hEvent) ? check(EventNatives.setEvent(hEvent)) >= 0 : notAnEvent();
    }

    /**
     * WSAResetEvent: makes an event object unset. What is recorded of sockets stays.
     *
     * @param hEvent a WSAEVENT that {@link #WSACreateEvent} gave
     * @return true, or false: WSA_INVALID_HANDLE if it is none of those, or closed
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaresetevent">WSAResetEvent</a>
     */
    public static boolean WSAResetEvent(long hEvent) {
        return EVENTS.containsKey(hEvent) ? check(EventNatives.resetEvent(hEvent)) >= 0 : notAnEvent();
    }

    private static boolean notAnEvent() {
        fail(startedOr(WSA_INVALID_HANDLE));
        return false;
    }

    /**
     * WSAEventSelect: has network events of a socket recorded, and an event object set when one is. It makes the socket
     * nonblocking, replaces an earlier selection, and forgets the record of that. An event is recorded once, until its
     * re-enabling call: a receive for FD_READ, a send for FD_WRITE, an accept for FD_ACCEPT.
     *
     * <p>After a mask of 0 the socket stays nonblocking, and {@link #ioctlsocket} can make it blocking again.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSA_INVALID_HANDLE: hEventObject is no such event; C on Windows says WSAEINVAL for some
     * <li>WSAEINVAL: bits that are no FD_ events
     * </ul>
     *
     * @param s              an open SOCKET, which becomes nonblocking
     * @param hEventObject   a WSAEVENT that {@link #WSACreateEvent} gave; ignored if the mask is 0
     * @param lNetworkEvents FD_ bits, or 0 to cancel
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaeventselect">WSAEventSelect</a>
     */
    public static int WSAEventSelect(long s, long hEventObject, int lNetworkEvents) {
        if (lNetworkEvents != 0 && !EVENTS.containsKey(hEventObject)) {
            return failAfterHandle(s, WSA_INVALID_HANDLE);
        }
        long event = lNetworkEvents == 0 ? WSA_INVALID_EVENT : hEventObject;
        return check(EventNatives.eventSelect(s, event, lNetworkEvents));
    }

    /**
     * WSAEnumNetworkEvents: tells what was recorded of a socket, and forgets it, and resets the event object, all at
     * once. Of the error slots, only those of events that are told are written. If it fails, nothing is forgotten.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSA_INVALID_HANDLE: hEventObject is no event that {@link #WSACreateEvent} gave
     * </ul>
     *
     * @param s               an open SOCKET
     * @param hEventObject    a WSAEVENT to reset, or WSA_INVALID_EVENT
     * @param lpNetworkEvents gets WSANETWORKEVENTS (44 bytes): FD_ bits, then ten codes by bit position
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
     * WSAWaitForMultipleEvents: waits until one of the event objects is set, or all of them at the same moment. Waiting
     * resets none of them. An event that is closed meanwhile ends the wait.
     *
     * @param cEvents    how many of them count, 1 to WSA_MAXIMUM_WAIT_EVENTS (64)
     * @param lphEvents  WSAEVENTs that {@link #WSACreateEvent} gave
     * @param fWaitAll   whether to wait for all of them, or any
     * @param dwTimeout  milliseconds as an unsigned number; 0 only looks, WSA_INFINITE waits for ever
     * @param fAlertable whether completion routines may run: Windows only, and Java makes none
     * @return WSA_WAIT_EVENT_0 plus the index of the event (the lowest, if several are set; any for all),
     *         WSA_WAIT_TIMEOUT, WSA_WAIT_IO_COMPLETION, or WSA_WAIT_FAILED: WSA_INVALID_PARAMETER if cEvents is out of
     *         its range or all are waited for and one stands twice, WSAEFAULT if there are fewer events than that,
     *         WSA_INVALID_HANDLE if one of them is none, WSA_NOT_ENOUGH_MEMORY, or a common code
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsawaitformultipleevents">
     *      WSAWaitForMultipleEvents</a>
     */
    public static int WSAWaitForMultipleEvents(int cEvents, long[] lphEvents, boolean fWaitAll, int dwTimeout,
            boolean fAlertable) {
        if (cEvents < 1 || cEvents > WSA_MAXIMUM_WAIT_EVENTS) {
            return fail(startedOr(WSA_INVALID_PARAMETER));
        }
        if (lphEvents == null || lphEvents.length < cEvents) {
            return fail(startedOr(WSAEFAULT));
        }
        long[] events = Arrays.copyOf(lphEvents, cEvents);
        for (long event : events) {
            if (!EVENTS.containsKey(event)) {
                return fail(startedOr(WSA_INVALID_HANDLE));
            }
        }
        return check(EventNatives.waitForMultipleEvents(events, cEvents, fWaitAll, dwTimeout, fAlertable));
    }

    /**
     * select: waits until a socket is ready. The sets are fd_set structures (u_int fd_count, 4 bytes of padding, SOCKET
     * fd_array[64]: 520 bytes); what is not ready is taken out of them. A join's end is never told here: FD_CONNECT
     * tells it.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAENOTSOCK: also if a set has a number that is no socket
     * <li>WSAEINVAL: the time is negative; all sets are null or empty; or their sockets have different providers
     * <li>WSAEFAULT: also if a set has less than 520 bytes, or an fd_count above 64
     * </ul>
     *
     * @param nfds      ignored
     * @param readfds   sockets to test for something to receive or to accept, or for an end; or null
     * @param writefds  sockets to test for room to send, or null
     * @param exceptfds sockets to test for errors, or null
     * @param timeout   a TIMEVAL (two 32-bit numbers: seconds, and microseconds), or null to wait for ever
     * @return the number of ready sockets in all sets, 0 if the time is over, or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-select">select</a>
     */
    public static int select(int nfds, ByteBuffer readfds, ByteBuffer writefds, ByteBuffer exceptfds,
            ByteBuffer timeout) {
        ByteBuffer[] users = {readfds, writefds, exceptfds};
        ByteBuffer[] sets = new ByteBuffer[users.length];
        for (int i = 0; i < users.length; i++) {
            if (users[i] != null && !FdSet.valid(users[i])) {
                return fail(startedOr(WSAEFAULT));
            }
            sets[i] = users[i] == null ? null : FdSet.copy(users[i]);
        }
        if (!Memory.readable(timeout, 8)) {
            return fail(startedOr(WSAEFAULT));
        }
        long microseconds = timeout == null ? -1 : FdSet.microseconds(timeout);
        if (timeout != null && microseconds < 0) {
            return fail(startedOr(WSAEINVAL));
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

    /**
     * WSAPoll: waits until one of the sockets has what is asked of it. A join's end is never told here: FD_CONNECT tells it.
     * A WSAPOLLFD is a SOCKET and two 16-bit numbers, 16 bytes ({@link WSAPOLLFD}); an entry whose fd is INVALID_SOCKET is
     * passed over, with POLLNVAL as its answer.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAENOTSOCK: none of the entries has a socket
     * <li>WSAEINVAL: fds is 0 or less; an entry asks for other bits than POLLRDNORM, POLLRDBAND and POLLWRNORM; or the sockets
     * have different providers
     * <li>WSAEFAULT: fdArray is null, read-only, or has less than 16 bytes for each entry
     * </ul>
     *
     * @param fdArray the entries; revents of each is written
     * @param fds     how many they are, from 1
     * @param timeout milliseconds; 0 only looks, less than 0 waits for ever
     * @return how many have an answer in revents, 0 if the time is over, or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsapoll">WSAPoll</a>
     */
    public static int WSAPoll(ByteBuffer fdArray, int fds, int timeout) {
        if (fds <= 0) {
            return fail(startedOr(WSAEINVAL));
        }
        if (fdArray == null || fds > Integer.MAX_VALUE / WSAPOLLFD.SIZE || !Memory.writable(fdArray, fds * WSAPOLLFD.SIZE)) {
            return fail(startedOr(WSAEFAULT));
        }
        Memory polled = Memory.in(fdArray, fds * WSAPOLLFD.SIZE);
        try {
            int result = MessageNatives.poll(polled.direct(), polled.offset(), fds, timeout);
            polled.written(fds * WSAPOLLFD.SIZE);
            return check(result);
        } finally {
            polled.done();
        }
    }

    /**
     * FD_ZERO: takes every socket out of a set.
     *
     * @param set an fd_set (520 bytes)
     * @throws NullPointerException      if set is null
     * @throws IndexOutOfBoundsException if set has less than 520 bytes
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-select">select</a>
     */
    public static void FD_ZERO(ByteBuffer set) {
        FdSet.zero(set);
    }

    /**
     * FD_SET: puts a socket into a set, if it is not there and the set is not full (FD_SETSIZE, 64).
     *
     * @param fd  a SOCKET
     * @param set an fd_set (520 bytes)
     * @throws NullPointerException      if set is null
     * @throws IndexOutOfBoundsException if set has less than 520 bytes
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-select">select</a>
     */
    public static void FD_SET(long fd, ByteBuffer set) {
        FdSet.add(fd, set);
    }

    /**
     * FD_CLR: takes a socket out of a set.
     *
     * @param fd  a SOCKET
     * @param set an fd_set (520 bytes)
     * @throws NullPointerException      if set is null
     * @throws IndexOutOfBoundsException if set has less than 520 bytes
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-select">select</a>
     */
    public static void FD_CLR(long fd, ByteBuffer set) {
        FdSet.remove(fd, set);
    }

    /**
     * FD_ISSET: tells whether a socket is in a set; __WSAFDIsSet of C.
     *
     * @param fd  a SOCKET
     * @param set an fd_set (520 bytes)
     * @return whether it is there
     * @throws NullPointerException      if set is null
     * @throws IndexOutOfBoundsException if set has less than 520 bytes
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-select">select</a>
     */
    public static boolean FD_ISSET(long fd, ByteBuffer set) {
        return FdSet.index(fd, set) >= 0;
    }

    /* ---- names and addresses ---- */

    /**
     * inet_addr: reads an IPv4 address: up to four numbers between dots, decimal, octal (0) or hexadecimal (0x); what follows a
     * space does not count. Works before {@link #WSAStartup}. {@link #inet_pton} knows IPv6, too, and tells 255.255.255.255
     * from an error.
     *
     * @param cp the text, or null, which is an error with WSAEFAULT as the last error
     * @return the address in network order, or INADDR_NONE: for an error (WSAEFAULT, or no code for other text), and for
     *         255.255.255.255
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-inet_addr">inet_addr</a>
     */
    public static int inet_addr(String cp) {
        if (cp == null) {
            fail(WSAEFAULT);
            return INADDR_NONE;
        }
        return NameNatives.textToIpv4(Names.narrow(cp));
    }

    /**
     * inet_ntoa: writes an IPv4 address as four decimal numbers between dots. Works before {@link #WSAStartup}. Cannot fail.
     *
     * @param in the address in network order
     * @return the text
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-inet_ntoa">inet_ntoa</a>
     */
    public static String inet_ntoa(int in) {
        int host = ntohl(in);
        return (host >>> 24) + "." + (host >> 16 & 0xff) + "." + (host >> 8 & 0xff) + "." + (host & 0xff);
    }

    /**
     * inet_pton: InetPtonW, reads an IPv4 or IPv6 address, without scope or port. Works before {@link #WSAStartup}.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEAFNOSUPPORT: Family is another one
     * <li>WSAEFAULT: pszAddrString or pAddrBuf is null, or pAddrBuf is too small or read-only
     * </ul>
     *
     * @param Family        AF_INET or AF_INET6
     * @param pszAddrString the text
     * @param pAddrBuf      gets the address in network order, 4 or 16 bytes
     * @return 1; 0 if the text is no address of the family; or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2tcpip/nf-ws2tcpip-inetptonw">InetPtonW</a>
     */
    public static int inet_pton(int Family, String pszAddrString, ByteBuffer pAddrBuf) {
        int size = hostSize(Family);
        if (pszAddrString == null || pAddrBuf == null || !Memory.writable(pAddrBuf, size)) {
            return fail(WSAEFAULT);
        }
        Memory host = Memory.out(pAddrBuf, size);
        try {
            int result = NameNatives.textToHost(Family, Names.wide(pszAddrString), host.direct(), host.offset());
            if (result == 1) {
                host.written(size);
            }
            return check(result);
        } finally {
            host.done();
        }
    }

    /**
     * inet_ntop: InetNtopW, writes an IPv4 or IPv6 address, without scope or port. Works before {@link #WSAStartup}.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEAFNOSUPPORT: Family is another one
     * <li>WSA_INVALID_PARAMETER: pAddr is null
     * <li>WSAEFAULT: pAddr has less than 4 or 16 bytes
     * </ul>
     *
     * @param Family AF_INET or AF_INET6
     * @param pAddr  the address in network order, 4 or 16 bytes
     * @return the text, or null
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2tcpip/nf-ws2tcpip-inetntopw">InetNtopW</a>
     */
    public static String inet_ntop(int Family, ByteBuffer pAddr) {
        int size = hostSize(Family);
        if (pAddr == null || !Memory.readable(pAddr, size)) {
            fail(pAddr == null ? WSA_INVALID_PARAMETER : WSAEFAULT);
            return null;
        }
        Memory host = Memory.in(pAddr, size);
        try {
            return written(block -> NameNatives.hostToText(Family, host.direct(), host.offset(), block, Names.ROOM));
        } finally {
            host.done();
        }
    }

    private static int hostSize(int family) {
        return family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
    }

    /** The text that a call writes into a block, or null with the last error set. */
    private static String written(ToIntFunction<ByteBuffer> call) {
        ByteBuffer block = Scratch.take(Scratch.BLOCK);
        try {
            return check(call.applyAsInt(block.putChar(0, '\0'))) < 0 ? null : Names.text(block);
        } finally {
            Scratch.give(block);
        }
    }

    /**
     * WSAAddressToStringW: writes a sockaddr as text: 127.0.0.1:80, [fe80::1%2]:80; without the port if that is 0.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEFAULT: lpszAddressString is null or empty, or a buffer is too small
     * <li>WSAEINVAL: lpsaAddress is null or short, or no provider knows its family or has that entry; on Windows, the entry is
     * one of joinleaf's own, which ws2_32 does not know
     * </ul>
     *
     * @param lpsaAddress       the sockaddr
     * @param dwAddressLength   its length in bytes
     * @param lpProtocolInfo    a WSAPROTOCOL_INFOW (628 bytes) whose provider is to be asked, or null for any of the family
     * @param lpszAddressString gets the text in its first element
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaaddresstostringw">
     *      WSAAddressToStringW</a>
     */
    public static int WSAAddressToString(ByteBuffer lpsaAddress, int dwAddressLength, ByteBuffer lpProtocolInfo,
            String[] lpszAddressString) {
        if (lpszAddressString == null || lpszAddressString.length == 0 || !Memory.readable(lpsaAddress, dwAddressLength)
                || !Memory.readable(lpProtocolInfo, SIZEOF_WSAPROTOCOL_INFOW)) {
            return fail(startedOr(WSAEFAULT));
        }
        Memory address = Memory.in(lpsaAddress, dwAddressLength);
        Memory info = Memory.in(lpProtocolInfo, SIZEOF_WSAPROTOCOL_INFOW);
        try {
            String text = written(block -> NameNatives.addressToString(address.direct(), address.offset(), address.length(),
                    info.direct(), info.offset(), block, Names.ROOM));
            if (text == null) {
                return SOCKET_ERROR;
            }
            lpszAddressString[0] = text;
            return 0;
        } finally {
            address.done();
            info.done();
        }
    }

    /**
     * WSAStringToAddressW: reads a sockaddr from text, with a port and scope if it has them, as {@link #WSAAddressToString}
     * writes it. No name is looked up.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEINVAL: the text is no address of the family, or null; no provider knows the family or has that entry
     * <li>WSAEFAULT: lpAddress or lpAddressLength is missing, or the room is too small
     * </ul>
     *
     * @param AddressString   the text
     * @param AddressFamily   AF_INET or AF_INET6
     * @param lpProtocolInfo  a WSAPROTOCOL_INFOW (628 bytes) whose provider is to be asked, or null for any of the family
     * @param lpAddress       gets the sockaddr (16 bytes for IPv4, 28 for IPv6)
     * @param lpAddressLength its room in bytes, then its length
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsastringtoaddressw">
     *      WSAStringToAddressW</a>
     */
    public static int WSAStringToAddress(String AddressString, int AddressFamily, ByteBuffer lpProtocolInfo,
            ByteBuffer lpAddress, int[] lpAddressLength) {
        if (lpAddress == null || !room(lpAddress, lpAddressLength)
                || !Memory.readable(lpProtocolInfo, SIZEOF_WSAPROTOCOL_INFOW)) {
            return fail(startedOr(WSAEFAULT));
        }
        Memory address = Memory.out(lpAddress, lpAddressLength[0]);
        Memory info = Memory.in(lpProtocolInfo, SIZEOF_WSAPROTOCOL_INFOW);
        try {
            int result = NameNatives.stringToAddress(Names.wide(AddressString), AddressFamily, info.direct(), info.offset(),
                    address.direct(), address.offset(), address.length());
            return length(result, address, lpAddressLength);
        } finally {
            address.done();
            info.done();
        }
    }

    /**
     * gethostname: GetHostNameW, tells this host's name.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAEFAULT: name is null or empty
     * </ul>
     *
     * @param name gets the name in its first element
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-gethostnamew">GetHostNameW</a>
     */
    public static int gethostname(String[] name) {
        if (name == null || name.length == 0) {
            return fail(startedOr(WSAEFAULT));
        }
        String text = written(block -> NameNatives.hostName(block, Names.ROOM));
        if (text == null) {
            return SOCKET_ERROR;
        }
        name[0] = text;
        return 0;
    }

    /**
     * getaddrinfo: GetAddrInfoW, finds the addresses of a host and the port of a service. It may ask name servers, and waits
     * for them. The list is Java's: there is no freeaddrinfo.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAHOST_NOT_FOUND: there is no such host, both names are null, or one is no number though the hints say so
     * <li>WSANO_DATA: the name has no address of the family
     * <li>WSATRY_AGAIN: the name server gives no answer
     * <li>WSANO_RECOVERY: name resolution fails for good; a hint other than the first four is set; AI_CANONNAME or AI_FQDN
     * without a host
     * <li>WSATYPE_NOT_FOUND: the socket type has no such service
     * <li>WSAESOCKTNOSUPPORT, WSAEAFNOSUPPORT: the hints have an unknown type or family
     * <li>WSAEINVAL: the hints have unknown flags, or AI_CANONNAME with AI_FQDN
     * <li>WSA_NOT_ENOUGH_MEMORY: there is no memory left
     * <li>WSAEFAULT: ppResult is null or empty
     * </ul>
     *
     * @param pNodeName    the host: a name, or an address as text; null for this host (AI_PASSIVE: the wildcard)
     * @param pServiceName the service: a name, or a port as text; or null
     * @param pHints       what is wanted, or null for everything: ai_flags, ai_family, ai_socktype, ai_protocol
     * @param ppResult     gets the first entry in its first element, or null
     * @return 0 or the code itself, which is the last error, too
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2tcpip/nf-ws2tcpip-getaddrinfow">GetAddrInfoW</a>
     */
    public static int getaddrinfo(String pNodeName, String pServiceName, ADDRINFO pHints, ADDRINFO[] ppResult) {
        if (ppResult == null || ppResult.length == 0) {
            return returned(startedOr(WSAEFAULT));
        }
        ppResult[0] = null;
        if (pHints != null && (pHints.ai_addrlen != 0 || pHints.ai_canonname != null || pHints.ai_addr != null
                || pHints.ai_next != null)) {
            return returned(startedOr(WSANO_RECOVERY));
        }
        int[] hints = pHints == null ? null
                : new int[] {pHints.ai_flags, pHints.ai_family, pHints.ai_socktype, pHints.ai_protocol};
        ByteBuffer node = Names.wide(pNodeName);
        ByteBuffer service = Names.wide(pServiceName);
        int[] failed = new int[1];
        Names found = Names.ask(block -> NameNatives.addressInfo(node, service, hints, block, block.capacity()), failed);
        if (found == null) {
            return returned(failed[0]);
        }
        ppResult[0] = found.addressInfo();
        return 0;
    }

    /** A code that is the result, and the last error, too. */
    private static int returned(int code) {
        fail(code);
        return code;
    }

    /** Calls without a handle: before start-up they say so, whatever else is wrong. */
    private static int startedOr(int code) {
        long result = SocketNatives.getIntOption(INVALID_SOCKET, SOL_SOCKET, SO_TYPE);
        return result == ~WSANOTINITIALISED ? WSANOTINITIALISED : code;
    }

    /**
     * getnameinfo: GetNameInfoW, finds the name of a host and of a service. It may ask name servers, and waits for them.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAHOST_NOT_FOUND: NI_NAMEREQD, and the host has no name; both results are null
     * <li>WSATRY_AGAIN, WSANO_RECOVERY: the name server gives no answer; name resolution fails for good
     * <li>WSAEAFNOSUPPORT: the address is of another family
     * <li>WSAEINVAL: Windows: an argument is bad; on Linux flags that are unknown do not count
     * <li>WSAEFAULT: pSockaddr is null or shorter than its family needs; a result is empty
     * </ul>
     *
     * @param pSockaddr      the sockaddr (16 bytes for IPv4, 28 for IPv6)
     * @param SockaddrLength its length in bytes
     * @param pNodeBuffer    gets the host's name in its first element; null if it is not wanted
     * @param pServiceBuffer gets the service's name in its first element; null if it is not wanted
     * @param Flags          NI_ bits
     * @return 0 or the code itself, which is the last error, too
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2tcpip/nf-ws2tcpip-getnameinfow">GetNameInfoW</a>
     */
    public static int getnameinfo(ByteBuffer pSockaddr, int SockaddrLength, String[] pNodeBuffer, String[] pServiceBuffer,
            int Flags) {
        if (pSockaddr == null || !Memory.readable(pSockaddr, SockaddrLength) || pNodeBuffer != null && pNodeBuffer.length == 0
                || pServiceBuffer != null && pServiceBuffer.length == 0) {
            return returned(startedOr(WSAEFAULT));
        }
        Memory address = Memory.in(pSockaddr, SockaddrLength);
        ByteBuffer node = pNodeBuffer == null ? null : Names.room(NI_MAXHOST);
        ByteBuffer service = pServiceBuffer == null ? null : Names.room(NI_MAXHOST);
        try {
            int result = NameNatives.nameInfo(address.direct(), address.offset(), address.length(), node,
                    node == null ? 0 : NI_MAXHOST, service, service == null ? 0 : NI_MAXHOST, Flags);
            if (result < 0) {
                return returned(~result);
            }
            if (node != null) {
                pNodeBuffer[0] = Names.text(node);
            }
            if (service != null) {
                pServiceBuffer[0] = Names.text(service);
            }
            return 0;
        } finally {
            address.done();
        }
    }

    /**
     * gai_strerror: says what a code of {@link #getaddrinfo} or {@link #getnameinfo} means: a code of those. Works before
     * {@link #WSAStartup}. Cannot fail.
     *
     * @param ecode the code: EAI_ or WSA
     * @return one English sentence, also for a number that is no code
     * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2tcpip/nf-ws2tcpip-gai_strerrorw">gai_strerrorW</a>
     */
    public static String gai_strerror(int ecode) {
        return ecode == WSA_NOT_ENOUGH_MEMORY ? "Not enough memory is available."
                : WinsockError.of(ecode).map(WinsockError::text).orElse("Error " + ecode + ".");
    }

    /**
     * gethostbyname: finds a host's addresses of IPv4. {@link #getaddrinfo} finds those of IPv6, too. It may ask name servers,
     * and waits for them.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAHOST_NOT_FOUND: there is no such host
     * <li>WSANO_DATA: it has no address, or the name is an address of another kind
     * <li>WSATRY_AGAIN, WSANO_RECOVERY: the name server gives no answer; name resolution fails for good
     * <li>WSA_NOT_ENOUGH_MEMORY: there is no memory left
     * </ul>
     *
     * @param name the host's name, or an IPv4 address as text; null or empty for this host
     * @return what was found, or null
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-gethostbyname">gethostbyname</a>
     */
    public static HOSTENT gethostbyname(String name) {
        ByteBuffer narrow = Names.narrow(name);
        Names found = asked(block -> NameNatives.hostByName(narrow, block, block.capacity()));
        return found == null ? null : found.host();
    }

    /**
     * gethostbyaddr: finds a host's name. It may ask name servers, and waits for them.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSAHOST_NOT_FOUND, WSANO_DATA: the address has no name
     * <li>WSATRY_AGAIN, WSANO_RECOVERY: the name server gives no answer; name resolution fails for good
     * <li>WSAEAFNOSUPPORT: type is another family
     * <li>WSAEINVAL: len is wrong for IPv6
     * <li>WSAEFAULT: addr is null, or len is less than the family needs or more than the buffer holds
     * <li>WSA_NOT_ENOUGH_MEMORY: there is no memory left
     * </ul>
     *
     * @param addr the address in network order
     * @param len  its length in bytes, 4 or 16
     * @param type AF_INET or AF_INET6
     * @return what was found, or null
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-gethostbyaddr">gethostbyaddr</a>
     */
    public static HOSTENT gethostbyaddr(ByteBuffer addr, int len, int type) {
        if (addr == null || !Memory.readable(addr, len)) {
            fail(startedOr(WSAEFAULT));
            return null;
        }
        Memory address = Memory.in(addr, len);
        try {
            Names found = asked(block -> NameNatives.hostByAddress(address.direct(), address.offset(), address.length(), type,
                    block, block.capacity()));
            return found == null ? null : found.host();
        } finally {
            address.done();
        }
    }

    /**
     * getservbyname: finds a service's port.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSANO_DATA, WSAHOST_NOT_FOUND: there is no such service
     * <li>WSAEFAULT: name is null
     * <li>WSA_NOT_ENOUGH_MEMORY: there is no memory left
     * </ul>
     *
     * @param name  the service's name
     * @param proto the protocol's name, or null for any
     * @return what was found, or null
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-getservbyname">getservbyname</a>
     */
    public static SERVENT getservbyname(String name, String proto) {
        if (name == null) {
            fail(startedOr(WSAEFAULT));
            return null;
        }
        ByteBuffer narrow = Names.narrow(name);
        ByteBuffer protocol = Names.narrow(proto);
        Names found = asked(block -> NameNatives.serviceByName(narrow, protocol, block, block.capacity()));
        return found == null ? null : found.service();
    }

    /**
     * getservbyport: finds the service of a port.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSANO_DATA, WSAHOST_NOT_FOUND: no service has the port
     * <li>WSA_NOT_ENOUGH_MEMORY: there is no memory left
     * </ul>
     *
     * @param port  the port in network order
     * @param proto the protocol's name, or null for any
     * @return what was found, or null
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-getservbyport">getservbyport</a>
     */
    public static SERVENT getservbyport(int port, String proto) {
        ByteBuffer protocol = Names.narrow(proto);
        Names found = asked(block -> NameNatives.serviceByPort(port, protocol, block, block.capacity()));
        return found == null ? null : found.service();
    }

    /**
     * getprotobyname: finds a protocol's number.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSANO_DATA, WSAHOST_NOT_FOUND: there is no such protocol
     * <li>WSAEFAULT: name is null
     * <li>WSA_NOT_ENOUGH_MEMORY: there is no memory left
     * </ul>
     *
     * @param name the protocol's name
     * @return what was found, or null
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-getprotobyname">getprotobyname</a>
     */
    public static PROTOENT getprotobyname(String name) {
        if (name == null) {
            fail(startedOr(WSAEFAULT));
            return null;
        }
        ByteBuffer narrow = Names.narrow(name);
        Names found = asked(block -> NameNatives.protocolByName(narrow, block, block.capacity()));
        return found == null ? null : found.protocol();
    }

    /**
     * getprotobynumber: finds the protocol of a number.
     *
     * <p>Codes, beside the common ones:
     *
     * <ul>
     * <li>WSANO_DATA, WSAHOST_NOT_FOUND: no protocol has the number
     * <li>WSA_NOT_ENOUGH_MEMORY: there is no memory left
     * </ul>
     *
     * @param number the number, as IPPROTO_UDP
     * @return what was found, or null
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-getprotobynumber">getprotobynumber</a>
     */
    public static PROTOENT getprotobynumber(int number) {
        Names found = asked(block -> NameNatives.protocolByNumber(number, block, block.capacity()));
        return found == null ? null : found.protocol();
    }

    /** An answer, or null with the last error set. */
    private static Names asked(ToIntFunction<ByteBuffer> call) {
        int[] failed = new int[1];
        Names found = Names.ask(call, failed);
        if (found == null) {
            fail(failed[0]);
        }
        return found;
    }

    /* ---- results ---- */

    private static final ThreadLocal<int[]> LAST_ERROR = ThreadLocal.withInitial(() -> new int[1]);

    /**
     * WSAGetLastError: tells why the last call of this thread failed. Works before {@link #WSAStartup}, and does not
     * change what it tells. Virtual threads have last errors of their own.
     *
     * @return the code, or 0
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock/nf-winsock-wsagetlasterror">WSAGetLastError</a>
     */
    public static int WSAGetLastError() {
        return LAST_ERROR.get()[0];
    }

    /**
     * WSASetLastError: sets what {@link #WSAGetLastError()} returns in this thread. Works before {@link #WSAStartup}.
     *
     * @param iError any number; 0 for none
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock/nf-winsock-wsasetlasterror">WSASetLastError</a>
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

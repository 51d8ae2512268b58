package org.joinleaf;

/**
 * The numbers of {@code winsock2.h}, {@code ws2tcpip.h} and {@code qos.h} that {@link Winsock} needs, under the names
 * that Winsock gives them. They are compile-time constants with one value on every system. A DWORD of all ones is -1.
 */
abstract class WinsockConstants {

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

    WinsockConstants() {
    }
}

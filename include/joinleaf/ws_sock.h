/*
 * ws_sock.h - Winsock 2: sockets, multipoint sessions, events, the catalogue.
 *
 * Follows the pages of winsock2.h (sdk-api). The name functions and the IP options are in ws_tcpip.h, the
 * provider's side in ws_spi.h. ws_types.h explains the prefixes of names.
 *
 * Winsock's `long` stays a long in parameters, of which only the low 32 bits count; in structures it is LONG.
 */
#ifndef JOINLEAF_WS_SOCK_H
#define JOINLEAF_WS_SOCK_H

/* Otherwise -pedantic would warn of unnamed members, and of a pointer to a DWORD that becomes a
 * JOINLEAF_LPDWORD. */
#pragma GCC system_header

#include "ws_const.h"
#include "ws_errors.h"
#include "ws_qos.h"
#include "ws_types.h"

/* ---- handles ---- */

typedef UINT_PTR SOCKET;
typedef unsigned int GROUP;
typedef HANDLE WSAEVENT;
typedef LPHANDLE LPWSAEVENT;
typedef OVERLAPPED WSAOVERLAPPED;
typedef LPOVERLAPPED LPWSAOVERLAPPED;

#define INVALID_SOCKET    ((SOCKET)(~0))
#define SOCKET_ERROR      (-1)
#define WSA_INVALID_EVENT ((WSAEVENT)NULL)

/* ---- addresses ---- */

typedef USHORT ADDRESS_FAMILY;

/* s_addr is a member here. On Windows it is a macro, which would break the system's in_addr here. */
typedef struct WS_in_addr {
    __extension__ union {
        union {
            struct {
                WS_u_char s_b1, s_b2, s_b3, s_b4;
            } S_un_b;
            struct {
                WS_u_short s_w1, s_w2;
            } S_un_w;
            WS_u_long S_addr;
        } S_un;
        WS_u_long s_addr;
    };
} IN_ADDR, *PIN_ADDR, *LPIN_ADDR;

struct WS_sockaddr {
    ADDRESS_FAMILY sa_family;
    CHAR sa_data[14];
};
typedef struct WS_sockaddr SOCKADDR, *PSOCKADDR, *LPSOCKADDR;

struct WS_sockaddr_in {
    ADDRESS_FAMILY sin_family;
    USHORT sin_port;
    IN_ADDR sin_addr;
    CHAR sin_zero[8];
};
typedef struct WS_sockaddr_in SOCKADDR_IN, *PSOCKADDR_IN, *LPSOCKADDR_IN;

#define WS__SS_MAXSIZE   128
#define WS__SS_ALIGNSIZE 8

struct WS_sockaddr_storage {
    ADDRESS_FAMILY ss_family;
    CHAR __ss_pad1[6];
    INT64 __ss_align;
    CHAR __ss_pad2[112];
};
typedef struct WS_sockaddr_storage SOCKADDR_STORAGE, *PSOCKADDR_STORAGE, *LPSOCKADDR_STORAGE;

typedef struct _SOCKET_ADDRESS {
    LPSOCKADDR lpSockaddr;
    INT iSockaddrLength;
} SOCKET_ADDRESS, *PSOCKET_ADDRESS, *LPSOCKET_ADDRESS;

typedef struct _SOCKET_ADDRESS_LIST {
    INT iAddressCount;
    SOCKET_ADDRESS Address[1];
} SOCKET_ADDRESS_LIST, *PSOCKET_ADDRESS_LIST, *LPSOCKET_ADDRESS_LIST;

typedef struct _CSADDR_INFO {
    SOCKET_ADDRESS LocalAddr;
    SOCKET_ADDRESS RemoteAddr;
    INT iSocketType;
    INT iProtocol;
} CSADDR_INFO, *PCSADDR_INFO, *LPCSADDR_INFO;

/* ---- start-up ---- */

#define WSADESCRIPTION_LEN 256
#define WSASYS_STATUS_LEN  128

typedef struct WSAData {
    WORD wVersion;
    WORD wHighVersion;
    unsigned short iMaxSockets;
    unsigned short iMaxUdpDg;
    char *lpVendorInfo;
    char szDescription[WSADESCRIPTION_LEN + 1];
    char szSystemStatus[WSASYS_STATUS_LEN + 1];
} WSADATA, *LPWSADATA;

/* ---- buffers, messages, quality of service ---- */

typedef struct _WSABUF {
    ULONG len;
    CHAR *buf;
} WSABUF, *LPWSABUF;

typedef struct _WSAMSG {
    LPSOCKADDR name;
    INT namelen;
    LPWSABUF lpBuffers;
    ULONG dwBufferCount;
    WSABUF Control;
    ULONG dwFlags;
} WSAMSG, *PWSAMSG, *LPWSAMSG;

typedef struct _QualityOfService {
    FLOWSPEC SendingFlowspec;
    FLOWSPEC ReceivingFlowspec;
    WSABUF ProviderSpecific;
} QOS, *LPQOS;

struct WS_linger {
    WS_u_short l_onoff;
    WS_u_short l_linger;
};
typedef struct WS_linger LINGER, *PLINGER, *LPLINGER;

/* ---- multipoint sessions and connection requests ---- */

typedef int(CALLBACK *LPCONDITIONPROC)(LPWSABUF lpCallerId, LPWSABUF lpCallerData, LPQOS lpSQOS, LPQOS lpGQOS,
                                       LPWSABUF lpCalleeId, LPWSABUF lpCalleeData, GROUP *g,
                                       DWORD_PTR dwCallbackData);
typedef void(CALLBACK *LPWSAOVERLAPPED_COMPLETION_ROUTINE)(DWORD dwError, DWORD cbTransferred,
                                                           LPWSAOVERLAPPED lpOverlapped, DWORD dwFlags);

/* ---- network events ---- */

typedef struct _WSANETWORKEVENTS {
    LONG lNetworkEvents;
    int iErrorCode[FD_MAX_EVENTS];
} WSANETWORKEVENTS, *LPWSANETWORKEVENTS;

/* ---- select and poll ---- */

/* The type that the functions of this header take. Programs that include winsock2.h use the C library's
 * struct timeval instead (ws_libc.h). */
struct WS_timeval {
    LONG tv_sec;
    LONG tv_usec;
};

#define WS_timerisset(tvp) ((tvp)->tv_sec || (tvp)->tv_usec)
#define WS_timerclear(tvp) ((tvp)->tv_sec = (tvp)->tv_usec = 0)
#define WS_timercmp(tvp, uvp, cmp)                                                                           \
    ((tvp)->tv_sec cmp(uvp)->tv_sec || ((tvp)->tv_sec == (uvp)->tv_sec && (tvp)->tv_usec cmp(uvp)->tv_usec))

/* A program may define a larger one before it includes this. The library uses fd_count, never this. */
#ifndef WS_FD_SETSIZE
#define WS_FD_SETSIZE 64
#endif

typedef struct WS_fd_set {
    WS_u_int fd_count;
    SOCKET fd_array[WS_FD_SETSIZE];
} WS_fd_set;
typedef struct WS_fd_set WS_FD_SET, *PFD_SET, *LPFD_SET;

#define WS_FD_ZERO(set)      (((WS_fd_set *)(set))->fd_count = 0)
#define WS_FD_SET(fd, set)   ws_fd_add((SOCKET)(fd), (WS_fd_set *)(set))
#define WS_FD_CLR(fd, set)   ws_fd_remove((SOCKET)(fd), (WS_fd_set *)(set))
#define WS_FD_ISSET(fd, set) __WSAFDIsSet((SOCKET)(fd), (WS_fd_set *)(set))

static __inline void ws_fd_add(SOCKET fd, WS_fd_set *set)
{
    WS_u_int i = 0;

    while (i < set->fd_count && set->fd_array[i] != fd) {
        i++;
    }
    if (i == set->fd_count && i < WS_FD_SETSIZE) {
        set->fd_array[set->fd_count++] = fd;
    }
}

static __inline void ws_fd_remove(SOCKET fd, WS_fd_set *set)
{
    WS_u_int i = 0;

    while (i < set->fd_count && set->fd_array[i] != fd) {
        i++;
    }
    if (i < set->fd_count) {
        for (set->fd_count--; i < set->fd_count; i++) {
            set->fd_array[i] = set->fd_array[i + 1];
        }
    }
}

typedef struct WS_pollfd {
    SOCKET fd;
    SHORT events;
    SHORT revents;
} WSAPOLLFD, *PWSAPOLLFD, *LPWSAPOLLFD;

/* ---- the catalogue ---- */

typedef struct _WSAPROTOCOLCHAIN {
    int ChainLen;
    DWORD ChainEntries[MAX_PROTOCOL_CHAIN];
} WSAPROTOCOLCHAIN, *LPWSAPROTOCOLCHAIN;

typedef struct _WSAPROTOCOL_INFOA {
    DWORD dwServiceFlags1;
    DWORD dwServiceFlags2;
    DWORD dwServiceFlags3;
    DWORD dwServiceFlags4;
    DWORD dwProviderFlags;
    GUID ProviderId;
    DWORD dwCatalogEntryId;
    WSAPROTOCOLCHAIN ProtocolChain;
    int iVersion;
    int iAddressFamily;
    int iMaxSockAddr;
    int iMinSockAddr;
    int iSocketType;
    int iProtocol;
    int iProtocolMaxOffset;
    int iNetworkByteOrder;
    int iSecurityScheme;
    DWORD dwMessageSize;
    DWORD dwProviderReserved;
    CHAR szProtocol[WSAPROTOCOL_LEN + 1];
} WSAPROTOCOL_INFOA, *LPWSAPROTOCOL_INFOA;

typedef struct _WSAPROTOCOL_INFOW {
    DWORD dwServiceFlags1;
    DWORD dwServiceFlags2;
    DWORD dwServiceFlags3;
    DWORD dwServiceFlags4;
    DWORD dwProviderFlags;
    GUID ProviderId;
    DWORD dwCatalogEntryId;
    WSAPROTOCOLCHAIN ProtocolChain;
    int iVersion;
    int iAddressFamily;
    int iMaxSockAddr;
    int iMinSockAddr;
    int iSocketType;
    int iProtocol;
    int iProtocolMaxOffset;
    int iNetworkByteOrder;
    int iSecurityScheme;
    DWORD dwMessageSize;
    DWORD dwProviderReserved;
    WCHAR szProtocol[WSAPROTOCOL_LEN + 1];
} WSAPROTOCOL_INFOW, *LPWSAPROTOCOL_INFOW;

/* ---- the data bases of names ---- */

#define MAXGETHOSTSTRUCT 1024

struct WS_hostent {
    char *h_name;
    char **h_aliases;
    short h_addrtype;
    short h_length;
    char **h_addr_list;
};
typedef struct WS_hostent HOSTENT, *PHOSTENT, *LPHOSTENT;

struct WS_servent {
    char *s_name;
    char **s_aliases;
    char *s_proto;
    short s_port;
};
typedef struct WS_servent SERVENT, *PSERVENT, *LPSERVENT;

struct WS_protoent {
    char *p_name;
    char **p_aliases;
    short p_proto;
};
typedef struct WS_protoent PROTOENT, *PPROTOENT, *LPPROTOENT;

/* ---- functions ---- */

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

int WSAAPI WSAStartup(WORD wVersionRequested, LPWSADATA lpWSAData);
int WSAAPI WSACleanup(void);

SOCKET WSAAPI WS_socket(int af, int type, int protocol) JOINLEAF_SYMBOL(WS_socket);
SOCKET WSAAPI WSASocketA(int af, int type, int protocol, LPWSAPROTOCOL_INFOA lpProtocolInfo, GROUP g,
                         DWORD dwFlags);
SOCKET WSAAPI WSASocketW(int af, int type, int protocol, LPWSAPROTOCOL_INFOW lpProtocolInfo, GROUP g,
                         DWORD dwFlags);
int WSAAPI WSADuplicateSocketA(SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOA lpProtocolInfo);
int WSAAPI WSADuplicateSocketW(SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOW lpProtocolInfo);
int WSAAPI closesocket(SOCKET s);
int WSAAPI WS_shutdown(SOCKET s, int how) JOINLEAF_SYMBOL(WS_shutdown);

int WSAAPI WS_bind(SOCKET s, const struct WS_sockaddr *name, int namelen) JOINLEAF_SYMBOL(WS_bind);
int WSAAPI WS_getsockname(SOCKET s, struct WS_sockaddr *name, int *namelen) JOINLEAF_SYMBOL(WS_getsockname);
int WSAAPI WS_getpeername(SOCKET s, struct WS_sockaddr *name, int *namelen) JOINLEAF_SYMBOL(WS_getpeername);

int WSAAPI WS_connect(SOCKET s, const struct WS_sockaddr *name, int namelen) JOINLEAF_SYMBOL(WS_connect);
int WSAAPI WSAConnect(SOCKET s, const struct WS_sockaddr *name, int namelen, LPWSABUF lpCallerData,
                      LPWSABUF lpCalleeData, LPQOS lpSQOS, LPQOS lpGQOS);
SOCKET WSAAPI WSAJoinLeaf(SOCKET s, const struct WS_sockaddr *name, int namelen, LPWSABUF lpCallerData,
                          LPWSABUF lpCalleeData, LPQOS lpSQOS, LPQOS lpGQOS, DWORD dwFlags);
int WSAAPI WS_listen(SOCKET s, int backlog) JOINLEAF_SYMBOL(WS_listen);
SOCKET WSAAPI WS_accept(SOCKET s, struct WS_sockaddr *addr, int *addrlen) JOINLEAF_SYMBOL(WS_accept);
SOCKET WSAAPI WSAAccept(SOCKET s, struct WS_sockaddr *addr, LPINT addrlen, LPCONDITIONPROC lpfnCondition,
                        DWORD_PTR dwCallbackData);
int WSAAPI WSASendDisconnect(SOCKET s, LPWSABUF lpOutboundDisconnectData);
int WSAAPI WSARecvDisconnect(SOCKET s, LPWSABUF lpInboundDisconnectData);

int WSAAPI WS_send(SOCKET s, const char *buf, int len, int flags) JOINLEAF_SYMBOL(WS_send);
int WSAAPI WS_sendto(SOCKET s, const char *buf, int len, int flags, const struct WS_sockaddr *to, int tolen)
    JOINLEAF_SYMBOL(WS_sendto);
/*
 * Overlapped operation. On a socket with WSA_FLAG_OVERLAPPED (socket() sets it; without it lpOverlapped is ignored) the
 * calls below with an lpOverlapped do not wait. They return 0 if they are done at once, else SOCKET_ERROR with
 * WSA_IO_PENDING; any other code says that nothing has begun, but for a receive call's WSAEMSGSIZE, which is an end, too.
 * The OVERLAPPED, the buffers, lpFrom, lpFromlen and the WSAMSG of a receive call must stay until the end; the arrays of
 * WSABUFs and what else a send call is given are copied.
 * The end, also one at once, sets the event of hEvent or, with lpCompletionRoutine, has that routine called in an alertable wait
 * of the same thread (WSAWaitForMultipleEvents, SleepEx). An operation ends with WSA_OPERATION_ABORTED when its socket is
 * closed, the thread that has begun it ends, or CancelIoEx is called. Any thread may call these.
 */
int WSAAPI WSASend(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, JOINLEAF_LPDWORD lpNumberOfBytesSent,
                   DWORD dwFlags, LPWSAOVERLAPPED lpOverlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
int WSAAPI WSASendTo(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, JOINLEAF_LPDWORD lpNumberOfBytesSent,
                     DWORD dwFlags, const struct WS_sockaddr *lpTo, int iTolen, LPWSAOVERLAPPED lpOverlapped,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
int WSAAPI WSASendMsg(SOCKET s, LPWSAMSG lpMsg, DWORD dwFlags, JOINLEAF_LPDWORD lpNumberOfBytesSent,
                      LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
int WSAAPI WS_recv(SOCKET s, char *buf, int len, int flags) JOINLEAF_SYMBOL(WS_recv);
int WSAAPI WS_recvfrom(SOCKET s, char *buf, int len, int flags, struct WS_sockaddr *from, int *fromlen)
    JOINLEAF_SYMBOL(WS_recvfrom);
int WSAAPI WSARecv(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, JOINLEAF_LPDWORD lpNumberOfBytesRecvd,
                   JOINLEAF_LPDWORD lpFlags, LPWSAOVERLAPPED lpOverlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
int WSAAPI WSARecvFrom(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                       JOINLEAF_LPDWORD lpNumberOfBytesRecvd, JOINLEAF_LPDWORD lpFlags,
                       struct WS_sockaddr *lpFrom, LPINT lpFromlen, LPWSAOVERLAPPED lpOverlapped,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
/* Tells bytes and flags of an operation that has ended. FALSE: WSA_IO_INCOMPLETE if it has not and fWait is FALSE, else
 * the code that it has ended with; WSAEFAULT for a NULL pointer, WSAENOTSOCK. */
BOOL WSAAPI WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED lpOverlapped, JOINLEAF_LPDWORD lpcbTransfer,
                                   BOOL fWait, JOINLEAF_LPDWORD lpdwFlags);

int WSAAPI WS_setsockopt(SOCKET s, int level, int optname, const char *optval, int optlen)
    JOINLEAF_SYMBOL(WS_setsockopt);
int WSAAPI WS_getsockopt(SOCKET s, int level, int optname, char *optval, int *optlen)
    JOINLEAF_SYMBOL(WS_getsockopt);
int WSAAPI ioctlsocket(SOCKET s, long cmd, JOINLEAF_LPDWORD argp);
int WSAAPI WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer,
                    LPVOID lpvOutBuffer, DWORD cbOutBuffer, JOINLEAF_LPDWORD lpcbBytesReturned,
                    LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
BOOL WSAAPI WSAGetQOSByName(SOCKET s, LPWSABUF lpQOSName, LPQOS lpQOS);

int WSAAPI WSAEventSelect(SOCKET s, WSAEVENT hEventObject, long lNetworkEvents);
int WSAAPI WSAEnumNetworkEvents(SOCKET s, WSAEVENT hEventObject, LPWSANETWORKEVENTS lpNetworkEvents);
WSAEVENT WSAAPI WSACreateEvent(void);
BOOL WSAAPI WSASetEvent(WSAEVENT hEvent);
BOOL WSAAPI WSAResetEvent(WSAEVENT hEvent);
BOOL WSAAPI WSACloseEvent(WSAEVENT hEvent);
DWORD WSAAPI WSAWaitForMultipleEvents(DWORD cEvents, const WSAEVENT *lphEvents, BOOL fWaitAll,
                                      DWORD dwTimeout, BOOL fAlertable);

int WSAAPI WS_select(int nfds, WS_fd_set *readfds, WS_fd_set *writefds, WS_fd_set *exceptfds,
                     const struct WS_timeval *timeout) JOINLEAF_SYMBOL(WS_select);
int WSAAPI __WSAFDIsSet(SOCKET fd, WS_fd_set *set);
int WSAAPI WSAPoll(LPWSAPOLLFD fdArray, ULONG fds, INT timeout);

int WSAAPI WSAEnumProtocolsA(LPINT lpiProtocols, LPWSAPROTOCOL_INFOA lpProtocolBuffer,
                             JOINLEAF_LPDWORD lpdwBufferLength);
int WSAAPI WSAEnumProtocolsW(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                             JOINLEAF_LPDWORD lpdwBufferLength);

WS_u_long WSAAPI WS_htonl(WS_u_long hostlong) JOINLEAF_SYMBOL(WS_htonl);
WS_u_short WSAAPI WS_htons(WS_u_short hostshort) JOINLEAF_SYMBOL(WS_htons);
WS_u_long WSAAPI WS_ntohl(WS_u_long netlong) JOINLEAF_SYMBOL(WS_ntohl);
WS_u_short WSAAPI WS_ntohs(WS_u_short netshort) JOINLEAF_SYMBOL(WS_ntohs);
int WSAAPI WSAHtonl(SOCKET s, WS_u_long hostlong, JOINLEAF_LPDWORD lpnetlong);
int WSAAPI WSAHtons(SOCKET s, WS_u_short hostshort, WS_u_short *lpnetshort);
int WSAAPI WSANtohl(SOCKET s, WS_u_long netlong, JOINLEAF_LPDWORD lphostlong);
int WSAAPI WSANtohs(SOCKET s, WS_u_short netshort, WS_u_short *lphostshort);

WS_u_long WSAAPI WS_inet_addr(const char *cp) JOINLEAF_SYMBOL(WS_inet_addr);
char *WSAAPI WS_inet_ntoa(struct WS_in_addr in) JOINLEAF_SYMBOL(WS_inet_ntoa);
INT WSAAPI WSAAddressToStringA(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                               LPWSAPROTOCOL_INFOA lpProtocolInfo, LPSTR lpszAddressString,
                               JOINLEAF_LPDWORD lpdwAddressStringLength);
INT WSAAPI WSAAddressToStringW(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                               LPWSAPROTOCOL_INFOW lpProtocolInfo, LPWSTR lpszAddressString,
                               JOINLEAF_LPDWORD lpdwAddressStringLength);
INT WSAAPI WSAStringToAddressA(LPSTR AddressString, INT AddressFamily, LPWSAPROTOCOL_INFOA lpProtocolInfo,
                               LPSOCKADDR lpAddress, LPINT lpAddressLength);
INT WSAAPI WSAStringToAddressW(LPWSTR AddressString, INT AddressFamily, LPWSAPROTOCOL_INFOW lpProtocolInfo,
                               LPSOCKADDR lpAddress, LPINT lpAddressLength);

int WSAAPI WS_gethostname(char *name, int namelen) JOINLEAF_SYMBOL(WS_gethostname);
int WSAAPI GetHostNameW(PWSTR name, int namelen);
struct WS_hostent *WSAAPI WS_gethostbyname(const char *name) JOINLEAF_SYMBOL(WS_gethostbyname);
struct WS_hostent *WSAAPI WS_gethostbyaddr(const char *addr, int len, int type)
    JOINLEAF_SYMBOL(WS_gethostbyaddr);
struct WS_servent *WSAAPI WS_getservbyname(const char *name, const char *proto)
    JOINLEAF_SYMBOL(WS_getservbyname);
struct WS_servent *WSAAPI WS_getservbyport(int port, const char *proto) JOINLEAF_SYMBOL(WS_getservbyport);
struct WS_protoent *WSAAPI WS_getprotobyname(const char *name) JOINLEAF_SYMBOL(WS_getprotobyname);
struct WS_protoent *WSAAPI WS_getprotobynumber(int number) JOINLEAF_SYMBOL(WS_getprotobynumber);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif

/*
 * What a program for Windows may do beside winsock2.h, and what went wrong in silence once: it times with
 * gettimeofday, reads a count into an unsigned long, has members, variables and forward declarations of the
 * names of Winsock's functions and structures. Compiled as C and as C++. Prints what is wrong and ends with
 * 1, or ends with 0.
 */
struct sockaddr;
int length_of(const struct sockaddr *name);

#ifdef __cplusplus
class Line
{
  public:
    Line() : linger(4)
    {
        inner.socket = 5;
        inner.accept = 6;
    }
    int connect(int port)
    {
        return port + 1;
    }
    int bind()
    {
        return 2;
    }
    int send(const char *)
    {
        return 3;
    }
    int select(int one, int two)
    {
        return one + two;
    }
    int linger;
    struct {
        int socket, accept;
    } inner;
};
#else
struct line {
    int (*connect)(int port);
    int socket, linger;
};

static int next(int port)
{
    return port + 1;
}
#endif

#include <winsock2.h>
#include <ws2tcpip.h>
#include <sys/time.h>

#include <iphlpapi.h>
#include <mstcpip.h>
#include <mswsock.h>
#include <stdio.h>
#include <unistd.h>
#include <wspiapi.h>

static int faults;

static void must(int holds, const char *what)
{
    if (!holds) {
        printf("wrong: %s\n", what);
        faults++;
    }
}

int length_of(const struct sockaddr *name)
{
    return name->sa_family == AF_INET6 ? (int)sizeof(struct sockaddr_in6) : (int)sizeof(SOCKADDR_IN);
}

static void time_is_whole(void)
{
    struct {
        struct timeval now;
        int guard[4];
    } box = {{0, 0}, {1, 2, 3, 4}};
    TIMEVAL *same = &box.now;

    must(gettimeofday(&box.now, NULL) == 0, "gettimeofday");
    must(box.guard[0] == 1 && box.guard[1] == 2, "what lies behind a struct timeval");
    must(same->tv_sec > 1500000000, "the time");
}

static void names_are_free(void)
{
#ifdef __cplusplus
    Line line;

    must(line.connect(1) == 2 && line.bind() == 2 && line.send("") == 3 && line.select(1, 2) == 3, "methods");
    must(line.linger == 4 && line.inner.socket == 5 && line.inner.accept == 6, "members");
#else
    struct line line = {next, 5, 6};

    must(line.connect(1) == 2 && line.socket == 5 && line.linger == 6, "members");
#endif
}

static SOCKET receiver(struct sockaddr_in *name)
{
    SOCKET s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    int length = sizeof *name;

    ZeroMemory(name, sizeof *name);
    name->sin_family = AF_INET;
    name->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must(bind(s, (struct sockaddr *)name, sizeof *name) == NO_ERROR, "bind");
    must(getsockname(s, (struct sockaddr *)name, &length) == 0 &&
             length == length_of((struct sockaddr *)name),
         "getsockname");
    return s;
}

static void counts_are_whole(void)
{
    struct sockaddr_in name;
    SOCKET s = receiver(&name);
    SOCKET t = socket(AF_INET, SOCK_DGRAM, 0);
    unsigned long wide = ~0UL;
    u_long narrow = 0;
    unsigned long on = 1;
    DWORD returned = 0;

    must(sendto(t, "hello", 5, 0, (SOCKADDR *)&name, sizeof name) == 5, "sendto");
    must(ioctlsocket(s, FIONREAD, &wide) == 0 && wide == 5, "FIONREAD into an unsigned long");
    must(ioctlsocket(s, FIONREAD, &narrow) == 0 && narrow == 5, "FIONREAD into a u_long");
    wide = ~0UL;
    must(WSAIoctl(s, FIONREAD, NULL, 0, &wide, sizeof wide, &returned, NULL, NULL) == 0 && wide == 5,
         "WSAIoctl, FIONREAD into an unsigned long");
    must(ioctlsocket(s, FIONBIO, &on) == 0 && on == 1, "FIONBIO with an unsigned long");
    closesocket(s);
    closesocket(t);
}

static void selects(void)
{
    struct sockaddr_in name;
    SOCKET s = receiver(&name);
    struct timeval wait = {0, 20000};
    fd_set reads, writes;

    FD_ZERO(&reads);
    FD_ZERO(&writes);
    FD_SET(s, &reads);
    FD_SET(s, &writes);
    must(select(0, &reads, NULL, NULL, &wait) == 0, "select on what is not there");
    must(select((int)s + 1, NULL, &writes, NULL, NULL) == 1 && FD_ISSET(s, &writes),
         "select on what can be sent");
    must(select(0, NULL, NULL, NULL, &wait) == SOCKET_ERROR && WSAGetLastError() == WSAEINVAL,
         "select without sets is WSAEINVAL; the C library's would sleep");
    closesocket(s);
}

static void addresses(void)
{
    IN_ADDR group;
    IN6_ADDR six = in6addr_allnodesonlink;
    char host[256];

    must(inet_pton(AF_INET, "239.255.1.2", &group) == 1, "inet_pton");
    must(IN4_IS_ADDR_MULTICAST(&group) && IN4_IS_ADDR_MC_ADMINLOCAL(&group) &&
             !IN4_IS_ADDR_MC_SITELOCAL(&group),
         "scope");
    must(IN4_ADDR_EQUAL(&in4addr_any, &in4addr_any) && IN4_IS_ADDR_LOOPBACK(&in4addr_loopback), "in4addr");
    must(IN6_IS_ADDR_MC_LINKLOCAL(&six) && IN6_IS_ADDR_UNSPECIFIED(&in6addr_any), "in6addr");
    IN6_SET_ADDR_LOOPBACK(&six);
    must(IN6_IS_ADDR_LOOPBACK(&six), "IN6_SET_ADDR_LOOPBACK");
    IN6_SET_ADDR_UNSPECIFIED(&six);
    must(IN6_IS_ADDR_UNSPECIFIED(&six), "IN6_SET_ADDR_UNSPECIFIED");
    must(tolower('A') == 'a', "ctype.h comes with windows.h");
    must(gethostname(host, sizeof host) == 0 && host[0], "gethostname");
}

static void addresses_of_either_family(void)
{
    SOCKADDR_STORAGE storage;
    PSOCKADDR name = (PSOCKADDR)&storage;
    SCOPE_ID scope = SCOPEID_UNSPECIFIED_INIT;

    IN6ADDR_SETV4MAPPED((PSOCKADDR_IN6)&storage, &in4addr_allnodesonlink, scope, htons(5));
    must(IN6ADDR_ISV4MAPPED((PSOCKADDR_IN6)&storage) && INETADDR_PORT(name) == htons(5) &&
             memcmp(IN6_GET_ADDR_V4MAPPED((PIN6_ADDR)(void *)INETADDR_ADDRESS(name)), &in4addr_allnodesonlink,
                    4) == 0,
         "IN6ADDR_SETV4MAPPED");
    INETADDR_SET_ADDRESS(name, (const UCHAR *)&in6addr_any);
    INETADDR_SET_PORT(name, htons(6));
    must(INET_IS_ADDR_UNSPECIFIED(AF_INET6, INETADDR_ADDRESS(name)) && INETADDR_PORT(name) == htons(6) &&
             INETADDR_SCOPE_ID(name).Value == scopeid_unspecified.Value,
         "INETADDR_SET_ADDRESS");
    must(INET_SOCKADDR_LENGTH(AF_INET) == sizeof(SOCKADDR_IN) && INET_ADDR_LENGTH(AF_INET6) == 16, "lengths");
}

/* RFC 3678's functions, which are inline in ws2tcpip.h. */
static void filters_are_functions(void)
{
    IN_ADDR lo = in4addr_loopback, group, sources[2];
    SOCKADDR_STORAGE same[2];
    MULTICAST_MODE_TYPE mode = MCAST_INCLUDE;
    ULONG count = 0;
    SOCKADDR_IN name;
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);

    inet_pton(AF_INET, "239.255.1.3", &group);
    IN4ADDR_SETSOCKADDR(&name, &group, 0);
    sources[0] = lo;
    inet_pton(AF_INET, "10.1.2.3", &sources[1]);
    must(setipv4sourcefilter(s, lo, group, MCAST_EXCLUDE, 2, sources) == 0, "setipv4sourcefilter");
    must(getipv4sourcefilter(s, lo, group, &mode, &count, NULL) == 0 && mode == MCAST_EXCLUDE && count == 2,
         "getipv4sourcefilter with no room");
    count = 1;
    sources[0] = sources[1];
    must(getipv4sourcefilter(s, lo, group, &mode, &count, sources) == 0 && count == 2 &&
             IN4_ADDR_EQUAL(&sources[0], &lo),
         "getipv4sourcefilter with room for one");
    count = 2;
    must(getsourcefilter(s, 1, (SOCKADDR *)&name, sizeof name, &mode, &count, same) == 0 && count == 2 &&
             IN4_ADDR_EQUAL(&((SOCKADDR_IN *)&same[1])->sin_addr, &sources[1]),
         "getsourcefilter");
    must(setsourcefilter(s, 1, (SOCKADDR *)&name, sizeof name, MCAST_INCLUDE, 1, same) == 0,
         "setsourcefilter");
    must(getsourcefilter(s, 1, (SOCKADDR *)&name, sizeof name, &mode, &count, same) == 0 && count == 1 &&
             mode == MCAST_INCLUDE,
         "getsourcefilter of another filter");
    must(setsourcefilter(s, 1, NULL, 0, MCAST_INCLUDE, 0, NULL) == SOCKET_ERROR &&
             WSAGetLastError() == WSAEFAULT,
         "setsourcefilter without a group");
    closesocket(s);
}

/* The number types of the page "Windows Data Types", and a pointer type for each. */
#define POINTS_TO(pointer, type)                                                                             \
    do {                                                                                                     \
        type value = (type)3;                                                                                \
        pointer same = &value;                                                                               \
        must(*same == value && sizeof *same == sizeof(type), #pointer);                                      \
    } while (0)

static void types_have_pointers(void)
{
    POINTS_TO(PBOOLEAN, BOOLEAN);
    POINTS_TO(PFLOAT, FLOAT);
    POINTS_TO(PINT8, INT8);
    POINTS_TO(PUINT8, UINT8);
    POINTS_TO(PINT16, INT16);
    POINTS_TO(PUINT16, UINT16);
    POINTS_TO(PINT32, INT32);
    POINTS_TO(PUINT32, UINT32);
    POINTS_TO(PLONG32, LONG32);
    POINTS_TO(PULONG32, ULONG32);
    POINTS_TO(PDWORD32, DWORD32);
    POINTS_TO(PINT64, INT64);
    POINTS_TO(PUINT64, UINT64);
    POINTS_TO(PLONG64, LONG64);
    POINTS_TO(PULONG64, ULONG64);
    POINTS_TO(PDWORD64, DWORD64);
    POINTS_TO(PDWORDLONG, DWORDLONG);
    POINTS_TO(PLONGLONG, LONGLONG);
    POINTS_TO(PULONGLONG, ULONGLONG);
    POINTS_TO(PINT_PTR, INT_PTR);
    POINTS_TO(PUINT_PTR, UINT_PTR);
    POINTS_TO(PLONG_PTR, LONG_PTR);
    POINTS_TO(PULONG_PTR, ULONG_PTR);
    POINTS_TO(PDWORD_PTR, DWORD_PTR);
    POINTS_TO(PSIZE_T, SIZE_T);
    POINTS_TO(PSSIZE_T, SSIZE_T);
    POINTS_TO(PTCHAR, TCHAR);
    POINTS_TO(PTSTR, TCHAR);
    POINTS_TO(PCTSTR, TCHAR);
    POINTS_TO(PTBYTE, TBYTE);
}

/* "Winsock timestamping": how a datagram gets the number by which its time of sending is asked for. */
static void a_datagram_has_a_timestamp_number(void)
{
    ULONGLONG room[4] = {0};
    WSAMSG message;
    PCMSGHDR first;

    memset(&message, 0, sizeof message);
    message.Control.buf = (PCHAR)room;
    message.Control.len = (ULONG)WSA_CMSG_SPACE(sizeof(UINT32));
    first = WSA_CMSG_FIRSTHDR(&message);
    first->cmsg_len = WSA_CMSG_LEN(sizeof(UINT32));
    first->cmsg_level = SOL_SOCKET;
    first->cmsg_type = SO_TIMESTAMP_ID;
    *(PUINT32)(void *)WSA_CMSG_DATA(first) = 123;
    must(first->cmsg_type == 0x300B && SIO_GET_TX_TIMESTAMP == 0x980000EA, "SO_TIMESTAMP_ID");
}

/* Control data has the names of RFC 2292, too. */
static void control_data_has_both_names(void)
{
    ULONGLONG room[8] = {0};
    WSAMSG message;
    struct cmsghdr *first;
    const CMSGHDR *same;

    memset(&message, 0, sizeof message);
    message.Control.buf = (char *)room;
    message.Control.len = (ULONG)(2 * CMSG_SPACE(sizeof(int)));
    first = CMSG_FIRSTHDR(&message);
    first->cmsg_len = CMSG_LEN(sizeof(int));
    same = (struct _WSACMSGHDR *)first;
    must(same->cmsg_len == WSA_CMSG_LEN(sizeof(int)), "CMSG_LEN");
    must((char *)CMSG_NXTHDR(&message, first) - message.Control.buf == (int)CMSG_SPACE(sizeof(int)),
         "CMSG_NXTHDR");
    must(CMSGHDR_ALIGN(1) == 8 && CMSGDATA_ALIGN(9) == 16, "CMSGHDR_ALIGN");
}

/* Winsock's programs have their own meaning for a name of errno.h that is not there. */
#ifdef EWOULDBLOCK
#error "a header has brought errno.h"
#endif

static void the_c_library_tells_errors(void)
{
    errno = 0;
    must(close(-1) == -1 && errno != 0, "errno");
}

#include <errno.h>

static void the_clock_has_a_file_time(void)
{
    FILETIME now;
    ULONGLONG seconds;

    GetSystemTimeAsFileTime(&now);
    seconds = (((ULONGLONG)now.dwHighDateTime << 32) + now.dwLowDateTime) / 10000000;
    must(seconds - 11644473600U > 1500000000 && seconds - 11644473600U < 0xffffffffU,
         "GetSystemTimeAsFileTime");
    errno = EBADF;
    must(errno == EBADF, "errno of errno.h");
}

/* What names an interface to the options of IPv6. */
static void interfaces_have_indexes(void)
{
    SOCKET s = socket(AF_INET6, SOCK_DGRAM, 0);
    char name[IF_NAMESIZE] = "";
    NET_IFINDEX index = if_nametoindex("lo");

    must(index != 0 && if_nametoindex("no-such") == 0, "if_nametoindex");
    must(if_indextoname(index, name) == name && strcmp(name, "lo") == 0, "if_indextoname");
    must(setsockopt(s, IPPROTO_IPV6, IPV6_MULTICAST_IF, (char *)&index, sizeof index) == 0, "its index");
    closesocket(s);
}

/* The page of GetAdaptersAddresses: the size comes first, and the list is for one family or for both. */
static void adapters_are_listed(void)
{
    union {
        IP_ADAPTER_ADDRESSES first;
        char bytes[20000];
    } room;
    ULONG size = 0, needed;
    const IP_ADAPTER_UNICAST_ADDRESS *address;

    must(GetAdaptersAddresses(AF_UNSPEC, 0, NULL, NULL, &size) == ERROR_BUFFER_OVERFLOW && size > 0,
         "no buffer");
    needed = size--;
    must(GetAdaptersAddresses(AF_UNSPEC, 0, NULL, &room.first, &size) == ERROR_BUFFER_OVERFLOW &&
             size == needed,
         "a buffer that is too small");
    must(GetAdaptersAddresses(AF_UNSPEC, 0, NULL, &room.first, NULL) == ERROR_INVALID_PARAMETER &&
             GetAdaptersAddresses(AF_IPX, 0, NULL, &room.first, &size) == ERROR_INVALID_PARAMETER,
         "bad parameters");
    must(GetAdaptersAddresses(AF_UNSPEC, 0, NULL, &room.first, &size) == NO_ERROR && size == needed,
         "a list");
    must(strcmp(room.first.AdapterName, "lo") == 0 && room.first.IfIndex == if_nametoindex("lo") &&
             room.first.IfType == IF_TYPE_SOFTWARE_LOOPBACK && room.first.FriendlyName[0] == 'l' &&
             room.first.FriendlyName[2] == 0 && room.first.Mtu > 1500 && room.first.Next == NULL,
         "loopback");
    size = sizeof room;
    must(GetAdaptersAddresses(AF_INET, GAA_FLAG_SKIP_FRIENDLY_NAME, NULL, &room.first, &size) == NO_ERROR,
         "AF_INET");
    address = room.first.FirstUnicastAddress;
    must(address && address->Next == NULL && address->OnLinkPrefixLength == 8 &&
             IN4ADDR_ISLOOPBACK((const SOCKADDR_IN *)(const void *)address->Address.lpSockaddr) &&
             room.first.FirstPrefix == NULL && room.first.FriendlyName == NULL,
         "an address of IPv4");
    must(GetAdaptersAddresses(AF_INET6, GAA_FLAG_SKIP_UNICAST, NULL, &room.first, &size) == NO_ERROR &&
             room.first.FirstUnicastAddress == NULL,
         "without addresses");
}

/* The page of FormatMessage, for a code of Winsock. */
static void codes_have_texts(void)
{
    const DWORD from_system = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
    char text[100];
    WCHAR wide[100];
    LPWSTR made = NULL;
    DWORD length = FormatMessageA(from_system, NULL, WSAEMSGSIZE, 0, text, sizeof text, NULL);

    must(length > 2 && length == strlen(text) && strcmp(text + length - 3, ".\r\n") == 0, "FormatMessageA");
    must(FormatMessageW(from_system, NULL, WSAEMSGSIZE, 0, wide, 100, NULL) == length &&
             wide[0] == (WCHAR)text[0] && wide[length] == 0,
         "FormatMessageW");
    must(FormatMessageW(from_system | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, WSAEMSGSIZE, 0,
                        (LPWSTR)(void *)&made, 0, NULL) == length &&
             memcmp(made, wide, (length + 1) * sizeof *wide) == 0 && LocalFree(made) == NULL,
         "FORMAT_MESSAGE_ALLOCATE_BUFFER");
    must(FormatMessageA(from_system | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, WSAEMSGSIZE, 0, text, length,
                        NULL) == length - 1 &&
             strcmp(text + length - 3, ". ") == 0,
         "FORMAT_MESSAGE_MAX_WIDTH_MASK");
    must(FormatMessageA(from_system, NULL, WSAEMSGSIZE, 0, text, length, NULL) == 0 &&
             GetLastError() == ERROR_INSUFFICIENT_BUFFER,
         "no room for the terminator");
    must(FormatMessageA(from_system, NULL, 12345, 0, text, sizeof text, NULL) == 0 &&
             GetLastError() == ERROR_MR_MID_NOT_FOUND,
         "a code without text");
    must(FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "text", WSAEMSGSIZE, 0, text, sizeof text, NULL) == 0 &&
             GetLastError() == ERROR_INVALID_PARAMETER,
         "FORMAT_MESSAGE_FROM_STRING");
    must(FormatMessageA(from_system, NULL, WSAEMSGSIZE, 0, NULL, 0, NULL) == 0 &&
             GetLastError() == ERROR_INVALID_PARAMETER,
         "no buffer for a text");
#ifndef __cplusplus
    must(max(1, 2) == 2 && min(1, 2) == 1, "max and min");
#endif
}

static int starts_with(const void *memory, const char *bytes)
{
    return memcmp(memory, bytes, strlen(bytes)) == 0;
}

/* The pages of htonll, htonf, htond and their kin. */
static void larger_numbers_have_an_order(void)
{
    ULONGLONG whole = htonll(0x0102030405060708U), real = htond(-2.5);
    UINT32 small = htonf(1.5F);

    must(starts_with(&whole, "\1\2\3\4\5\6\7\10") && ntohll(whole) == 0x0102030405060708U, "htonll");
    must(starts_with(&real, "\300\4") && ntohd(real) + 2.5 == 0, "htond");
    must(starts_with(&small, "\77\300") && ntohf(small) - 1.5F == 0, "htonf");
}

/* Inline functions of ws2tcpip.h. */
static void congestion_is_told(void)
{
    SOCKET four = socket(AF_INET, SOCK_DGRAM, 0), six = socket(AF_INET6, SOCK_DGRAM, 0);
    DWORD told = 1;

    must(WSAGetRecvIPEcn(four, &told) == 0 && told == FALSE, "WSAGetRecvIPEcn");
    must(WSASetRecvIPEcn(four, TRUE) == 0 && WSAGetRecvIPEcn(four, &told) == 0 && told == TRUE, "IP_RECVECN");
    told = 0;
    must(WSASetRecvIPEcn(six, TRUE) == 0 && WSAGetRecvIPEcn(six, &told) == 0 && told == TRUE, "IPV6_RECVECN");
    must(closesocket(four) == 0 && closesocket(six) == 0, "closesocket");
    must(WSASetRecvIPEcn(four, TRUE) == SOCKET_ERROR && WSAGetLastError() == WSAENOTSOCK, "a closed socket");
}

int main(void)
{
    WSADATA data;

    must(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup");
    time_is_whole();
    names_are_free();
    counts_are_whole();
    selects();
    addresses();
    addresses_of_either_family();
    filters_are_functions();
    control_data_has_both_names();
    larger_numbers_have_an_order();
    congestion_is_told();
    interfaces_have_indexes();
    adapters_are_listed();
    codes_have_texts();
    the_c_library_tells_errors();
    the_clock_has_a_file_time();
    types_have_pointers();
    a_datagram_has_a_timestamp_number();
    WSACleanup();
    return faults != 0;
}

#include "system/socket.h"

#include <limits.h>

#include "ws2.h"

enum { MAXSEG = 4 }; /* TCP_MAXSEG of ws2ipdef.h, which mingw's headers lack */

int ws2_open(uint16_t family, int type, system_socket *made)
{
    SOCKET s = WSASocketW(family, type, 0, NULL, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    u_long on = 1;
    if (s == INVALID_SOCKET) {
        return WSAGetLastError();
    }
    if (ioctlsocket(s, (long)FIONBIO, &on) != 0) {
        int code = WSAGetLastError();
        closesocket(s);
        return code;
    }
    *made = (system_socket)s;
    return 0;
}

void system_socket_close(system_socket s)
{
    closesocket(ws2_socket(s));
}

uint32_t system_socket_most(void)
{
    return UINT32_MAX;
}

int system_socket_local(system_socket s, union system_address *address)
{
    int size = sizeof *address;
    *address = system_address_any(SYSTEM_NO_FAMILY);
    return ws2_code(getsockname(ws2_socket(s), ws2_name(address), &size));
}

int system_socket_remote(system_socket s, union system_address *address)
{
    int size = sizeof *address;
    *address = system_address_any(SYSTEM_NO_FAMILY);
    return ws2_code(getpeername(ws2_socket(s), ws2_name(address), &size));
}

/* Windows accepts the value but, without a policy for the program, sends 0 all the same. */
void system_socket_mark(system_socket s, uint16_t family, int dscp)
{
    bool v4 = family == SYSTEM_IPV4;
    ws2_set(s, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TOS : IPV6_TCLASS, (DWORD)dscp << 2);
}

int system_stream_open(uint16_t family, system_socket *made)
{
    int code = ws2_open(family, SOCK_STREAM, made);
    if (code == 0 && family == SYSTEM_IPV6) {
        ws2_set(*made, IPPROTO_IPV6, IPV6_V6ONLY, TRUE);
    }
    return code;
}

/* Returns 0 if the address is free for a socket that does not share it, else the code. */
static int try_bind(const union system_address *address)
{
    system_socket probe;
    int code = system_stream_open(address->family, &probe);
    if (code == 0) {
        code = system_stream_bind(probe, address, SYSTEM_SHARE_WITH_OLD);
        system_socket_close(probe);
    }
    return code;
}

/* Old connections never matter on Windows. A socket that will have others beside it must share its address
 * from the beginning; so it is checked first that the address is free. */
int system_stream_bind(system_socket s, const union system_address *address, enum system_sharing sharing)
{
    int code = sharing == SYSTEM_SHARE_BESIDE && system_address_port(address) != 0 ? try_bind(address) : 0;
    if (code != 0) {
        return code;
    }
    if (sharing == SYSTEM_SHARE || sharing == SYSTEM_SHARE_BESIDE) {
        ws2_set(s, SOL_SOCKET, SO_REUSEADDR, TRUE);
    } else if (sharing == SYSTEM_SHARE_NOT) {
        ws2_set(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, TRUE);
    }
    return ws2_code(bind(ws2_socket(s), ws2_const_name(address), ws2_name_size(address)));
}

int system_stream_bind_beside(system_socket s, system_socket holder)
{
    union system_address address;
    int code = system_socket_local(holder, &address);
    return code == 0 ? system_stream_bind(s, &address, SYSTEM_SHARE) : code;
}

int system_stream_listen(system_socket s, int backlog)
{
    return ws2_code(listen(ws2_socket(s), backlog));
}

/* The new socket has inherited what the poller has selected on the listener, so that is cancelled. */
int system_stream_accept(system_socket listener, system_socket *made)
{
    SOCKET s = accept(ws2_socket(listener), NULL, NULL);
    u_long on = 1;
    if (s == INVALID_SOCKET) {
        return WSAGetLastError();
    }
    SetHandleInformation((HANDLE)s, HANDLE_FLAG_INHERIT, 0);
    if (WSAEventSelect(s, NULL, 0) != 0 || ioctlsocket(s, (long)FIONBIO, &on) != 0) {
        int code = WSAGetLastError();
        closesocket(s);
        return code;
    }
    *made = (system_socket)s;
    return 0;
}

int system_stream_connect(system_socket s, const union system_address *to)
{
    int code = ws2_code(connect(ws2_socket(s), ws2_const_name(to), ws2_name_size(to)));
    if (code == WSAEADDRNOTAVAIL) {
        return WSAEADDRINUSE; /* Wine's code for a connection that exists */
    }
    return code == WSAEWOULDBLOCK ? 0 : code;
}

int system_stream_connected(system_socket s)
{
    int error = 0, size = sizeof error;
    int code = ws2_code(getsockopt(ws2_socket(s), SOL_SOCKET, SO_ERROR, (char *)&error, &size));
    union system_address other;
    if (code == 0 && error == 0 && system_socket_remote(s, &other) != 0) {
        error = WSAECONNREFUSED; /* the other side has ended it already */
    }
    return code != 0 ? code : error;
}

static int at_most_int(size_t size)
{
    return size < INT_MAX ? (int)size : INT_MAX;
}

int system_stream_send(system_socket s, const void *bytes, size_t size, size_t *done)
{
    int sent = send(ws2_socket(s), bytes, at_most_int(size), 0);
    *done = sent < 0 ? 0 : (size_t)sent;
    return sent < 0 ? WSAGetLastError() : 0;
}

int system_stream_receive(system_socket s, void *bytes, size_t room, size_t *done)
{
    int received = recv(ws2_socket(s), bytes, at_most_int(room), 0);
    *done = received < 0 ? 0 : (size_t)received;
    return received < 0 ? WSAGetLastError() : 0;
}

void system_stream_shut_send(system_socket s)
{
    shutdown(ws2_socket(s), SD_SEND);
}

/* The poller's read ends at once, and its next one fails: so the poller reports the socket. */
void system_stream_break(system_socket s)
{
    shutdown(ws2_socket(s), SD_BOTH);
    CancelIoEx((HANDLE)ws2_socket(s), NULL);
}

void system_stream_abort_on_close(system_socket s)
{
    const struct linger none = {.l_onoff = 1};
    setsockopt(ws2_socket(s), SOL_SOCKET, SO_LINGER, (const char *)&none, sizeof none);
}

uint32_t system_stream_segment(system_socket s)
{
    DWORD bytes = 0;
    int size = sizeof bytes;
    return getsockopt(ws2_socket(s), IPPROTO_TCP, MAXSEG, (char *)&bytes, &size) == 0 ? bytes : 0;
}

/* The times of retransmissions and acknowledgements cannot be set here. */
void system_stream_hurry(system_socket s)
{
    ws2_set(s, IPPROTO_TCP, TCP_NODELAY, TRUE);
}

void system_stream_retry(system_socket s, int64_t microseconds)
{
    (void)s;
    (void)microseconds;
}

void system_stream_persist(system_socket s, int64_t microseconds)
{
    (void)s;
    (void)microseconds;
}

size_t system_stream_unacknowledged(system_socket s)
{
    (void)s;
    return 0;
}

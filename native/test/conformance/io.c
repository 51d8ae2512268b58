/* io.c - sending and receiving. */
#include "conformance.h"

#include <mswsock.h>

/* Two plain sockets of a family: ear is bound to loopback at name. */
struct pair {
    SOCKET ear;
    SOCKET mouth;
    struct name name;
};

static struct pair pair_open(int family)
{
    struct pair p = {plain_open(family), plain_open(family), name_loopback(family, 0)};
    CHECK_SUCCEEDS(socket_bind(p.ear, &p.name));
    p.name = name_of(p.ear);
    return p;
}

static void pair_close(struct pair *p)
{
    CHECK_SUCCEEDS(closesocket(p->ear));
    CHECK_SUCCEEDS(closesocket(p->mouth));
}

static int connect_to(SOCKET s, const struct name *name)
{
    return connect(s, (const struct sockaddr *)&name->storage, name->length);
}

#define LONG_TEXT "0123456789abcdefghij"

static void too_long_for_buffer(int family)
{
    struct pair p = pair_open(family);
    char room[9] = "--------";
    struct name from;
    WSABUF part = {8, room};
    DWORD got = 0, flags = 0;
    from.length = (int)sizeof from.storage;
    for (int i = 0; i < 4; i++)
        CHECK_EQ(say_to(p.mouth, LONG_TEXT, &p.name), 20);
    CHECK_EQ(say_to(p.mouth, "next", &p.name), 4);
    CHECK_FAILS(recv(p.ear, room, 8, 0), WSAEMSGSIZE);
    CHECK(strcmp(room, "01234567") == 0);
    memset(room, '-', 8);
    CHECK_FAILS(recvfrom(p.ear, room, 8, 0, SA(from), &from.length), WSAEMSGSIZE);
    CHECK(strcmp(room, "01234567") == 0);
    struct name mouth = name_of(p.mouth);
    CHECK_EQ(name_port(&from), name_port(&mouth));
    memset(room, '-', 8);
    CHECK_FAILS(WSARecv(p.ear, &part, 1, &got, &flags, NULL, NULL), WSAEMSGSIZE);
    CHECK(strcmp(room, "01234567") == 0);
    CHECK_EQ(flags & MSG_PARTIAL, 0);
    memset(room, '-', 8);
    flags = 0;
    from.length = (int)sizeof from.storage;
    CHECK_FAILS(WSARecvFrom(p.ear, &part, 1, &got, &flags, SA(from), &from.length, NULL, NULL), WSAEMSGSIZE);
    CHECK(strcmp(room, "01234567") == 0);
    CHECK_EQ(flags & MSG_PARTIAL, 0);
    CHECK_EQ(name_port(&from), name_port(&mouth));
    CHECK_HEARS(p.ear, "next"); /* the rest of each was lost */
    pair_close(&p);
}

static void largest(int family)
{
    struct pair p = pair_open(family);
    int most = family == AF_INET ? 65507 : 65527;
    static char out[70000], in[70000];
    for (int i = 0; i < (int)sizeof out; i++)
        out[i] = (char)(i * 7 + i / 256);
    CHECK_FAILS(sendto(p.mouth, out, most + 1, 0, SA(p.name), p.name.length), WSAEMSGSIZE);
    CHECK_FAILS(sendto(p.mouth, out, (int)sizeof out, 0, SA(p.name), p.name.length), WSAEMSGSIZE);
    CHECK_EQ(sendto(p.mouth, out, most, 0, SA(p.name), p.name.length), most);
    memset(in, 0, sizeof in);
    CHECK_EQ(recv(p.ear, in, (int)sizeof in, 0), most); /* what was too long was not sent at all */
    CHECK(memcmp(in, out, (size_t)most) == 0);
    WSABUF parts[2] = {{40000, out}, {40000, out}};
    DWORD sent = 0;
    CHECK_FAILS(WSASendTo(p.mouth, parts, 2, &sent, 0, SA(p.name), p.name.length, NULL, NULL), WSAEMSGSIZE);
    CHECK_QUIET(p.ear);
    pair_close(&p);
}

RULE(IO_01, "datagrams longer than the buffer, and than the protocol allows")
{
    each_unicast_family(too_long_for_buffer);
    each_unicast_family(largest);
}

static void would_block(int family)
{
    struct pair p = pair_open(family);
    char room[8];
    WSABUF part = {sizeof room, room};
    DWORD got = 0, flags = 0;
    CHECK_SUCCEEDS(socket_nonblocking(p.ear, 1));
    CHECK_FAILS(recv(p.ear, room, (int)sizeof room, 0), WSAEWOULDBLOCK);
    CHECK_FAILS(recvfrom(p.ear, room, (int)sizeof room, 0, NULL, NULL), WSAEWOULDBLOCK);
    CHECK_FAILS(WSARecv(p.ear, &part, 1, &got, &flags, NULL, NULL), WSAEWOULDBLOCK);
    CHECK_EQ(say_to(p.mouth, "ready", &p.name), 5);
    CHECK_HEARS(p.ear, "ready");
    CHECK_SUCCEEDS(socket_nonblocking(p.ear, 0));
    CHECK_SUCCEEDS(socket_receive_timeout(p.ear, 150));
    unsigned long long start = host_now_ms();
    CHECK_FAILS(recv(p.ear, room, (int)sizeof room, 0), WSAETIMEDOUT);
    unsigned long long took = host_now_ms() - start;
    CHECK(took >= 130);
    CHECK(took < HANG_MS);
    CHECK_EQ(say_to(p.mouth, "after", &p.name), 5); /* the time-out harmed nothing */
    CHECK_HEARS(p.ear, "after");
    pair_close(&p);
}

RULE(IO_02, "nothing to read: WSAEWOULDBLOCK, or WSAETIMEDOUT when SO_RCVTIMEO runs out")
{
    each_unicast_family(would_block);
}

static int say_message(SOCKET s, WSABUF *part, const struct name *to)
{
    GUID id = WSAID_WSASENDMSG;
    LPFN_WSASENDMSG function = NULL;
    DWORD sent = 0;
    WSAMSG message = {(struct sockaddr *)&to->storage, to->length, part, 1, {0, NULL}, 0};
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function,
                            &sent, NULL, NULL));
    return function != NULL ? function(s, &message, 0, &sent, NULL, NULL) : 0;
}

static void no_destination(int family)
{
    SOCKET s = plain_open(family);
    WSABUF part = {1, (char[]){"x"}};
    DWORD sent = 0;
    struct pair p = pair_open(family);
    CHECK_FAILS(say(s, "x"), WSAENOTCONN);
    CHECK_FAILS(WSASend(s, &part, 1, &sent, 0, NULL, NULL), WSAENOTCONN);
    CHECK_FAILS_EITHER(sendto(s, "x", 1, 0, NULL, 0), WSAENOTCONN, WSAEDESTADDRREQ);
    CHECK_FAILS_EITHER(WSASendTo(s, &part, 1, &sent, 0, NULL, 0, NULL, NULL), WSAENOTCONN, WSAEDESTADDRREQ);
    struct name none[] = {name_any(family, name_port(&p.name)), name_loopback(family, 0)};
    for (int i = 0; i < 2; i++) {
        CHECK_FAILS(say_to(s, "x", &none[i]), WSAEADDRNOTAVAIL);
        CHECK_FAILS(say_message(s, &part, &none[i]), WSAEADDRNOTAVAIL);
    }
    CHECK_QUIET(p.ear);
    CHECK_SUCCEEDS(connect_to(s, &p.name));
    CHECK_EQ(say(s, "connected"), 9);
    CHECK_HEARS(p.ear, "connected");
    pair_close(&p);
}

RULE(IO_03, "send without a destination")
{
    each_unicast_family(no_destination);
}

static void unbound(int family)
{
    SOCKET s = plain_open(family);
    struct pair p = pair_open(family);
    char room[8];
    WSABUF part = {sizeof room, room};
    DWORD got = 0, flags = 0;
    CHECK_FAILS(recv(s, room, (int)sizeof room, 0), WSAEINVAL);
    CHECK_FAILS(recvfrom(s, room, (int)sizeof room, 0, NULL, NULL), WSAEINVAL);
    CHECK_FAILS(WSARecv(s, &part, 1, &got, &flags, NULL, NULL), WSAEINVAL);
    CHECK_EQ(name_of(s).length, 0);
    CHECK_EQ(say_to(s, "binds", &p.name), 5);
    struct name name = name_of(s), from;
    CHECK(name.length > 0 && name_port(&name) != 0);
    if (CHECK_HEARS_FROM(p.ear, "binds", &from))
        CHECK_EQ(name_port(&from), name_port(&name));
    CHECK_EQ(say_to(p.ear, "answer", &from), 6);
    CHECK_HEARS(s, "answer");
    CHECK_FAILS(socket_bind(s, &name), WSAEINVAL); /* bound already */
    pair_close(&p);
}

RULE(IO_04, "recv on an unbound socket; sendto binds it")
{
    each_unicast_family(unbound);
}

static void zero_length(int family)
{
    struct pair p = pair_open(family);
    char room[8];
    struct name from;
    WSABUF none = {0, room};
    DWORD sent = 77;
    memset(&from, 0, sizeof from);
    from.length = (int)sizeof from.storage;
    CHECK_EQ(sendto(p.mouth, room, 0, 0, SA(p.name), p.name.length), 0);
    CHECK_SUCCEEDS(WSASendTo(p.mouth, &none, 1, &sent, 0, SA(p.name), p.name.length, NULL, NULL));
    CHECK_EQ(sent, 0);
    CHECK_EQ(say_to(p.mouth, "more", &p.name), 4);
    CHECK_EQ(recvfrom(p.ear, room, (int)sizeof room, 0, SA(from), &from.length), 0);
    struct name mouth = name_of(p.mouth);
    CHECK_EQ(name_port(&from), name_port(&mouth));
    CHECK_EQ(recv(p.ear, room, (int)sizeof room, 0), 0);
    CHECK_HEARS(p.ear, "more");
    pair_close(&p);
}

RULE(IO_05, "datagrams of no bytes")
{
    each_unicast_family(zero_length);
}

static void peek(int family)
{
    struct pair p = pair_open(family);
    char room[32] = {0};
    u_long there = 77;
    WSABUF part = {sizeof room, room};
    DWORD got = 0, flags = MSG_PEEK;
    CHECK_SUCCEEDS(ioctlsocket(p.ear, (long)FIONREAD, &there));
    CHECK_EQ(there, 0);
    CHECK_EQ(say_to(p.mouth, "first", &p.name), 5);
    CHECK_EQ(say_to(p.mouth, "second!", &p.name), 7);
    CHECK_EQ(recv(p.ear, room, (int)sizeof room, MSG_PEEK), 5);
    CHECK(memcmp(room, "first", 5) == 0);
    CHECK_FAILS(recv(p.ear, room, 2, MSG_PEEK), WSAEMSGSIZE);
    CHECK_SUCCEEDS(WSARecv(p.ear, &part, 1, &got, &flags, NULL, NULL));
    CHECK_EQ(got, 5);
    CHECK_SUCCEEDS(ioctlsocket(p.ear, (long)FIONREAD, &there));
    CHECK_EQ(there, 5);
    CHECK_HEARS(p.ear, "first");
    CHECK_SUCCEEDS(ioctlsocket(p.ear, (long)FIONREAD, &there));
    CHECK_EQ(there, 7);
    CHECK_HEARS(p.ear, "second!");
    CHECK_SUCCEEDS(ioctlsocket(p.ear, (long)FIONREAD, &there));
    CHECK_EQ(there, 0);
    pair_close(&p);
}

RULE(IO_06, "MSG_PEEK and FIONREAD")
{
    each_unicast_family(peek);
}

static void gather(int family)
{
    struct pair p = pair_open(family);
    WSABUF out[3] = {{3, (char[]){"one"}}, {0, NULL}, {5, (char[]){"three"}}};
    char head[4] = {0}, tail[16] = {0};
    WSABUF in[2] = {{3, head}, {15, tail}};
    WSABUF nowhere = {5, NULL};
    DWORD moved = 0, flags = 0;
    CHECK_SUCCEEDS(WSASendTo(p.mouth, out, 3, &moved, 0, SA(p.name), p.name.length, NULL, NULL));
    CHECK_EQ(moved, 8);
    CHECK_SUCCEEDS(WSARecvFrom(p.ear, in, 2, &moved, &flags, NULL, NULL, NULL, NULL));
    CHECK_EQ(moved, 8);
    CHECK(strcmp(head, "one") == 0);
    CHECK(strcmp(tail, "three") == 0);
    CHECK_FAILS(WSASendTo(p.mouth, out, 0, &moved, 0, SA(p.name), p.name.length, NULL, NULL), WSAEINVAL);
    CHECK_FAILS(WSASendTo(p.mouth, NULL, 1, &moved, 0, SA(p.name), p.name.length, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(WSASendTo(p.mouth, &nowhere, 1, &moved, 0, SA(p.name), p.name.length, NULL, NULL), WSAEFAULT);
    CHECK_SUCCEEDS(socket_nonblocking(p.ear, 1));
    CHECK_EQ(say_to(p.mouth, "left", &p.name), 4);
    CHECK_FAILS(WSARecvFrom(p.ear, in, 0, &moved, &flags, NULL, NULL, NULL, NULL), WSAEINVAL);
    CHECK_FAILS(WSARecvFrom(p.ear, NULL, 1, &moved, &flags, NULL, NULL, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(WSARecv(p.ear, in, 0, &moved, &flags, NULL, NULL), WSAEINVAL);
    CHECK_FAILS(WSARecv(p.ear, NULL, 0, &moved, &flags, NULL, NULL), WSAEINVAL);
    CHECK_SUCCEEDS(socket_nonblocking(p.ear, 0));
    CHECK_HEARS(p.ear, "left");
    pair_close(&p);
}

/* The largest number is Linux' own. */
static void gather_many(int family)
{
    enum { MOST = 1024 };
    struct pair p = pair_open(family);
    static char from[MOST + 1], to[MOST + 1];
    static WSABUF out[MOST + 1], in[MOST + 1];
    DWORD moved = 0, flags = 0;
    for (int i = 0; i <= MOST; i++) {
        from[i] = (char)(i * 7);
        out[i] = (WSABUF){1, from + i};
        in[i] = (WSABUF){1, to + i};
    }
    CHECK_SUCCEEDS(WSASendTo(p.mouth, out, MOST, &moved, 0, SA(p.name), p.name.length, NULL, NULL));
    CHECK_EQ(moved, MOST);
    CHECK_FAILS(WSARecvFrom(p.ear, in, MOST + 1, &moved, &flags, NULL, NULL, NULL, NULL), WSAEINVAL);
    CHECK_SUCCEEDS(WSARecvFrom(p.ear, in, MOST, &moved, &flags, NULL, NULL, NULL, NULL));
    CHECK_EQ(moved, MOST);
    CHECK(memcmp(from, to, MOST) == 0);
    CHECK_FAILS(WSASendTo(p.mouth, out, MOST + 1, &moved, 0, SA(p.name), p.name.length, NULL, NULL),
                WSAEINVAL);
    pair_close(&p);
}

RULE(IO_07, "scatter and gather")
{
    each_unicast_family(gather);
    each_unicast_family(gather_many);
}

static void shut(int family)
{
    struct pair p = pair_open(family);
    char room[8];
    CHECK_FAILS(shutdown(p.ear, 3), WSAEINVAL);
    CHECK_FAILS(shutdown(p.ear, -1), WSAEINVAL);
    CHECK_SUCCEEDS(connect_to(p.mouth, &p.name));
    CHECK_SUCCEEDS(shutdown(p.mouth, SD_SEND));
    CHECK_FAILS(say(p.mouth, "x"), WSAESHUTDOWN);
    CHECK_FAILS(say_to(p.mouth, "x", &p.name), WSAESHUTDOWN);
    struct name mouth = name_of(p.mouth);
    CHECK_EQ(say_to(p.ear, "still", &mouth), 5); /* the other direction is open */
    CHECK_HEARS(p.mouth, "still");
    CHECK_SUCCEEDS(shutdown(p.mouth, SD_RECEIVE));
    CHECK_FAILS(recv(p.mouth, room, (int)sizeof room, 0), WSAESHUTDOWN);
    CHECK_SUCCEEDS(shutdown(p.ear, SD_RECEIVE)); /* without a peer */
    CHECK_FAILS(recv(p.ear, room, (int)sizeof room, 0), WSAESHUTDOWN);
    CHECK_FAILS(recvfrom(p.ear, room, (int)sizeof room, 0, NULL, NULL), WSAESHUTDOWN);
    SOCKET s = plain_open(family);
    struct name any = name_any(family, 0);
    CHECK_SUCCEEDS(socket_bind(s, &any));
    CHECK_SUCCEEDS(shutdown(s, SD_BOTH));
    CHECK_FAILS(say_to(s, "x", &p.name), WSAESHUTDOWN);
    CHECK_FAILS(recv(s, room, (int)sizeof room, 0), WSAESHUTDOWN);
    CHECK_EQ(SD_RECEIVE, 0);
    CHECK_EQ(SD_SEND, 1);
    CHECK_EQ(SD_BOTH, 2);
    pair_close(&p);
}

RULE(IO_08, "shutdown")
{
    each_unicast_family(shut);
}

struct receiving {
    SOCKET s;
    int result;
    int code;
    unsigned long long ms;
};

static void receive_thread(void *argument)
{
    struct receiving *r = argument;
    char room[16];
    unsigned long long start = host_now_ms();
    r->result = recv(r->s, room, (int)sizeof room, 0);
    r->code = WSAGetLastError();
    r->ms = host_now_ms() - start;
}

/* A second signal comes while the call waits for the rest of its time. */
static void interrupted_twice(void)
{
    static struct receiving r;
    struct pair p = pair_open(AF_INET);
    CHECK_SUCCEEDS(socket_receive_timeout(p.ear, 2500));
    r.s = p.ear;
    struct host_thread *thread = host_thread_start(receive_thread, &r);
    MUST(CHECK(thread != NULL));
    unsigned long long start = host_now_ms();
    for (int i = 0; i < 2; i++) {
        host_sleep_ms(1000);
        host_thread_interrupt(thread);
    }
    unsigned long long last = host_now_ms() - start;
    MUST(CHECK(host_thread_done(thread, HANG_MS)));
    CHECK_IS_CODE(r.code, WSAETIMEDOUT);
    CHECK(r.ms >= 2480);
    CHECK(r.ms < last + 2400); /* its time did not begin anew with the signal */
}

RULE(IO_09, "signals do not surface")
{
    static struct receiving heard, late;
    struct pair p = pair_open(AF_INET), q = pair_open(AF_INET);
    CHECK_SUCCEEDS(socket_receive_timeout(p.ear, 5000));
    CHECK_SUCCEEDS(socket_receive_timeout(q.ear, 400));
    heard.s = p.ear;
    late.s = q.ear;
    struct host_thread *a = host_thread_start(receive_thread, &heard);
    struct host_thread *b = host_thread_start(receive_thread, &late);
    MUST(CHECK(a != NULL && b != NULL));
    for (int i = 0; i < 5; i++) {
        host_sleep_ms(50);
        host_thread_interrupt(a);
        host_thread_interrupt(b);
    }
    CHECK_EQ(say_to(p.mouth, "signal", &p.name), 6);
    CHECK(host_thread_done(a, HANG_MS));
    CHECK(host_thread_done(b, HANG_MS));
    CHECK_EQ(heard.result, 6);
    CHECK_EQ(late.result, SOCKET_ERROR);
    CHECK_IS_CODE(late.code, WSAETIMEDOUT);
    CHECK(late.ms >= 380);
    CHECK(late.ms < 2000); /* signals do not start the time-out anew */
    interrupted_twice();
}

static void unreachable(int family)
{
    struct pair p = pair_open(family);
    struct name closed = name_loopback(family, port_free(family));
    for (int i = 0; i < 3; i++)
        CHECK_EQ(say_to(p.ear, "nobody", &closed), 6);
    host_sleep_ms(50);
    CHECK_EQ(say_to(p.ear, "again", &closed), 5);
    CHECK_EQ(say_to(p.mouth, "hello", &p.name), 5);
    CHECK_HEARS(p.ear, "hello");
    CHECK_QUIET(p.ear);
    pair_close(&p);
}

static void member_unreachable(int family)
{
    struct name group = name_group(family, 40, port_free(family));
    struct name closed = name_loopback(family, port_free(family));
    SOCKET member = member_open(family, &group, JL_BOTH);
    CHECK_EQ(say_to(member, "nobody", &closed), 6);
    host_sleep_ms(50);
    CHECK_EQ(say(member, "group"), 5);
    CHECK_HEARS(member, "group");
    CHECK_QUIET(member);
}

RULE(IO_10, "an ICMP answer to an earlier send breaks no receiver")
{
    each_unicast_family(unreachable);
    NEEDS_JOIN_LEAF();
    each_family(member_unreachable);
}

AREA(IO, &rule_IO_01, &rule_IO_02, &rule_IO_03, &rule_IO_04, &rule_IO_05, &rule_IO_06, &rule_IO_07,
     &rule_IO_08, &rule_IO_09, &rule_IO_10);

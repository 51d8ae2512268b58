/* io_overlapped.c - overlapped operation. */
#include "later.h"

#include <mswsock.h>

/* The call waits, on a socket of either mode. */
static void receives_later(int family)
{
    struct name here;
    SOCKET ear = ear_open(family, &here), mouth = plain_open(family);
    struct later l;
    later_init(&l);
    for (int nonblocking = 0; nonblocking < 2; nonblocking++) {
        CHECK_SUCCEEDS(socket_nonblocking(ear, nonblocking));
        CHECK(WSASetEvent(l.overlapped.hEvent));
        CHECK_PENDS(hear_later(ear, &l));
        CHECK(!is_set(&l));
        CHECK(is_pending(&l));
        l.moved = 4711;
        CHECK_IS_CODE(result_of(ear, &l, FALSE), WSA_IO_INCOMPLETE);
        CHECK_EQ(l.moved, 4711);
        CHECK_EQ(say_to(mouth, "later", &here), 5);
        CHECK(becomes_set(&l));
        CHECK(!is_pending(&l));
        CHECK_EQ(result_of(ear, &l, FALSE), 0);
        CHECK_EQ(l.moved, 5);
        CHECK_EQ(l.overlapped.InternalHigh, 5);
        CHECK_EQ(l.flags, 0);
        CHECK(memcmp(l.room, "later---", 8) == 0);
        struct name there = name_of(mouth);
        CHECK_EQ(name_port(&l.from), name_port(&there));
        CHECK(is_set(&l)); /* it stays */
    }
    CHECK_SUCCEEDS(closesocket(ear));
    CHECK_SUCCEEDS(closesocket(mouth));
}

/* The datagram is there already. */
static void receives_now(int family)
{
    struct name here;
    SOCKET ear = ear_open(family, &here), mouth = plain_open(family);
    struct later l;
    DWORD moved = 0;
    later_init(&l);
    CHECK_EQ(say_to(mouth, "now", &here), 3);
    await_datagram(ear);
    l.from.length = (int)sizeof l.from.storage;
    CHECK_SUCCEEDS(
        WSARecvFrom(ear, &l.part, 1, &moved, &l.flags, SA(l.from), &l.from.length, &l.overlapped, NULL));
    CHECK_EQ(moved, 3);
    CHECK(is_set(&l));
    CHECK_EQ(result_of(ear, &l, TRUE), 0);
    CHECK_EQ(l.moved, 3);
    CHECK_EQ(say_to(mouth, "0123456789", &here), 10); /* IO-01 */
    await_datagram(ear);
    CHECK_FAILS(hear_later(ear, &l), WSAEMSGSIZE);
    CHECK(memcmp(l.room, "01234567", 8) == 0);
    CHECK(is_set(&l));
    CHECK_IS_CODE(result_of(ear, &l, FALSE), WSAEMSGSIZE);
    CHECK_PENDS(hear_later(ear, &l));
    CHECK_EQ(say_to(mouth, "0123456789", &here), 10);
    CHECK_IS_CODE(result_of(ear, &l, TRUE), WSAEMSGSIZE);
    CHECK(memcmp(l.room, "01234567", 8) == 0);
    CHECK_SUCCEEDS(closesocket(ear));
    CHECK_SUCCEEDS(closesocket(mouth));
}

enum { ROW = 100 };

/* Several operations of a socket end in the order in which they were begun, each with one datagram; the array of
 * WSABUFs is the caller's again. */
static void in_order(int family)
{
    static struct later row[ROW];
    struct name here;
    SOCKET ear = ear_open(family, &here), mouth = plain_open(family);
    for (int i = 0; i < ROW; i++) {
        later_init(&row[i]);
        WSABUF parts[2] = {{1, row[i].room}, {7, row[i].room + 1}};
        DWORD flags = 0;
        CHECK_PENDS(WSARecv(ear, parts, 2, NULL, &flags, &row[i].overlapped, NULL));
        memset(parts, 0xff, sizeof parts);
    }
    for (int i = 0; i < ROW; i++) {
        char text[16];
        snprintf(text, sizeof text, "n%d", i);
        CHECK_EQ(say_to(mouth, text, &here), (int)strlen(text));
    }
    CHECK(becomes_set(&row[ROW - 1]));
    for (int i = 0; i < ROW; i++) {
        char text[16];
        snprintf(text, sizeof text, "n%d", i);
        CHECK(is_set(&row[i]));
        CHECK_EQ(result_of(ear, &row[i], FALSE), 0);
        CHECK_EQ(row[i].moved, strlen(text));
        CHECK(memcmp(row[i].room, text, strlen(text)) == 0);
        CHECK(WSACloseEvent(row[i].overlapped.hEvent));
    }
    CHECK_SUCCEEDS(closesocket(ear));
    CHECK_SUCCEEDS(closesocket(mouth));
}

/* A loop as programs have it: receive, wait for the event, take the result, receive again. */
static void in_a_loop(int family)
{
    struct name here;
    SOCKET ear = ear_open(family, &here), mouth = plain_open(family);
    struct later l;
    later_init(&l);
    for (int i = 0; i < 200; i++) {
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        if (i % 2 == 0) {
            CHECK_EQ(say_to(mouth, text, &here), (int)strlen(text));
        }
        int begun = hear_later(ear, &l);
        CHECK(begun == 0 || WSAGetLastError() == WSA_IO_PENDING);
        if (i % 2 == 1) {
            CHECK_EQ(say_to(mouth, text, &here), (int)strlen(text));
        }
        MUST(CHECK(becomes_set(&l)));
        CHECK_EQ(result_of(ear, &l, FALSE), 0);
        MUST(CHECK_EQ(l.moved, strlen(text)));
        CHECK(memcmp(l.room, text, strlen(text)) == 0);
    }
    CHECK_SUCCEEDS(closesocket(ear));
    CHECK_SUCCEEDS(closesocket(mouth));
}

RULE(IO_15, "overlapped receiving, told by an event")
{
    each_unicast_family(receives_later);
    each_unicast_family(receives_now);
    each_unicast_family(in_order);
    each_unicast_family(in_a_loop);
}

/* The routine of an operation that does not begin. */
static void CALLBACK never(DWORD code, DWORD moved, LPWSAOVERLAPPED overlapped, DWORD flags)
{
    (void)moved;
    (void)overlapped;
    (void)flags;
    CHECK_EQ(code, 4711);
}

static void sends(int family)
{
    static char huge[70000]; /* more than a datagram */
    struct name here;
    SOCKET ear = ear_open(family, &here), mouth = plain_open(family);
    struct later l;
    later_init(&l);
    memcpy(l.room, "overlaps", 8);
    CHECK_SUCCEEDS(WSASendTo(mouth, &l.part, 1, NULL, 0, SA(here), here.length, &l.overlapped, NULL));
    CHECK(is_set(&l));
    CHECK_EQ(result_of(mouth, &l, FALSE), 0);
    CHECK_EQ(l.moved, 8);
    CHECK_HEARS(ear, "overlaps");
    CHECK_SUCCEEDS(connect(mouth, SA(here), here.length));
    CHECK(WSAResetEvent(l.overlapped.hEvent));
    CHECK_SUCCEEDS(WSASend(mouth, &l.part, 1, &l.moved, 0, &l.overlapped, NULL));
    CHECK_EQ(l.moved, 8);
    CHECK(is_set(&l));
    CHECK_HEARS(ear, "overlaps");
    WSAMSG message;
    memset(&message, 0, sizeof message);
    message.lpBuffers = &l.part;
    message.dwBufferCount = 1;
    CHECK(WSAResetEvent(l.overlapped.hEvent));
    CHECK_SUCCEEDS(WSASendMsg(mouth, &message, 0, NULL, &l.overlapped, NULL));
    CHECK(is_set(&l));
    CHECK_HEARS(ear, "overlaps");
    CHECK_FAILS(WSASendTo(mouth, &l.part, 1, NULL, 0, SA(here), 3, &l.overlapped, NULL), WSAEFAULT);
    CHECK(!is_set(&l)); /* it has not begun */
    l.part.buf = huge;
    l.part.len = sizeof huge;
    CHECK_FAILS(WSASendTo(mouth, &l.part, 1, NULL, 0, SA(here), here.length, &l.overlapped, NULL),
                WSAEMSGSIZE);
    CHECK(!is_set(&l)); /* as little as that */
    CHECK_FAILS(WSASendTo(mouth, &l.part, 1, NULL, 0, SA(here), here.length, &l.overlapped, never),
                WSAEMSGSIZE);
    CHECK_EQ(SleepEx(0, TRUE), 0);
    CHECK_SUCCEEDS(closesocket(ear));
    CHECK_SUCCEEDS(closesocket(mouth));
}

static void receives_message(int family)
{
    static const GUID id = WSAID_WSARECVMSG;
    LPFN_WSARECVMSG receive_message = NULL;
    struct name here;
    SOCKET ear = ear_open(family, &here), mouth = plain_open(family);
    struct later l;
    DWORD size = 0;
    later_init(&l);
    CHECK_SUCCEEDS(WSAIoctl(ear, SIO_GET_EXTENSION_FUNCTION_POINTER, (void *)&id, sizeof id, &receive_message,
                            sizeof receive_message, &size, NULL, NULL));
    MUST(CHECK(receive_message != NULL));
    WSAMSG message;
    memset(&message, 0, sizeof message);
    message.name = SA(l.from);
    message.namelen = (int)sizeof l.from.storage;
    message.lpBuffers = &l.part;
    message.dwBufferCount = 1;
    CHECK_PENDS(receive_message(ear, &message, NULL, &l.overlapped, NULL));
    CHECK_EQ(say_to(mouth, "message", &here), 7);
    CHECK_EQ(result_of(ear, &l, TRUE), 0);
    CHECK_EQ(l.moved, 7);
    CHECK(memcmp(l.room, "message", 7) == 0);
    struct name there = name_of(mouth);
    CHECK_EQ(name_port(&l.from), name_port(&there));
    CHECK_SUCCEEDS(closesocket(ear));
    CHECK_SUCCEEDS(closesocket(mouth));
}

RULE(IO_16, "overlapped sending, and overlapped messages")
{
    each_unicast_family(sends);
    each_unicast_family(receives_message);
}

/* Closes the socket after a while. */
static void close_soon(void *s)
{
    host_sleep_ms(50);
    closesocket(*(SOCKET *)s);
}

static void closed(int family)
{
    struct name here;
    SOCKET ear = ear_open(family, &here);
    struct later one, two;
    later_init(&one);
    later_init(&two);
    CHECK_PENDS(hear_later(ear, &one));
    CHECK_PENDS(hear_later(ear, &two));
    CHECK_SUCCEEDS(closesocket(ear));
    CHECK(becomes_set(&one));
    CHECK(becomes_set(&two));
    CHECK(!is_pending(&one) && !is_pending(&two));
    CHECK_EQ((DWORD)one.overlapped.Internal,
             0xc0000120); /* STATUS_CANCELLED, which is WSA_OPERATION_ABORTED */
    CHECK_IS_CODE(result_of(ear, &one, FALSE), WSAENOTSOCK);
    ear = ear_open(family, &here);
    CHECK_PENDS(hear_later(ear, &one));
    struct host_thread *thread = host_thread_start(close_soon, &ear);
    int code = result_of(ear, &one, TRUE);
    CHECK(code == WSA_OPERATION_ABORTED || code == WSAENOTSOCK);
    CHECK(host_thread_done(thread, HANG_MS));
}

/* Begins to receive, and ends. */
struct ending {
    SOCKET s;
    struct later *later;
    int code; /* of the result */
};

static void begin_and_end(void *ending)
{
    struct ending *e = ending;
    CHECK_PENDS(hear_later(e->s, e->later));
}

static void thread_ended(int family)
{
    struct name here;
    SOCKET ear = ear_open(family, &here), mouth = plain_open(family);
    struct later l;
    later_init(&l);
    struct ending ending = {ear, &l, 0};
    struct host_thread *thread = host_thread_start(begin_and_end, &ending);
    CHECK(host_thread_done(thread, HANG_MS));
    CHECK(becomes_set(&l));
    CHECK_IS_CODE(result_of(ear, &l, FALSE), WSA_OPERATION_ABORTED);
    CHECK_EQ(say_to(mouth, "mine", &here), 4);
    CHECK_HEARS(ear, "mine");
    CHECK_SUCCEEDS(closesocket(ear));
    CHECK_SUCCEEDS(closesocket(mouth));
}

RULE(IO_17, "what ends an overlapped operation before it is done")
{
    struct name here;
    struct later l;
    each_unicast_family(closed);
    each_unicast_family(thread_ended);
    SOCKET ear = ear_open(AF_INET, &here);
    later_init(&l);
    CHECK_PENDS(hear_later(ear, &l));
    CHECK(WSACloseEvent(l.overlapped.hEvent)); /* which is nobody's any more: nothing is told by it */
    l.overlapped.hEvent = NULL;
    struct later quiet;
    later_init(&quiet);
    CHECK_PENDS(hear_later(ear, &quiet));
    CHECK_SUCCEEDS(WSACleanup());
    CHECK(!is_pending(&l));
    CHECK(!is_pending(&quiet));
    WSADATA data;
    CHECK_SUCCEEDS(WSAStartup(MAKEWORD(2, 2), &data));
    receives_later(AF_INET); /* it goes on after that */
}

/* Begins to receive, and waits for the end. */
static void begin_and_wait(void *ending)
{
    struct ending *e = ending;
    hear_later(e->s, e->later);
    e->code = result_of(e->s, e->later, TRUE);
}

static void cancelled(int family)
{
    struct name here;
    SOCKET ear = ear_open(family, &here), mouth = plain_open(family);
    HANDLE file = (HANDLE)ear;
    struct later one, two, three;
    later_init(&one);
    later_init(&two);
    later_init(&three);
    CHECK_PENDS(hear_later(ear, &one));
    CHECK_PENDS(hear_later(ear, &two));
    CHECK_PENDS(hear_later(ear, &three));
    CHECK(CancelIoEx(file, &two.overlapped));
    CHECK(becomes_set(&two));
    CHECK_IS_CODE(result_of(ear, &two, FALSE), WSA_OPERATION_ABORTED);
    CHECK(!CancelIoEx(file, &two.overlapped));
    CHECK_EQ(GetLastError(), ERROR_NOT_FOUND);
    CHECK_EQ(say_to(mouth, "one", &here), 3); /* the others are as they were */
    CHECK_EQ(result_of(ear, &one, TRUE), 0);
    CHECK_EQ(say_to(mouth, "three", &here), 5);
    CHECK_EQ(result_of(ear, &three, TRUE), 0);
    CHECK_EQ(three.moved, 5);
    CHECK_PENDS(hear_later(ear, &one));
    CHECK_PENDS(hear_later(ear, &two));
    CHECK(CancelIoEx(file, NULL));
    CHECK_IS_CODE(result_of(ear, &one, TRUE), WSA_OPERATION_ABORTED);
    CHECK_IS_CODE(result_of(ear, &two, TRUE), WSA_OPERATION_ABORTED);
    struct ending ending = {ear, &three, 0};
    struct host_thread *thread = host_thread_start(begin_and_wait, &ending);
    for (int i = 0; i < HANG_MS && !is_pending(&three); i++)
        host_sleep_ms(1);
    CHECK_PENDS(hear_later(ear, &one));
    CHECK(CancelIo(file)); /* what this thread has begun */
    CHECK_IS_CODE(result_of(ear, &one, TRUE), WSA_OPERATION_ABORTED);
    CHECK(is_pending(&three));
    int found = 0;
    for (int i = 0; i < HANG_MS && !found; i++) { /* it may be about to wait */
        found = CancelIoEx(file, NULL);
        host_sleep_ms(1);
    }
    CHECK(found);
    CHECK(host_thread_done(thread, HANG_MS));
    CHECK_IS_CODE(ending.code, WSA_OPERATION_ABORTED);
    CHECK(CancelIo(file)); /* nothing is left of it */
    CHECK_EQ(say_to(mouth, "after", &here), 5);
    CHECK_HEARS(ear, "after");
    CHECK_SUCCEEDS(closesocket(ear));
    CHECK(!CancelIoEx(file, NULL));
    CHECK_EQ(GetLastError(), ERROR_INVALID_HANDLE);
    CHECK_SUCCEEDS(closesocket(mouth));
}

RULE(IO_19, "CancelIoEx and CancelIo")
{
    each_unicast_family(cancelled);
}

AREA(OVERLAPPED, &rule_IO_15, &rule_IO_16, &rule_IO_17, &rule_IO_18, &rule_IO_19, &rule_IO_15r);

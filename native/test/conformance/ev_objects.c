/* ev_objects.c - event objects and waiting for them (EV-11, EV-12), without any socket. */
#include "ev.h"

WSAEVENT event_new(void)
{
    WSAEVENT event = WSACreateEvent();
    CHECK(event != WSA_INVALID_EVENT);
    return event;
}

int is_set_within(WSAEVENT event, DWORD ms)
{
    DWORD result = WSAWaitForMultipleEvents(1, &event, FALSE, ms, FALSE);
    CHECK(result == WSA_WAIT_EVENT_0 || result == WSA_WAIT_TIMEOUT);
    return result == WSA_WAIT_EVENT_0;
}

SHARED_RULE(EV_11, "events are manual-reset and begin unset; closed and foreign handles")
{
    WSAEVENT event = event_new(), closed = event_new();
    CHECK_UNSET(event);
    CHECK(WSASetEvent(event));
    CHECK_SET(event);
    CHECK_SET(event); /* waiting does not reset */
    CHECK(WSASetEvent(event));
    CHECK(WSAResetEvent(event));
    CHECK_UNSET(event);
    CHECK(WSAResetEvent(event));
    CHECK_UNSET(event);
    CHECK(WSACloseEvent(closed));
    CHECK_EQ(WSASetEvent(closed), FALSE);
    CHECK_IS_CODE(WSAGetLastError(), WSA_INVALID_HANDLE);
    WSASetLastError(0);
    CHECK_EQ(WSAResetEvent(closed), FALSE);
    CHECK_IS_CODE(WSAGetLastError(), WSA_INVALID_HANDLE);
    WSASetLastError(0);
    CHECK_EQ(WSACloseEvent(closed), FALSE);
    CHECK_IS_CODE(WSAGetLastError(), WSA_INVALID_HANDLE);
    WSASetLastError(0);
    CHECK_EQ(WSAWaitForMultipleEvents(1, &closed, FALSE, 0, FALSE), WSA_WAIT_FAILED);
    CHECK_IS_CODE(WSAGetLastError(), WSA_INVALID_HANDLE);
    CHECK(WSACloseEvent(event));
}

static void set_later(void *argument)
{
    host_sleep_ms(50);
    WSASetEvent(*(WSAEVENT *)argument);
}

SHARED_RULE(EV_12, "waiting for any and for all")
{
    WSAEVENT events[WSA_MAXIMUM_WAIT_EVENTS + 1];
    for (int i = 0; i <= WSA_MAXIMUM_WAIT_EVENTS; i++)
        events[i] = event_new();
    CHECK_EQ(WSAWaitForMultipleEvents(0, events, FALSE, 0, FALSE), WSA_WAIT_FAILED);
    CHECK_IS_CODE_EITHER(WSAGetLastError(), WSA_INVALID_PARAMETER, WSAEINVAL);
    CHECK_EQ(WSAWaitForMultipleEvents(WSA_MAXIMUM_WAIT_EVENTS + 1, events, FALSE, 0, FALSE), WSA_WAIT_FAILED);
    CHECK_IS_CODE_EITHER(WSAGetLastError(), WSA_INVALID_PARAMETER, WSAEINVAL);
    CHECK_EQ(WSAWaitForMultipleEvents(WSA_MAXIMUM_WAIT_EVENTS, events, FALSE, 0, FALSE), WSA_WAIT_TIMEOUT);
    CHECK(WSASetEvent(events[63]));
    CHECK_EQ(WSAWaitForMultipleEvents(64, events, FALSE, RECEIVE_MS, FALSE), WSA_WAIT_EVENT_0 + 63);
    CHECK(WSASetEvent(events[7]));
    CHECK_EQ(WSAWaitForMultipleEvents(64, events, FALSE, RECEIVE_MS, FALSE), WSA_WAIT_EVENT_0 + 7);
    CHECK_EQ(WSAWaitForMultipleEvents(64, events, TRUE, 20, FALSE), WSA_WAIT_TIMEOUT);
    for (int i = 0; i < 64; i++) {
        if (i != 20)
            CHECK(WSASetEvent(events[i]));
    }
    CHECK_EQ(WSAWaitForMultipleEvents(64, events, TRUE, 20, FALSE), WSA_WAIT_TIMEOUT);
    unsigned long long before = host_now_ms();
    struct host_thread *thread = host_thread_start(set_later, &events[20]);
    CHECK_EQ(WSAWaitForMultipleEvents(64, events, TRUE, RECEIVE_MS, FALSE), WSA_WAIT_EVENT_0);
    CHECK(host_now_ms() - before >= 40);
    CHECK(host_thread_done(thread, HANG_MS));
    CHECK_EQ(WSAWaitForMultipleEvents(64, events, TRUE, WSA_INFINITE, FALSE), WSA_WAIT_EVENT_0);
    /* Woken by another thread, and by time. */
    CHECK(WSAResetEvent(events[0]));
    thread = host_thread_start(set_later, &events[0]);
    CHECK_EQ(WSAWaitForMultipleEvents(1, events, FALSE, WSA_INFINITE, FALSE), WSA_WAIT_EVENT_0);
    CHECK(host_thread_done(thread, HANG_MS));
    CHECK(WSAResetEvent(events[0]));
    before = host_now_ms();
    CHECK_EQ(WSAWaitForMultipleEvents(1, events, FALSE, 100, FALSE), WSA_WAIT_TIMEOUT);
    CHECK(host_now_ms() - before >= 95);
    CHECK(host_now_ms() - before < HANG_MS);
    WSAEVENT twice[] = {events[1], events[2], events[1]};
    CHECK_EQ(WSAWaitForMultipleEvents(3, twice, FALSE, 0, FALSE), WSA_WAIT_EVENT_0);
    CHECK_EQ(WSAWaitForMultipleEvents(3, twice, TRUE, 0, FALSE), WSA_WAIT_FAILED);
    CHECK_IS_CODE(WSAGetLastError(), WSA_INVALID_PARAMETER);
    events[5] = (WSAEVENT)(ULONG_PTR)0x7ffffff4;
    CHECK_EQ(WSAWaitForMultipleEvents(64, events, FALSE, 0, FALSE), WSA_WAIT_FAILED);
    CHECK_IS_CODE(WSAGetLastError(), WSA_INVALID_HANDLE);
}

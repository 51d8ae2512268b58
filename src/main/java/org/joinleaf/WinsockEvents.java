package org.joinleaf;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The part of {@link Winsock} about events and select. */
abstract class WinsockEvents extends WinsockData {
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
}

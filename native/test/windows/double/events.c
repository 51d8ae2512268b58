/* FD_CONNECT, which Wine does not tell of a join, and FD_READ as the page of WSAEventSelect re-enables it. */
#include "double.h"

DOUBLE int WSAAPI double_WSAEventSelect(SOCKET s, WSAEVENT event, long mask)
{
    InterlockedIncrement(&demands.event_calls);
    int result = WSAEventSelect(s, event, mask);
    if (result == 0) {
        table_lock();
        struct entry *e = table_find(s);
        if (e != NULL) {
            e->event = event;
            e->mask = mask;
            e->pending = 0;
            e->read_told = false;
            if (e->error_count > 0) {
                events_tell(e, FD_READ);
            }
        }
        table_unlock();
    }
    return result;
}

void events_tell(struct entry *e, long what)
{
    if ((e->mask & what) != 0) {
        e->pending |= what;
        SetEvent(e->event);
    }
}

void events_reenable(SOCKET s)
{
    table_lock();
    struct entry *e = table_find(s);
    if (e != NULL && e->mask != 0) {
        bool more = e->read_told && (e->error_count > 0 || readable(s));
        e->read_told = false;
        if (more) {
            events_tell(e, FD_READ);
        }
    }
    table_unlock();
}

/* Wine records FD_READ anew after any receive: what no documented call has re-enabled is taken away. */
DOUBLE int WSAAPI double_WSAEnumNetworkEvents(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS told)
{
    InterlockedIncrement(&demands.event_calls);
    int result = WSAEnumNetworkEvents(s, event, told);
    if (result != 0) {
        return result;
    }
    table_lock();
    struct entry *e = table_find(s);
    if (e != NULL) {
        if ((told->lNetworkEvents & FD_READ) != 0 && e->read_told) {
            told->lNetworkEvents &= ~FD_READ;
        }
        for (int bit = 0; bit < FD_MAX_EVENTS; bit++) {
            if ((e->pending & (1L << bit)) != 0) {
                told->lNetworkEvents |= 1L << bit;
                told->iErrorCode[bit] = 0;
            }
        }
        e->pending = 0;
        e->read_told |= (told->lNetworkEvents & FD_READ) != 0;
    }
    table_unlock();
    return 0;
}

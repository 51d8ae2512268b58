/* joinleaf_ready_sockets: the event itself knows which sockets have unread records. */
#include <joinleaf/ws_sock.h>

#include <joinleaf/ready.h>

#include "winsock/call.h"
#include "winsock/catalogue.h"
#include "event.h"
#include "event_watch.h"

/* Returns false if the socket was closed, or its record was read, meanwhile. */
static bool read_record(SOCKET s, LPWSANETWORKEVENTS events)
{
    struct handle_slot *slot = handle_acquire(s, HANDLE_SOCKET);
    if (slot == NULL) {
        return false;
    }
    struct handle_object object = handle_object(slot);
    const struct catalogue_entry *entry = object.owner;
    int error = 0, result = 0;
    if (entry->provider != NULL && entry->provider->take_records != NULL) {
        entry->provider->take_records(object.context, events);
    } else {
        result = entry->procs.lpWSPEnumNetworkEvents(s, WSA_INVALID_EVENT, events, &error);
    }
    handle_release(slot);
    return result == 0 && events->lNetworkEvents != 0;
}

int WSAAPI joinleaf_ready_sockets(WSAEVENT handle, const SOCKET *sockets, int count,
                                  struct joinleaf_ready *ready, int room)
{
    if (!call_started()) {
        return SOCKET_ERROR;
    }
    if (ready == NULL || (sockets == NULL && count > 0)) {
        return call_fail(WSAEFAULT);
    }
    struct event *event = count < 0 || room <= 0 ? NULL : event_reference(handle);
    if (event == NULL) {
        return call_fail(WSAEINVAL);
    }
    if (!event_has_unread(event)) {
        event_pump(event); /* the ready sockets have not been asked yet */
    }
    int taken = event_take_unread(event, &ready->socket, sizeof *ready, room);
    event_unreference(event);
    int filled = 0;
    for (int i = 0; i < taken; i++) {
        ready[filled].socket = ready[i].socket;
        filled += read_record(ready[i].socket, &ready[filled].events);
    }
    return filled;
}

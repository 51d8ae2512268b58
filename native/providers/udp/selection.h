/*
 * The selection of a socket: what WSPEventSelect has asked for, and what WSPEnumNetworkEvents is to tell
 * (EV-02 to EV-15). Any thread may call. The selection's lock is held for a short time only; it may be taken
 * while the socket's lock is held, and never the other way round.
 *
 * A condition becomes a record in one of three ways: the socket's descriptor, which is watched, is ready, and
 * selection_ready is called; or the provider knows without a descriptor, and calls selection_record; or a
 * re-enabling call finds it.
 */
#ifndef JOINLEAF_UDP_SELECTION_H
#define JOINLEAF_UDP_SELECTION_H

#include <pthread.h>

#include "providers/common/network_events.h"
#include "watch.h"

extern const struct provider_host *udp_host; /* what the API half gave before the first start */

/* Which of a socket's descriptors is ready. */
enum selection_watch {
    SELECTION_SOCKET,
    SELECTION_ROOM,
    SELECTION_ROUTE,
    SELECTION_ADDRESSES,
    SELECTION_AWAITED
};

struct selection;

/*
 * Returns which of these conditions (FD_READ, FD_WRITE) hold now, and which of the two changes
 * have happened since they were asked for; a change is told once. Called with the selection's lock held.
 */
typedef LONG selection_holds(struct selection *selection, LONG asked);

struct selection {
    pthread_mutex_t lock;
    struct network_events events;
    struct event *event;        /* referenced; NULL: nothing is selected */
    struct event_member member; /* its place among the event's sockets with unread records */
    struct watch watch;
    struct watch room;       /* another descriptor, readable when a flow has tokens again; -1: none */
    struct watch changes[2]; /* and those of FD_ROUTING_INTERFACE_CHANGE and FD_ADDRESS_LIST_CHANGE */
    LONG unready;            /* FD_WRITE: waits for room (EV-07) */
    bool paced;              /* and `room` tells of it, not the socket's own descriptor */
    bool drained;            /* the last receive call found nothing, and FD_READ was not recorded since */
    bool parked;             /* readable, but not watched before the next re-enabling call */
    bool ended;
    selection_holds *holds;
    struct selection_await {        /* what overlapped operation waits for, whatever is selected */
        struct event *event;        /* referenced; NULL: it never waited */
        struct event_member member; /* signalled when the socket is readable */
        struct watch watch;         /* the socket's descriptor once more */
    } await;
};

/* `fd` is the descriptor to watch. selection_set_handle tells the handle once there is one. */
void selection_init(struct selection *selection, int fd, selection_holds *holds);
void selection_set_handle(struct selection *selection, SOCKET socket);
/* The socket is being closed: no event is set for it any more (SK-11). Selecting it fails from here on. */
void selection_end(struct selection *selection);
void selection_destroy(struct selection *selection);

/* From here on this is the descriptor to watch. Returns false if there is no memory; then it is the former. */
bool selection_replace(struct selection *selection, int fd);

/* Does what WSPEventSelect does. Returns 0 or a code. */
int selection_select(struct selection *selection, WSAEVENT event, LONG mask);
bool selection_is_made(struct selection *selection); /* anything but mask 0 */
/* Does what WSPEnumNetworkEvents does. Returns 0 or a code. */
int selection_enumerate(struct selection *selection, WSAEVENT event, LPWSANETWORKEVENTS events);
/* Moves out the record for joinleaf_ready_sockets, which has forgotten the member. An FD_READ after which a
 * receive call found nothing is forgotten, not told. */
void selection_take(struct selection *selection, LPWSANETWORKEVENTS taken);

/* Does what provider.await does, and is called when the descriptor is ready for it. */
int selection_await(struct selection *selection, struct event *event, bool receives);
void selection_awaited(struct selection *selection, struct event *event);

/* Something has happened that no descriptor tells, such as FD_CONNECT, or FD_WRITE of a socket that can send
 * for the first time. */
bool selection_record(struct selection *selection, LONG happened, int error); /* false: none was wanted */
/* A re-enabling call was made. That of FD_CONNECT is another join on the socket (JL-10, JL-11). */
void selection_enable(struct selection *selection, LONG enabled);

/*
 * A re-enabling call of FD_READ was made, and there was something to take, or nothing, or it failed. If what
 * there was is not recorded yet it is recorded now, as it would have been when it came. So it makes no
 * difference whether somebody has looked in between.
 */
void selection_received(struct selection *selection, bool something, bool nothing);
/* A send has failed with WSAEWOULDBLOCK: FD_WRITE comes when there is room again. */
void selection_blocked(struct selection *selection);
/*
 * The same for a flow that has run out of tokens (QS-03): FD_WRITE comes when the descriptor of
 * selection_set_room is readable, for which selection_has_room is called, and `holds` agrees. (`holds`, too,
 * sets `paced`.)
 */
void selection_set_room(struct selection *selection, int fd);
void selection_paced(struct selection *selection);
void selection_has_room(struct selection *selection, struct event *event);

/*
 * FD_ROUTING_INTERFACE_CHANGE or FD_ADDRESS_LIST_CHANGE was asked for (EV-04). It comes when the descriptor,
 * the same each time, is readable, for which selection_changed is called, and `holds` agrees. Returns false
 * if there is no memory to watch it.
 */
bool selection_await_change(struct selection *selection, LONG change, int fd);
void selection_changed(struct selection *selection, struct event *event, LONG change);

/*
 * Called when the socket's descriptor is ready: these events have happened. `never` cannot happen any more,
 * whatever the descriptor says. stubborn: epoll reports it even if it is not asked to (an error, a hang-up).
 * `asked` is as provider_ready has it.
 */
void selection_ready(struct selection *selection, struct event *event, LONG happened, LONG never,
                     bool stubborn, uint64_t asked);

#endif

/*
 * What a provider's socket holds to be selectable: WSPEventSelect and WSPEnumNetworkEvents are nearly all of
 * it (EV-02 to EV-15). Its lock is held for moments only, and never while a provider's own lock is taken.
 *
 * A condition becomes a record in one of three ways: the socket's descriptor is watched, and its watcher says
 * selection_ready; or the provider knows by itself, and says selection_record; or a re-enabling call finds
 * it.
 */
#ifndef JOINLEAF_UDP_SELECTION_H
#define JOINLEAF_UDP_SELECTION_H

#include <pthread.h>

#include "providers/common/network_events.h"
#include "watch.h"

extern const struct provider_host *udp_host; /* what the API half gave before the first start */

/* Which of a socket's descriptors is ready. */
enum selection_watch { SELECTION_SOCKET, SELECTION_ROOM, SELECTION_ROUTE, SELECTION_ADDRESSES };

struct selection;

/*
 * Which of these conditions (FD_READ, FD_WRITE, FD_ACCEPT) hold now, or happened since they were asked for
 * (the two changes: told once). Called with the selection's lock held.
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
    bool paced;              /* and is told by `room` of it, not by its own descriptor */
    bool parked;             /* readable, but not to be told before the next re-enabling call */
    bool ended;
    selection_holds *holds;
};

/* fd is the descriptor to watch. The handle is told when it is known. */
void selection_init(struct selection *selection, int fd, selection_holds *holds);
void selection_set_handle(struct selection *selection, SOCKET socket);
/* The socket is being closed: no event is set for it any more (SK-11). Selecting it fails from here on. */
void selection_end(struct selection *selection);
void selection_destroy(struct selection *selection);

/* WSPEventSelect. 0 or a code. */
int selection_select(struct selection *selection, WSAEVENT event, LONG mask);
bool selection_is_made(struct selection *selection); /* anything but mask 0 */
/* The selection of another socket, for one that it begot (EV-10). 0 or a code. */
int selection_inherit(struct selection *selection, struct selection *from);
/* WSPEnumNetworkEvents. 0 or a code. */
int selection_enumerate(struct selection *selection, WSAEVENT event, LPWSANETWORKEVENTS events);

/* Something happened that needs no descriptor: FD_CONNECT, FD_CLOSE, FD_WRITE of a socket that can first send
 * ... */
bool selection_record(struct selection *selection, LONG happened, int error); /* false: none was wanted */
/* For the next FD_CONNECT: another join was begun on the socket (JL-10, JL-11). Or any other re-enabling
 * call. */
void selection_enable(struct selection *selection, LONG enabled);

/*
 * The re-enabling call of FD_READ or FD_ACCEPT was made; succeeded: there was something to take. If that had
 * not been recorded yet it is now, as it would have been when it came: whether somebody looked in between
 * makes no difference.
 */
void selection_taken(struct selection *selection, LONG event, bool succeeded);
/* A send failed with WSAEWOULDBLOCK: FD_WRITE when there is room again. */
void selection_blocked(struct selection *selection);
/*
 * The same for a flow that ran out of tokens (QS-03): FD_WRITE when the descriptor of selection_set_room is
 * readable and `holds`, which says `paced` for its part, agrees. Its watcher then says selection_has_room.
 */
void selection_set_room(struct selection *selection, int fd);
void selection_paced(struct selection *selection);
void selection_has_room(struct selection *selection, struct event *event);

/*
 * FD_ROUTING_INTERFACE_CHANGE or FD_ADDRESS_LIST_CHANGE was asked for (EV-04): told when the descriptor, the
 * same each time, is readable and `holds` agrees. Its watcher then says selection_changed.
 */
bool selection_await_change(struct selection *selection, LONG change, int fd);
void selection_changed(struct selection *selection, struct event *event, LONG change);

/*
 * From the watcher: these happened; `never` will not again, whatever the descriptor says; stubborn: epoll
 * reports it (an error, a hang-up) even if not asked to look.
 */
void selection_ready(struct selection *selection, struct event *event, LONG happened, LONG never,
                     bool stubborn, uint64_t asked);

#endif

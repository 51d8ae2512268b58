/* Where a root's datagrams go out: one socket an interface, connected to the group. */
#ifndef JOINLEAF_ROOTED_OUTLET_H
#define JOINLEAF_ROOTED_OUTLET_H

#include "system/datagram.h"
#include "system/interface.h"
#include "providers/rooted/session/rooted.h"

struct rooted_outlet {
    struct rooted_outlet *next;
    union system_address local; /* the source address */
    unsigned interface_index;
    uint16_t port; /* the source port */
    uint32_t users;
    system_socket socket;
    bool works;          /* false: the system sends no multicast there, so its leaves get repairs */
    uint32_t whole_from; /* the smallest datagram that the system would not cut out of a train */
};

/* How large a datagram may be on the interface of this address. */
uint32_t outlet_datagram_size(const union system_address *local);
/* The session's outlet for leaves whose connection has this local address; one more user. NULL without
 * memory. */
struct rooted_outlet *outlet_get(struct rooted_session *session, const union system_address *local);
void outlet_release(struct rooted_session *session, struct rooted_outlet *outlet);
/* Whether datagrams of this size go out as trains, as far as it is known. */
bool outlet_segments(const struct rooted_outlet *outlet, uint32_t size);
/* False: it has stopped working. */
bool outlet_send(struct rooted_outlet *outlet, struct packet *const *packets, uint32_t count);

#endif

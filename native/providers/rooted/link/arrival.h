/*
 * A datagram that came, read once for all leaves of this process that it may be for. It needs no lock,
 * because only the thread that has read it uses it.
 */
#ifndef JOINLEAF_ROOTED_ARRIVAL_H
#define JOINLEAF_ROOTED_ARRIVAL_H

#include <stdbool.h>

#include "providers/rooted/window/packet.h"
#include "providers/rooted/wire/wire.h"

struct arrival {
    struct packet *packet; /* NULL: the bytes were no datagram of this protocol, or there was no memory */
    struct wire_datagram header;
    bool keyed;  /* a tag stands behind the payload; whether it is right depends on the session */
    bool repair; /* it came on a control connection */
};

/* Reads the packet's bytes. False: they are no datagram of this protocol. The caller keeps its reference. */
bool arrival_read(struct arrival *arrival, struct packet *packet);

#endif

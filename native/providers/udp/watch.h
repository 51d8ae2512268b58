/*
 * Descriptors that the API half watches for an event's sockets: how a kernel socket's readiness becomes a
 * record of its Winsock socket. Nobody watches in the background: whoever waits for the event, or looks at
 * it, asks the kernel.
 *
 * The watch is level-triggered, so the kernel itself looks again at each wait whether a condition still holds
 * (EV-05), and a re-enabling call costs no system call. A descriptor that is ready although its record is not
 * enabled would end every wait: at the second sighting its owner takes it out of the watch until the
 * re-enabling call.
 */
#ifndef JOINLEAF_UDP_WATCH_H
#define JOINLEAF_UDP_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "providers/provider.h"

enum { WATCHES_OF_A_SOCKET = 8 }; /* `which` is below this */

/* The socket owns it; one lock of the socket's guards it. */
struct watch {
    int fd;         /* -1: nothing to watch */
    unsigned which; /* the provider's own name for it, given back to provider_ready */
    uint32_t told;  /* what the kernel was told to look for */
    bool added;     /* the kernel has it at all */
    uint8_t sightings;
    uint64_t enabled_at; /* the event's clock at the last re-enabling call */
};

/* These are called with the lock held that guards the watch. They do not wait, and call nothing back. */
struct provider_watches {
    /* Has the kernel look for these EPOLL* bits. With 0 it looks for nothing but errors, which it always
     * reports. Returns false if there is no memory. */
    bool (*look_for)(struct event *event, struct watch *watch, SOCKET socket, uint32_t interest);
    /* Takes the descriptor out altogether. */
    void (*end)(struct event *event, struct watch *watch);
    /* Returns the time of a re-enabling call by the event's clock. */
    uint64_t (*tick)(struct event *event);
    /* Returns whether more descriptors than these are watched. */
    bool (*are_more)(const struct event *event, unsigned descriptors);
};

#endif

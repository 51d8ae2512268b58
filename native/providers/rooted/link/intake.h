/*
 * What takes datagrams out of a group's socket, cuts trains up, and copies each datagram into a packet. It
 * owns the memory that a system call fills. It has no lock: group_receiver.c lets one thread at a time use
 * it.
 */
#ifndef JOINLEAF_ROOTED_INTAKE_H
#define JOINLEAF_ROOTED_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "arrival.h"
#include "system/datagram.h"

/* Datagrams that came one after the other from one source. */
struct group_run {
    const union system_address *source;
    const struct arrival *first;
    uint32_t count;
};

/* Called with the datagrams that came. It takes a reference on each packet that it keeps. */
typedef void intake_give(void *object, const struct group_run *runs, uint32_t count);

struct intake;

/* Makes one that asks the system for so many messages at once, 1 to SYSTEM_MESSAGES_MOST. Returns NULL if
 * there is no memory. */
struct intake *intake_new(uint32_t messages);
void intake_free(struct intake *intake);
/* Takes what has come, at most as much as one call of the system gives. Returns the number of messages;
 * *datagrams is the number of datagrams in them. */
uint32_t intake_receive(struct intake *intake, system_socket socket, intake_give *give, void *object,
                        uint32_t *datagrams);
/* Returns whether so many messages are all that one call gives. Then more may have come. */
bool intake_full(const struct intake *intake, uint32_t messages);

#endif

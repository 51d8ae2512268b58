/* What takes datagrams out of a group's socket, cuts trains up, and copies each datagram into a packet. One
 * thread at a time. */
#ifndef JOINLEAF_ROOTED_INTAKE_H
#define JOINLEAF_ROOTED_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "arrival.h"
#include "system/datagram.h"

/* Datagrams that came in a row from one source. */
struct group_run {
    const union system_address *source;
    const struct arrival *first;
    uint32_t count;
};

/* Who gets them: takes references on packets that it keeps. */
typedef void intake_give(void *object, const struct group_run *runs, uint32_t count);

struct intake;

/* It takes so many messages of the system at once, 1 to SYSTEM_MESSAGES_MOST. NULL without memory. */
struct intake *intake_new(uint32_t messages);
void intake_free(struct intake *intake);
/* What has come, as far as it takes that at once. How many messages these were; *datagrams: and datagrams. */
uint32_t intake_receive(struct intake *intake, system_socket socket, intake_give *give, void *object,
                        uint32_t *datagrams);
/* Whether so many messages are all that it takes at once: then more may have come. */
bool intake_full(const struct intake *intake, uint32_t messages);

#endif

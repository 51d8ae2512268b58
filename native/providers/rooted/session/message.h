/* Messages that came to a root, or that came aside, and the queues in which they wait. The session's lock
 * guards them. */
#ifndef JOINLEAF_ROOTED_MESSAGE_H
#define JOINLEAF_ROOTED_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "providers/rooted/wire/wire.h"
#include "system/address.h"

struct rooted_account;

/* What a message waits for. It may wait for both, in a queue each. */
enum rooted_wait { ROOTED_TO_READ, ROOTED_TO_RELAY, ROOTED_WAITS };

/* What became of a message that came in a frame. */
enum message_fate { MESSAGE_TAKEN, MESSAGE_FORBIDDEN, MESSAGE_WITHOUT_MEMORY };

struct rooted_message {
    struct rooted_message *next[ROOTED_WAITS]; /* in the queue of those that wait for the same */
    struct rooted_account *account;            /* of the leaf that sent it; NULL: the message came aside */
    uint32_t uses;                             /* of reading and relaying, how many are still to be done */
    struct wire_origin origin;
    union system_address from;
    uint32_t size;
    uint8_t bytes[];
};

/* Messages that wait for the same, the oldest first. */
struct rooted_queue {
    struct rooted_message *first, *last;
};

/* Makes a message of these bytes, which are copied. Whoever has the last use of it frees it. NULL: there is
 * no memory. */
struct rooted_message *message_new(const union system_address *from, const uint8_t *bytes, uint32_t size);
/* How much memory it takes, in bytes. */
size_t message_memory(const struct rooted_message *message);

void message_enqueue(struct rooted_queue *queue, enum rooted_wait wait, struct rooted_message *message);
/* Takes the oldest message out of the queue, which is not empty, and returns it. */
struct rooted_message *message_dequeue(struct rooted_queue *queue, enum rooted_wait wait);

#endif

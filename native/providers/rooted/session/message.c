#include "message.h"

#include <stdlib.h>
#include <string.h>

struct rooted_message *message_new(const union system_address *from, const uint8_t *bytes, uint32_t size)
{
    struct rooted_message *message = calloc(1, sizeof *message + size);
    if (message != NULL) {
        message->from = *from;
        message->size = size;
        memcpy(message->bytes, bytes, size);
    }
    return message;
}

size_t message_memory(const struct rooted_message *message)
{
    return sizeof *message + message->size;
}

void message_enqueue(struct rooted_queue *queue, enum rooted_wait wait, struct rooted_message *message)
{
    if (queue->last != NULL) {
        queue->last->next[wait] = message;
    } else {
        queue->first = message;
    }
    queue->last = message;
}

struct rooted_message *message_dequeue(struct rooted_queue *queue, enum rooted_wait wait)
{
    struct rooted_message *message = queue->first;
    queue->first = message->next[wait];
    if (queue->first == NULL) {
        queue->last = NULL;
    }
    return message;
}

#include "refusal.h"

#include <stdlib.h>
#include <string.h>

#include "guests.h"

void refusal_forget(struct rooted_refusal **kept)
{
    free(*kept);
    *kept = NULL;
}

bool refusal_keep(struct rooted_refusal **kept, const struct wire_refusal *refusal)
{
    refusal_forget(kept);
    struct rooted_refusal *made = malloc(sizeof *made + refusal->data_length);
    if (made == NULL) {
        return false;
    }
    made->reason = refusal->reason;
    made->number = refusal->number;
    made->size = refusal->data_length;
    if (made->size > 0) {
        memcpy(made->bytes, refusal->data, made->size);
    }
    *kept = made;
    return true;
}

void refusal_send(struct rooted_socket *listener, struct rooted_link *link)
{
    struct wire_refusal refusal = {.reason = WIRE_REJECT_APPLICATION};
    const struct rooted_refusal *kept = listener->refusing;
    if (kept != NULL) {
        refusal.number = kept->number;
        refusal.data_length = kept->size;
        refusal.data = kept->bytes;
    }
    guests_refuse_saying(listener->session, link, &refusal);
    refusal_forget(&listener->refusing);
}

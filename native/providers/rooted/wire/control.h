/*
 * The state of a control connection: which frame may come now, and the tags of a session with a key. It does
 * no input or output; whoever owns it gives it nonces and frames, and guards it.
 */
#ifndef JOINLEAF_ROOTED_CONTROL_H
#define JOINLEAF_ROOTED_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/hmac.h"
#include "auth.h"
#include "wire.h"

enum control_state {
    CONTROL_WAIT_HELLO,   /* asked: waits for HELLO */
    CONTROL_WAIT_REQUEST, /* asked: WELCOME has gone out */
    CONTROL_PENDING,      /* asked: the application decides */
    CONTROL_HELLO_SENT,   /* asker: waits for WELCOME */
    CONTROL_REQUEST_SENT, /* asker: waits for ADMIT or REJECT */
    CONTROL_WAIT_START,   /* leaf: it is admitted, and the root has not said yet where the data begins */
    CONTROL_OPEN,         /* START has come, or has gone out */
    CONTROL_STATES
};

struct control {
    enum control_state state;
    bool asker, root; /* what this side is */
    bool keyed;
    uint8_t nonce[2][ROOTED_NONCE]; /* the asker's and the asked's */
    uint8_t key_in[SYSTEM_HMAC_SIZE], key_out[SYSTEM_HMAC_SIZE];
    uint64_t count_in, count_out; /* how many frames have had a tag in each direction */
};

void control_init_asker(struct control *control, bool root, bool keyed, const uint8_t nonce[ROOTED_NONCE]);
void control_init_asked(struct control *control, bool keyed, const uint8_t nonce[ROOTED_NONCE]);

/* The HELLO or WELCOME that this side sends. */
void control_hello(const struct control *control, struct wire_hello *hello);
/* Takes in the HELLO or WELCOME that has come. Returns 0, or the wire_reject reason to refuse it with. */
int control_hello_received(struct control *control, const struct wire_hello *hello);
/* Makes the keys of both directions, once both nonces are known. False without memory. */
bool control_derive(struct control *control, const void *key, size_t size);

/* Whether a frame of this type may come in this state. */
bool control_allows(const struct control *control, enum wire_type type);
/* Takes note that a frame of this type has come, or has gone out. */
void control_received(struct control *control, enum wire_type type);
void control_sent(struct control *control, enum wire_type type);

/* How many bytes of tag stand behind a frame of that type: 0 or ROOTED_TAG. */
size_t control_tag_size(const struct control *control, enum wire_type type);
/* Makes the tag of the next frame that goes out. False without memory. */
bool control_tag(struct control *control, const uint8_t *frame, size_t size, uint8_t tag[ROOTED_TAG]);
/* Whether this is the right tag of the next frame that has come. It is false without memory, too. */
bool control_check_tag(struct control *control, const uint8_t *frame, size_t size,
                       const uint8_t tag[ROOTED_TAG]);

#endif

#include "control.h"

#include <string.h>

#define BIT(type) (UINT32_C(1) << (type))

enum { ASKERS, ASKEDS };

void control_init_asker(struct control *control, bool root, bool keyed, const uint8_t nonce[ROOTED_NONCE])
{
    *control = (struct control){.state = CONTROL_HELLO_SENT, .asker = true, .root = root, .keyed = keyed};
    memcpy(control->nonce[ASKERS], nonce, ROOTED_NONCE);
}

void control_init_asked(struct control *control, bool keyed, const uint8_t nonce[ROOTED_NONCE])
{
    *control = (struct control){.state = CONTROL_WAIT_HELLO, .keyed = keyed};
    memcpy(control->nonce[ASKEDS], nonce, ROOTED_NONCE);
}

void control_hello(const struct control *control, struct wire_hello *hello)
{
    hello->version = ROOTED_VERSION;
    hello->keyed = control->keyed;
    memcpy(hello->nonce, control->nonce[control->asker ? ASKERS : ASKEDS], ROOTED_NONCE);
}

int control_hello_received(struct control *control, const struct wire_hello *hello)
{
    if (hello->version != ROOTED_VERSION) {
        return WIRE_REJECT_VERSION;
    }
    if (hello->keyed != control->keyed) {
        return WIRE_REJECT_KEY;
    }
    memcpy(control->nonce[control->asker ? ASKEDS : ASKERS], hello->nonce, ROOTED_NONCE);
    return 0;
}

bool control_derive(struct control *control, const void *key, size_t size)
{
    static const char purpose[] = "joinleaf control 1", askers[] = "asker", askeds[] = "asked";
    const struct system_hmac_part parts[] = {{purpose, sizeof purpose - 1},
                                             {control->nonce[ASKERS], ROOTED_NONCE},
                                             {control->nonce[ASKEDS], ROOTED_NONCE}};
    const struct system_hmac_part from_asker = {askers, sizeof askers - 1},
                                  from_asked = {askeds, sizeof askeds - 1};
    uint8_t base[SYSTEM_HMAC_SIZE];
    bool good =
        system_hmac(key, size, parts, 3, base) &&
        system_hmac(base, sizeof base, &from_asker, 1, control->asker ? control->key_out : control->key_in) &&
        system_hmac(base, sizeof base, &from_asked, 1, control->asker ? control->key_in : control->key_out);
    auth_wipe(base, sizeof base);
    return good;
}

bool control_allows(const struct control *control, enum wire_type type)
{
    static const uint32_t before[CONTROL_OPEN] = {
        [CONTROL_WAIT_HELLO] = BIT(WIRE_HELLO),
        [CONTROL_WAIT_REQUEST] = BIT(WIRE_REQUEST),
        [CONTROL_PENDING] = BIT(WIRE_CANCEL),
        [CONTROL_HELLO_SENT] = BIT(WIRE_WELCOME) | BIT(WIRE_REJECT),
        [CONTROL_REQUEST_SENT] = BIT(WIRE_ADMIT) | BIT(WIRE_REJECT),
        [CONTROL_WAIT_START] =
            BIT(WIRE_START) | BIT(WIRE_CANCEL) | BIT(WIRE_BYE) | BIT(WIRE_ABORT) | BIT(WIRE_PING),
    };
    const uint32_t both = BIT(WIRE_PING) | BIT(WIRE_BYE) | BIT(WIRE_ABORT);
    const uint32_t from_leaf = both | BIT(WIRE_ACK) | BIT(WIRE_NAK) | BIT(WIRE_MESSAGE) | BIT(WIRE_CANCEL);
    const uint32_t from_root = both | BIT(WIRE_REPAIR) | BIT(WIRE_CREDIT);
    uint32_t allowed = control->state != CONTROL_OPEN ? before[control->state]
                       : control->root                ? from_leaf
                                                      : from_root;
    return (allowed & BIT(type)) != 0;
}

void control_received(struct control *control, enum wire_type type)
{
    switch (type) {
    case WIRE_WELCOME:
        break; /* REQUEST goes out next */
    case WIRE_REQUEST:
        control->state = CONTROL_PENDING;
        break;
    case WIRE_ADMIT: /* a root's START goes out next */
        control->state = control->root ? CONTROL_REQUEST_SENT : CONTROL_WAIT_START;
        break;
    case WIRE_START:
        control->state = CONTROL_OPEN;
        break;
    default:
        break;
    }
}

void control_sent(struct control *control, enum wire_type type)
{
    switch (type) {
    case WIRE_WELCOME:
        control->state = CONTROL_WAIT_REQUEST;
        break;
    case WIRE_REQUEST:
        control->state = CONTROL_REQUEST_SENT;
        break;
    case WIRE_ADMIT:
        if (!control->root) {
            control->state = CONTROL_WAIT_START;
        }
        break;
    case WIRE_START:
        control->state = CONTROL_OPEN;
        break;
    default:
        break;
    }
}

size_t control_tag_size(const struct control *control, enum wire_type type)
{
    /* REJECT of a HELLO comes from a side that may have another key, or none. */
    bool bare = type == WIRE_HELLO || (type == WIRE_REJECT && (control->state == CONTROL_HELLO_SENT ||
                                                               control->state == CONTROL_WAIT_HELLO));
    return control->keyed && !bare ? ROOTED_TAG : 0;
}

static bool make_tag(const uint8_t key[SYSTEM_HMAC_SIZE], uint64_t count, const uint8_t *frame, size_t size,
                     uint8_t tag[ROOTED_TAG])
{
    uint8_t number[8], mac[SYSTEM_HMAC_SIZE];
    for (int i = 0; i < 8; i++) {
        number[i] = (uint8_t)(count >> (56 - 8 * i));
    }
    const struct system_hmac_part parts[] = {{number, sizeof number}, {frame, size}};
    if (!system_hmac(key, SYSTEM_HMAC_SIZE, parts, 2, mac)) {
        return false;
    }
    memcpy(tag, mac, ROOTED_TAG);
    return true;
}

bool control_tag(struct control *control, const uint8_t *frame, size_t size, uint8_t tag[ROOTED_TAG])
{
    return make_tag(control->key_out, control->count_out++, frame, size, tag);
}

bool control_check_tag(struct control *control, const uint8_t *frame, size_t size,
                       const uint8_t tag[ROOTED_TAG])
{
    uint8_t own[ROOTED_TAG];
    return make_tag(control->key_in, control->count_in++, frame, size, own) &&
           auth_equal(own, tag, ROOTED_TAG);
}

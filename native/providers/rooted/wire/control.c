#include "control.h"

#include <string.h>

#define BIT(state)  (UINT32_C(1) << (state))
#define STATE(name) BIT(CONTROL_##name)

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
    /* HELLO names the latest version that the asker speaks; WELCOME names the version of the connection. */
    bool speaks = control->asker ? hello->version == ROOTED_VERSION : hello->version >= ROOTED_VERSION;
    if (!speaks) {
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

/* When a frame may come, and what state it leads to. */
struct rule {
    uint32_t before;             /* the states before the connection is open in which it may come */
    bool from_leaf, from_root;   /* whether it may come when the connection is open */
    enum control_state received; /* the state after it has come; SAME: as before */
    enum control_state sent;     /* the state after it has gone out */
    bool leafs;                  /* only a leaf's side goes to that state; a root's stays as it is */
};

#define SAME CONTROL_STATES

/* Each frame of WIRE_FRAMES needs a line here; without it this file does not compile. */
// clang-format off
#define RULE_HELLO   {STATE(WAIT_HELLO),                       false, false, SAME,               SAME,                 false}
#define RULE_WELCOME {STATE(HELLO_SENT),                       false, false, SAME,               CONTROL_WAIT_REQUEST, false}
#define RULE_REQUEST {STATE(WAIT_REQUEST),                     false, false, CONTROL_PENDING,    CONTROL_REQUEST_SENT, false}
#define RULE_ADMIT   {STATE(REQUEST_SENT),                     false, false, CONTROL_WAIT_START, CONTROL_WAIT_START,   true}
#define RULE_REJECT  {STATE(HELLO_SENT) | STATE(REQUEST_SENT), false, false, SAME,               SAME,                 false}
#define RULE_START   {STATE(WAIT_START),                       false, false, CONTROL_OPEN,       CONTROL_OPEN,         false}
#define RULE_ACK     {0,                                       true,  false, SAME,               SAME,                 false}
#define RULE_NAK     {0,                                       true,  false, SAME,               SAME,                 false}
#define RULE_REPAIR  {0,                                       false, true,  SAME,               SAME,                 false}
#define RULE_MESSAGE {0,                                       true,  false, SAME,               SAME,                 false}
#define RULE_CREDIT  {0,                                       true,  true,  SAME,               SAME,                 false}
#define RULE_PING    {STATE(WAIT_START),                       true,  true,  SAME,               SAME,                 false}
#define RULE_BYE     {STATE(WAIT_START),                       true,  true,  SAME,               SAME,                 false}
#define RULE_ABORT   {STATE(WAIT_START),                       true,  true,  SAME,               SAME,                 false}
#define RULE_CANCEL  {STATE(PENDING) | STATE(WAIT_START),      true,  false, SAME,               SAME,                 false}
#define RULE_ASIDE   {0,                                       true,  true,  SAME,               SAME,                 false}
// clang-format on

#define LINE(name) [WIRE_##name] = RULE_##name,
static const struct rule rules[WIRE_TYPES] = {WIRE_FRAMES(LINE)};
#undef LINE

bool control_allows(const struct control *control, enum wire_type type)
{
    const struct rule *rule = &rules[type];
    if (control->state != CONTROL_OPEN) {
        return (rule->before & BIT(control->state)) != 0;
    }
    return control->root ? rule->from_leaf : rule->from_root;
}

static void go_on(struct control *control, const struct rule *rule, enum control_state next)
{
    if (next != SAME && !(rule->leafs && control->root)) {
        control->state = next;
    }
}

void control_received(struct control *control, enum wire_type type)
{
    go_on(control, &rules[type], rules[type].received);
}

void control_sent(struct control *control, enum wire_type type)
{
    go_on(control, &rules[type], rules[type].sent);
}

size_t control_tag_size(const struct control *control, enum wire_type type)
{
    /* A REJECT that answers HELLO comes from a side that may have another key, or none. */
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

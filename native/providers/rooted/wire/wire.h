/*
 * native/providers/rooted/wire: frames, datagrams and their tags as bytes (PROTOCOL.md). It has no state but
 * that of a control connection (control.h), which its owner guards, and it uses no calls of a system.
 *
 * This is the codec: frames and datagrams to and from bytes. Pure functions, for any thread. A reader accepts
 * a body only if it is exact: no byte may be missing or left over.
 */
#ifndef JOINLEAF_ROOTED_WIRE_H
#define JOINLEAF_ROOTED_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"

/* The frames, in the order of their numbers, which begin at 1. */
#define WIRE_FRAMES(FRAME)                                                                                   \
    FRAME(HELLO)                                                                                             \
    FRAME(WELCOME)                                                                                           \
    FRAME(REQUEST)                                                                                           \
    FRAME(ADMIT)                                                                                             \
    FRAME(REJECT)                                                                                            \
    FRAME(START)                                                                                             \
    FRAME(ACK)                                                                                               \
    FRAME(NAK)                                                                                               \
    FRAME(REPAIR)                                                                                            \
    FRAME(MESSAGE)                                                                                           \
    FRAME(CREDIT)                                                                                            \
    FRAME(PING)                                                                                              \
    FRAME(BYE)                                                                                               \
    FRAME(ABORT)                                                                                             \
    FRAME(CANCEL)                                                                                            \
    FRAME(ASIDE)

#define WIRE_TYPE(name) WIRE_##name,
enum wire_type { WIRE_NO_FRAME, WIRE_FRAMES(WIRE_TYPE) WIRE_TYPES };
#undef WIRE_TYPE

enum wire_plane { WIRE_PLANE_ROOTED = 1, WIRE_PLANE_NONROOTED = 2, WIRE_PLANE_EITHER = 3 };
enum wire_leaf { WIRE_LEAF_SENDS = 1, WIRE_LEAF_RECEIVES = 2 };
enum wire_reject {
    WIRE_REJECT_APPLICATION = 1,
    WIRE_REJECT_FULL,
    WIRE_REJECT_VERSION,
    WIRE_REJECT_KEY,
    WIRE_REJECT_PLANE
};
/* Why a request is refused; number and data are the application's. data points into the body read. */
struct wire_refusal {
    uint16_t reason; /* enum wire_reject */
    uint32_t number;
    uint32_t data_length;
    const uint8_t *data;
};

enum wire_abort { WIRE_ABORT_SLOW = 1, WIRE_ABORT_PROTOCOL, WIRE_ABORT_RESOURCES, WIRE_ABORT_SILENT };
/* The number in a leaf's PING. In a root's it is the sequence of the datagram that it sends next. */
enum wire_ping { WIRE_PING_ALIVE, WIRE_PING_NO_MULTICAST };
enum wire_cancel { WIRE_CANCEL_WITHDRAWN, WIRE_CANCEL_PATIENCE };

enum {
    WIRE_HEADER = 8,
    WIRE_REFUSAL_MAX = 2 + 4 + ROOTED_REFUSAL_MAX,
    WIRE_NAK_STAMP = 4,
    WIRE_NAK_RANGE = 12,
    WIRE_FLOW_SPECS = 64,
    WIRE_REQUEST_MAX = 8 + WIRE_FLOW_SPECS + 4 + ROOTED_QOS_SPECIFIC_MAX + 4 + ROOTED_CONNECT_DATA_MAX,
    /* A buffer of this size holds any frame that wire_put_* writes. Messages and repairs are larger. */
    WIRE_SMALL_MAX = WIRE_HEADER + WIRE_REQUEST_MAX,
    WIRE_DATAGRAM_HEADER = 28,
    WIRE_RTT_UNIT = 64, /* us */
    WIRE_ORIGIN = 24,
    WIRE_RECORD = 4,
    WIRE_RECORD_ASIDE = WIRE_RECORD + 4,
    WIRE_RECORD_MAX = WIRE_RECORD + WIRE_ORIGIN
};

struct wire_frame {
    enum wire_type type;
    uint32_t length; /* of the body, without header and tag */
};

struct wire_hello {
    uint8_t version;
    bool keyed;
    uint8_t nonce[ROOTED_NONCE];
};

/* Two FLOWSPECs, member by member in their order, and what follows them in a QOS. */
struct wire_flow {
    bool given;
    uint32_t specs[16];
    uint32_t specific_length;
    const uint8_t *specific;
};

/* REQUEST, and ADMIT (which uses only planes, flow and data). data and flow.specific point into the body
 * read. */
struct wire_request {
    bool asker_is_root;
    uint8_t planes;
    uint8_t leaf;
    uint32_t patience_ms;
    struct wire_flow flow;
    uint32_t data_length;
    const uint8_t *data;
};

struct wire_start {
    uint64_t session, first, credit;
    uint32_t window, datagram, keep_alive_ms, dead_ms, member;
    uint16_t group_port, sender_port;
    uint8_t group[16];  /* of an IPv4 address the first four bytes */
    uint8_t source[16]; /* the address that datagrams come from, likewise */
    uint8_t plane;
    bool multicast, ipv6;
};

/* What a leaf has, and what the root needs to measure the way to it. */
struct wire_ack {
    uint64_t next, limit;
    uint64_t echo;     /* the highest sequence that has arrived; 0: none has */
    uint64_t received; /* bytes of all datagrams that came by multicast, in all */
    uint32_t stamp;    /* the leaf's clock when `echo` arrived, us, wraps around */
    uint32_t hold;     /* us since then */
    uint32_t missed;   /* datagrams that were found missing, in all, wraps around */
    uint32_t heard;    /* datagrams that came by multicast, in all, wraps around */
    uint32_t buffer;   /* bytes of datagrams that may wait in the leaf's socket; 0: not known */
};

struct wire_range {
    uint64_t first;
    uint32_t count;
};

struct wire_nak {
    uint32_t stamp; /* the leaf's clock, us, wraps around */
    uint32_t count;
    struct wire_range ranges[ROOTED_NAK_RANGES];
};

enum wire_datagram_type { WIRE_DATA = 1, WIRE_HEARTBEAT = 2 };
enum wire_datagram_flags {
    WIRE_FIRST = 1, /* the payload begins with a record, not within one */
    WIRE_MANY = 2,  /* there are many leaves, which must not all ask at once for what all of them miss */
    WIRE_RARE = 12, /* two bits, with WIRE_MANY: how often the time between two ACKs is doubled */
    WIRE_RARE_SHIFT = 2
};

struct wire_datagram {
    uint8_t type, flags;
    uint8_t ack_every; /* an ACK is due after so many datagrams of the largest size, 1 to 255 */
    uint16_t rtt;      /* the greatest round-trip time of the session's leaves, in WIRE_RTT_UNIT */
    uint64_t session, sequence;
    uint16_t length; /* of the payload, which begins at WIRE_DATAGRAM_HEADER */
};

struct wire_origin {
    uint32_t member;
    uint16_t port;
    bool ipv6;
    uint8_t address[16];
};

/* The head of a message in the stream of records that the payloads make up. The whole head stands in one
 * datagram. */
struct wire_record {
    uint32_t size; /* of the message, without this head */
    bool relayed;
    struct wire_origin origin; /* if relayed */
    bool aside;                /* this is only the place of a message that comes to one leaf as ASIDE */
    uint32_t member;           /* if aside: the number of that leaf */
};

/* Reads the first WIRE_HEADER bytes of a frame. False: there is no such type, the frame is longer than its
 * type allows, or reserved bytes are not 0. */
bool wire_get_header(const uint8_t *bytes, struct wire_frame *frame);
void wire_put_header(uint8_t *bytes, enum wire_type type, uint32_t length);
/* How many bytes the body of such a frame may have. */
uint32_t wire_limit(enum wire_type type);

/* Writers write the whole frame, with its header and without a tag, and return how many bytes it has. `out`
 * has room for WIRE_SMALL_MAX, or for exactly this frame. */
size_t wire_put_hello(uint8_t *out, enum wire_type type, const struct wire_hello *hello);
size_t wire_put_request(uint8_t *out, const struct wire_request *request);
size_t wire_put_admit(uint8_t *out, const struct wire_request *admit);
size_t wire_put_start(uint8_t *out, const struct wire_start *start);
size_t wire_put_ack(uint8_t *out, const struct wire_ack *ack);
size_t wire_put_nak(uint8_t *out, const struct wire_nak *nak);
size_t wire_put_number(uint8_t *out, enum wire_type type, uint64_t number); /* CREDIT, PING, BYE */
size_t wire_put_reason(uint8_t *out, enum wire_type type, uint16_t reason); /* REJECT, ABORT, CANCEL */
size_t wire_put_reject(uint8_t *out, const struct wire_refusal *refusal);

/* Readers read a body. False: it is not one of that type. */
bool wire_get_hello(const uint8_t *body, size_t length, struct wire_hello *hello);
bool wire_get_request(const uint8_t *body, size_t length, struct wire_request *request);
bool wire_get_admit(const uint8_t *body, size_t length, struct wire_request *admit);
bool wire_get_start(const uint8_t *body, size_t length, struct wire_start *start);
bool wire_get_ack(const uint8_t *body, size_t length, struct wire_ack *ack);
bool wire_get_nak(const uint8_t *body, size_t length, struct wire_nak *nak);
bool wire_get_number(const uint8_t *body, size_t length, uint64_t *number);
bool wire_get_reason(const uint8_t *body, size_t length, uint16_t *reason);
bool wire_get_reject(const uint8_t *body, size_t length, struct wire_refusal *refusal);

/* Writes the header of a datagram: WIRE_DATAGRAM_HEADER bytes. */
void wire_put_datagram(uint8_t *out, const struct wire_datagram *datagram);
/* Reads the header of a datagram. tag: how many bytes of tag stand behind the payload. False: `length` is not
 * exact, or the bytes are no datagram of this protocol. */
bool wire_get_datagram(const uint8_t *bytes, size_t length, size_t tag, struct wire_datagram *datagram);
/* Writes the head of a record and returns how many bytes it has. origin: who has sent the message; NULL
 * unless it is relayed. */
size_t wire_put_record(uint8_t *out, uint32_t size, const struct wire_origin *origin);
/* Writes the place of a message aside: WIRE_RECORD_ASIDE bytes. */
size_t wire_put_record_aside(uint8_t *out, uint32_t member);
/* Reads the head of a record. Returns how many bytes it has, or 0 if these bytes are no such head. */
size_t wire_get_record(const uint8_t *payload, size_t length, struct wire_record *record);
/* For a head that wire_get_record has read before. False: the message is relayed, or this is only its place.
 * Otherwise the head has WIRE_RECORD bytes, and *size is the size of the message. */
static inline bool wire_plain_record(const uint8_t *head, uint32_t *size)
{
    *size = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3];
    return *size <= ROOTED_MESSAGE_MAX;
}

#endif

#include "wire.h"

#include <string.h>

#define FRAME_MAGIC    UINT32_C(0x4a4c5250) /* JLRP */
#define DATAGRAM_MAGIC UINT32_C(0x4a4c5244) /* JLRD */

/* The bytes that are still to be read. `good` becomes false when a byte is missing, or when a reserved byte
 * is not 0. */
struct reader {
    const uint8_t *at, *end;
    bool good;
};

static const uint8_t *take_bytes(struct reader *reader, size_t size)
{
    static const uint8_t nothing[16];
    if ((size_t)(reader->end - reader->at) < size) {
        reader->good = false;
        return size <= sizeof nothing ? nothing : NULL;
    }
    const uint8_t *bytes = reader->at;
    reader->at += size;
    return bytes;
}

static uint64_t read_number(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

static uint8_t get8(struct reader *reader)
{
    return *take_bytes(reader, 1);
}

static uint16_t get16(struct reader *reader)
{
    return (uint16_t)read_number(take_bytes(reader, 2), 2);
}

static uint32_t get32(struct reader *reader)
{
    return (uint32_t)read_number(take_bytes(reader, 4), 4);
}

static uint64_t get64(struct reader *reader)
{
    return read_number(take_bytes(reader, 8), 8);
}

static bool get_bool(struct reader *reader)
{
    uint8_t value = get8(reader);
    reader->good = reader->good && value <= 1;
    return value == 1;
}

static void get_zeros(struct reader *reader, size_t size)
{
    while (size-- > 0) {
        reader->good = reader->good && get8(reader) == 0;
    }
}

static void get_bytes(struct reader *reader, uint8_t *out, size_t size)
{
    memcpy(out, take_bytes(reader, size),
           size); /* size is at most 16, for which take_bytes never gives NULL */
}

static bool is_finished(const struct reader *reader)
{
    return reader->good && reader->at == reader->end;
}

static uint8_t *put_number(uint8_t *at, uint64_t number, size_t size)
{
    for (size_t i = size; i-- > 0; number >>= 8) {
        at[i] = (uint8_t)number;
    }
    return at + size;
}

static uint8_t *put_bytes(uint8_t *at, const void *bytes, size_t size)
{
    if (size > 0) {
        memcpy(at, bytes, size);
    }
    return at + size;
}

/* How long a body may be, in bytes. Each frame of WIRE_FRAMES needs a line here; without it this file does
 * not compile. */
#define LIMIT_HELLO   24
#define LIMIT_WELCOME 24
#define LIMIT_REQUEST WIRE_REQUEST_MAX
#define LIMIT_ADMIT   WIRE_REQUEST_MAX
#define LIMIT_REJECT  WIRE_REFUSAL_MAX
#define LIMIT_START   84
#define LIMIT_ACK     52
#define LIMIT_NAK     (WIRE_NAK_STAMP + ROOTED_NAK_RANGES * WIRE_NAK_RANGE)
#define LIMIT_REPAIR  ROOTED_DATAGRAM_MAX
#define LIMIT_MESSAGE ROOTED_MESSAGE_MAX
#define LIMIT_CREDIT  8
#define LIMIT_PING    8
#define LIMIT_BYE     8
#define LIMIT_ABORT   2
#define LIMIT_CANCEL  2
#define LIMIT_ASIDE   ROOTED_MESSAGE_MAX

uint32_t wire_limit(enum wire_type type)
{
#define LINE(name) [WIRE_##name] = LIMIT_##name,
    static const uint32_t limits[WIRE_TYPES] = {WIRE_FRAMES(LINE)};
#undef LINE
    return limits[type];
}

bool wire_get_header(const uint8_t *bytes, struct wire_frame *frame)
{
    struct reader reader = {bytes, bytes + WIRE_HEADER, true};
    uint8_t type = get8(&reader);
    get_zeros(&reader, 3);
    frame->length = get32(&reader);
    if (!reader.good || type < WIRE_HELLO || type >= WIRE_TYPES) {
        return false;
    }
    frame->type = (enum wire_type)type;
    return frame->length <= wire_limit(frame->type);
}

void wire_put_header(uint8_t *bytes, enum wire_type type, uint32_t length)
{
    put_number(put_number(bytes, (uint64_t)type << 24, 4), length, 4);
}

static size_t finish_frame(uint8_t *out, enum wire_type type, const uint8_t *end)
{
    size_t size = (size_t)(end - out);
    wire_put_header(out, type, (uint32_t)(size - WIRE_HEADER));
    return size;
}

size_t wire_put_hello(uint8_t *out, enum wire_type type, const struct wire_hello *hello)
{
    uint8_t *at = put_number(out + WIRE_HEADER, FRAME_MAGIC, 4);
    at = put_number(at, hello->version, 1);
    at = put_number(at, hello->keyed, 1);
    at = put_number(at, 0, 2);
    return finish_frame(out, type, put_bytes(at, hello->nonce, ROOTED_NONCE));
}

bool wire_get_hello(const uint8_t *body, size_t length, struct wire_hello *hello)
{
    struct reader reader = {body, body + length, true};
    bool known = get32(&reader) == FRAME_MAGIC;
    hello->version = get8(&reader);
    hello->keyed = get_bool(&reader);
    get_zeros(&reader, 2);
    get_bytes(&reader, hello->nonce, ROOTED_NONCE);
    return is_finished(&reader) && known;
}

static uint8_t *put_flow(uint8_t *at, const struct wire_flow *flow)
{
    if (!flow->given) {
        return at;
    }
    for (size_t i = 0; i < 16; i++) {
        at = put_number(at, flow->specs[i], 4);
    }
    return put_bytes(put_number(at, flow->specific_length, 4), flow->specific, flow->specific_length);
}

static void get_sized(struct reader *reader, uint32_t most, uint32_t *length, const uint8_t **bytes)
{
    *length = get32(reader);
    reader->good = reader->good && *length <= most;
    *bytes = reader->good ? take_bytes(reader, *length) : NULL;
}

static void get_flow(struct reader *reader, struct wire_flow *flow)
{
    for (size_t i = 0; i < 16; i++) {
        flow->specs[i] = get32(reader);
    }
    get_sized(reader, ROOTED_QOS_SPECIFIC_MAX, &flow->specific_length, &flow->specific);
}

static size_t put_request(uint8_t *out, enum wire_type type, const struct wire_request *request)
{
    bool is_request = type == WIRE_REQUEST;
    uint8_t *at = out + WIRE_HEADER;
    if (is_request) {
        at = put_number(at, request->asker_is_root, 1);
    }
    at = put_number(at, request->planes, 1);
    at = put_number(at, is_request ? request->leaf : 0, is_request ? 1 : 2);
    at = put_number(at, request->flow.given, 1);
    if (is_request) {
        at = put_number(at, request->patience_ms, 4);
    }
    at = put_flow(at, &request->flow);
    at = put_number(at, request->data_length, 4);
    return finish_frame(out, type, put_bytes(at, request->data, request->data_length));
}

size_t wire_put_request(uint8_t *out, const struct wire_request *request)
{
    return put_request(out, WIRE_REQUEST, request);
}

size_t wire_put_admit(uint8_t *out, const struct wire_request *admit)
{
    return put_request(out, WIRE_ADMIT, admit);
}

static bool get_request_rest(struct reader *reader, struct wire_request *request)
{
    if (request->flow.given) {
        get_flow(reader, &request->flow);
    }
    get_sized(reader, ROOTED_CONNECT_DATA_MAX, &request->data_length, &request->data);
    return is_finished(reader) && request->planes >= WIRE_PLANE_ROOTED &&
           request->planes <= WIRE_PLANE_EITHER;
}

bool wire_get_request(const uint8_t *body, size_t length, struct wire_request *request)
{
    struct reader reader = {body, body + length, true};
    memset(request, 0, sizeof *request);
    request->asker_is_root = get_bool(&reader);
    request->planes = get8(&reader);
    request->leaf = get8(&reader);
    request->flow.given = get_bool(&reader);
    request->patience_ms = get32(&reader);
    return get_request_rest(&reader, request) && request->leaf >= WIRE_LEAF_SENDS &&
           request->leaf <= (WIRE_LEAF_SENDS | WIRE_LEAF_RECEIVES);
}

bool wire_get_admit(const uint8_t *body, size_t length, struct wire_request *admit)
{
    struct reader reader = {body, body + length, true};
    memset(admit, 0, sizeof *admit);
    admit->planes = get8(&reader);
    get_zeros(&reader, 2);
    admit->flow.given = get_bool(&reader);
    return get_request_rest(&reader, admit);
}

size_t wire_put_start(uint8_t *out, const struct wire_start *start)
{
    uint8_t *at = put_number(out + WIRE_HEADER, start->session, 8);
    at = put_number(at, start->first, 8);
    at = put_number(at, start->credit, 8);
    at = put_number(at, start->window, 4);
    at = put_number(at, start->datagram, 4);
    at = put_number(at, start->keep_alive_ms, 4);
    at = put_number(at, start->dead_ms, 4);
    at = put_number(at, start->member, 4);
    at = put_number(at, start->group_port, 2);
    at = put_number(at, start->sender_port, 2);
    at = put_bytes(at, start->group, sizeof start->group);
    at = put_bytes(at, start->source, sizeof start->source);
    at = put_number(at, start->plane, 1);
    at = put_number(at, start->multicast, 1);
    at = put_number(at, start->ipv6, 1);
    return finish_frame(out, WIRE_START, put_number(at, 0, 1));
}

static bool window_fits(uint32_t window)
{
    return window >= ROOTED_WINDOW_MIN && window <= ROOTED_WINDOW_MAX && (window & (window - 1)) == 0;
}

bool wire_get_start(const uint8_t *body, size_t length, struct wire_start *start)
{
    struct reader reader = {body, body + length, true};
    start->session = get64(&reader);
    start->first = get64(&reader);
    start->credit = get64(&reader);
    start->window = get32(&reader);
    start->datagram = get32(&reader);
    start->keep_alive_ms = get32(&reader);
    start->dead_ms = get32(&reader);
    start->member = get32(&reader);
    start->group_port = get16(&reader);
    start->sender_port = get16(&reader);
    get_bytes(&reader, start->group, sizeof start->group);
    get_bytes(&reader, start->source, sizeof start->source);
    start->plane = get8(&reader);
    start->multicast = get_bool(&reader);
    start->ipv6 = get_bool(&reader);
    get_zeros(&reader, 1);
    /* A session sends far fewer datagrams than half of the numbers. So a sequence and a window together never
     * wrap around. */
    return is_finished(&reader) && window_fits(start->window) && start->first < ROOTED_NUMBER_END &&
           start->datagram <= ROOTED_DATAGRAM_MAX && start->keep_alive_ms > 0 && start->dead_ms > 0 &&
           (start->plane == WIRE_PLANE_ROOTED || start->plane == WIRE_PLANE_NONROOTED);
}

size_t wire_put_ack(uint8_t *out, const struct wire_ack *ack)
{
    uint8_t *at = put_number(put_number(out + WIRE_HEADER, ack->next, 8), ack->limit, 8);
    at = put_number(put_number(at, ack->echo, 8), ack->received, 8);
    at = put_number(put_number(at, ack->stamp, 4), ack->hold, 4);
    at = put_number(put_number(at, ack->missed, 4), ack->heard, 4);
    return finish_frame(out, WIRE_ACK, put_number(at, ack->buffer, 4));
}

bool wire_get_ack(const uint8_t *body, size_t length, struct wire_ack *ack)
{
    struct reader reader = {body, body + length, true};
    ack->next = get64(&reader);
    ack->limit = get64(&reader);
    ack->echo = get64(&reader);
    ack->received = get64(&reader);
    ack->stamp = get32(&reader);
    ack->hold = get32(&reader);
    ack->missed = get32(&reader);
    ack->heard = get32(&reader);
    ack->buffer = get32(&reader);
    return is_finished(&reader);
}

size_t wire_put_nak(uint8_t *out, const struct wire_nak *nak)
{
    uint8_t *at = put_number(out + WIRE_HEADER, nak->stamp, 4);
    for (uint32_t i = 0; i < nak->count; i++) {
        at = put_number(put_number(at, nak->ranges[i].first, 8), nak->ranges[i].count, 4);
    }
    return finish_frame(out, WIRE_NAK, at);
}

bool wire_get_nak(const uint8_t *body, size_t length, struct wire_nak *nak)
{
    struct reader reader = {body, body + length, true};
    if (length < WIRE_NAK_STAMP + WIRE_NAK_RANGE || (length - WIRE_NAK_STAMP) % WIRE_NAK_RANGE != 0) {
        return false;
    }
    nak->stamp = get32(&reader);
    nak->count = (uint32_t)((length - WIRE_NAK_STAMP) / WIRE_NAK_RANGE);
    if (nak->count > ROOTED_NAK_RANGES) {
        return false;
    }
    uint64_t end = 0; /* the ranges are in order, so that no datagram is asked for twice */
    for (uint32_t i = 0; i < nak->count; i++) {
        struct wire_range *range = &nak->ranges[i];
        range->first = get64(&reader);
        range->count = get32(&reader);
        if (range->count == 0 || range->count > ROOTED_WINDOW_MAX || range->first < end ||
            range->first > ROOTED_NUMBER_END) {
            return false;
        }
        end = range->first + range->count;
    }
    return is_finished(&reader);
}

size_t wire_put_number(uint8_t *out, enum wire_type type, uint64_t number)
{
    return finish_frame(out, type, put_number(out + WIRE_HEADER, number, 8));
}

bool wire_get_number(const uint8_t *body, size_t length, uint64_t *number)
{
    struct reader reader = {body, body + length, true};
    *number = get64(&reader);
    return is_finished(&reader);
}

size_t wire_put_reason(uint8_t *out, enum wire_type type, uint16_t reason)
{
    return finish_frame(out, type, put_number(out + WIRE_HEADER, reason, 2));
}

bool wire_get_reason(const uint8_t *body, size_t length, uint16_t *reason)
{
    struct reader reader = {body, body + length, true};
    *reason = get16(&reader);
    return is_finished(&reader);
}

size_t wire_put_reject(uint8_t *out, const struct wire_refusal *refusal)
{
    uint8_t *at = put_number(out + WIRE_HEADER, refusal->reason, 2);
    at = put_number(at, refusal->number, 4);
    return finish_frame(out, WIRE_REJECT, put_bytes(at, refusal->data, refusal->data_length));
}

/* The reason may stand alone, as in every version of the protocol. */
bool wire_get_reject(const uint8_t *body, size_t length, struct wire_refusal *refusal)
{
    struct reader reader = {body, body + length, true};
    *refusal = (struct wire_refusal){.reason = get16(&reader)};
    if (reader.good && reader.at < reader.end) {
        refusal->number = get32(&reader);
    }
    refusal->data_length = reader.good ? (uint32_t)(reader.end - reader.at) : 0;
    refusal->data = reader.at;
    return reader.good && refusal->data_length <= ROOTED_REFUSAL_MAX;
}

void wire_put_datagram(uint8_t *out, const struct wire_datagram *datagram)
{
    uint8_t *at = put_number(out, DATAGRAM_MAGIC, 4);
    at = put_number(at, ROOTED_VERSION, 1);
    at = put_number(at, datagram->type, 1);
    at = put_number(at, datagram->flags, 1);
    at = put_number(at, datagram->ack_every, 1);
    at = put_number(at, datagram->session, 8);
    at = put_number(at, datagram->sequence, 8);
    put_number(put_number(at, datagram->length, 2), datagram->rtt, 2);
}

bool wire_get_datagram(const uint8_t *bytes, size_t length, size_t tag, struct wire_datagram *datagram)
{
    struct reader reader = {bytes, bytes + length, true};
    bool known = get32(&reader) == DATAGRAM_MAGIC && get8(&reader) == ROOTED_VERSION;
    datagram->type = get8(&reader);
    datagram->flags = get8(&reader);
    datagram->ack_every = get8(&reader);
    datagram->session = get64(&reader);
    datagram->sequence = get64(&reader);
    datagram->length = get16(&reader);
    datagram->rtt = get16(&reader);
    if (!reader.good || !known || length != WIRE_DATAGRAM_HEADER + (size_t)datagram->length + tag) {
        return false;
    }
    if (datagram->type == WIRE_HEARTBEAT) {
        return datagram->flags == 0 && datagram->ack_every == 0 && datagram->length == 0;
    }
    return datagram->type == WIRE_DATA && (datagram->flags & ~(WIRE_FIRST | WIRE_MANY | WIRE_RARE)) == 0 &&
           datagram->ack_every > 0;
}

static uint8_t *put_origin(uint8_t *at, const struct wire_origin *origin)
{
    at = put_number(at, origin->member, 4);
    at = put_number(at, origin->port, 2);
    at = put_number(at, origin->ipv6, 1);
    return put_bytes(put_number(at, 0, 1), origin->address, sizeof origin->address);
}

static void get_origin(struct reader *reader, struct wire_origin *origin)
{
    origin->member = get32(reader);
    origin->port = get16(reader);
    origin->ipv6 = get_bool(reader);
    get_zeros(reader, 1);
    get_bytes(reader, origin->address, sizeof origin->address);
}

#define RELAYED UINT32_C(0x80000000)
#define ASIDE   UINT32_C(0x40000000)

size_t wire_put_record(uint8_t *out, uint32_t size, const struct wire_origin *origin)
{
    uint8_t *at = put_number(out, size | (origin == NULL ? 0 : RELAYED), WIRE_RECORD);
    if (origin != NULL) {
        at = put_origin(at, origin);
    }
    return (size_t)(at - out);
}

size_t wire_put_record_aside(uint8_t *out, uint32_t member)
{
    return (size_t)(put_number(put_number(out, ASIDE, WIRE_RECORD), member, 4) - out);
}

size_t wire_get_record(const uint8_t *payload, size_t length, struct wire_record *record)
{
    struct reader reader = {payload, payload + length, true};
    uint32_t head = get32(&reader);
    record->relayed = (head & RELAYED) != 0;
    record->aside = (head & ASIDE) != 0;
    record->size = head & ~(RELAYED | ASIDE);
    if (record->aside) {
        record->member = get32(&reader);
        reader.good = reader.good && !record->relayed && record->size == 0;
    } else if (record->relayed) {
        get_origin(&reader, &record->origin);
    }
    return reader.good && record->size <= ROOTED_MESSAGE_MAX ? (size_t)(reader.at - payload) : 0;
}

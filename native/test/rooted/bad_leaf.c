#include "bad_leaf.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "providers/rooted/wire/wire.h"
#include "test/seconds.h"

enum { LAG = 64, FRAMES_AT_ONCE = 64 };

const char *const bad_leaf_deeds[BAD_LEAF_DEEDS] = {"no bad leaf",
                                                    "acknowledges the future",
                                                    "takes an ACK back",
                                                    "claims a huge window",
                                                    "a NAK storm",
                                                    "a flood of ACKs",
                                                    "toggles its reach",
                                                    "acknowledges too early",
                                                    "says that nothing has come",
                                                    "has a fast clock",
                                                    "echoes late",
                                                    "says that its socket is small",
                                                    "sends a message byte by byte",
                                                    "is a trickle",
                                                    "never acknowledges"};

struct life {
    int control, group;
    struct wire_start start;
    uint64_t next, limit, highest; /* what it says; the highest datagram that it has seen */
    uint32_t heard, buffer;
    uint64_t received, said_received, echo; /* echo: what it says is the highest */
    double ahead;                           /* by how many seconds its clock is wrong */
    uint64_t bye; /* BYE's sequence: of the first datagram that there will never be; 0: it has not come */
    size_t dripped;
    double begin, next_at;
    uint8_t in[16384]; /* of its connection, what is not yet a frame */
    size_t in_size;
    struct bad_leaf did;
};

static bool read_frame(int fd, uint8_t *bytes, size_t room, struct wire_frame *frame)
{
    return recv(fd, bytes, WIRE_HEADER, MSG_WAITALL) == WIRE_HEADER && wire_get_header(bytes, frame) &&
           frame->length <= room &&
           (frame->length == 0 || recv(fd, bytes, frame->length, MSG_WAITALL) == (ssize_t)frame->length);
}

static bool join(struct life *life, const struct sockaddr_in *at, uint8_t does, bool too_much)
{
    uint8_t bytes[WIRE_SMALL_MAX];
    struct wire_frame frame;
    const struct wire_hello hello = {.version = ROOTED_VERSION};
    struct wire_request request = {.planes = 3, .leaf = does, .patience_ms = 5000, .flow.given = too_much};
    int on = 1;
    memset(request.flow.specs, 0xff, sizeof request.flow.specs); /* there is no such service type */
    life->control = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(life->control, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(life->control, (const struct sockaddr *)at, sizeof *at) != 0) {
        return false;
    }
    size_t size = wire_put_hello(bytes, WIRE_HELLO, &hello);
    if (send(life->control, bytes, size, MSG_NOSIGNAL) != (ssize_t)size ||
        !read_frame(life->control, bytes, sizeof bytes, &frame) || frame.type != WIRE_WELCOME) {
        return false;
    }
    size = wire_put_request(bytes, &request);
    if (send(life->control, bytes, size, MSG_NOSIGNAL) != (ssize_t)size ||
        !read_frame(life->control, bytes, sizeof bytes, &frame) || frame.type != WIRE_ADMIT ||
        !read_frame(life->control, bytes, sizeof bytes, &frame) || frame.type != WIRE_START) {
        return false;
    }
    return wire_get_start(bytes, frame.length, &life->start);
}

static void listen_to_group(struct life *life)
{
    struct sockaddr_in group = {.sin_family = AF_INET, .sin_port = htons(life->start.group_port)};
    struct ip_mreqn membership = {.imr_address.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    memcpy(&group.sin_addr, life->start.group, 4);
    membership.imr_multiaddr = group.sin_addr;
    life->group = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(life->group, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(life->group, (struct sockaddr *)&group, sizeof group) != 0 ||
        setsockopt(life->group, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership) != 0) {
        perror("group");
    }
}

static void hear(struct life *life)
{
    static uint8_t bytes[ROOTED_DATAGRAM_MAX];
    struct wire_datagram header;
    for (int i = 0; i < 64; i++) {
        ssize_t size = recv(life->group, bytes, sizeof bytes, MSG_DONTWAIT);
        if (size <= 0) {
            return;
        }
        if (!wire_get_datagram(bytes, (size_t)size, 0, &header)) {
            continue;
        }
        life->heard++;
        life->received += (uint64_t)size;
        if (header.type == WIRE_DATA && header.sequence > life->highest) {
            /* what it has missed counts too, so that this is no lie: it acknowledges that */
            life->received += (header.sequence - life->highest - 1) * ROOTED_DATAGRAM_MAX;
            life->highest = header.sequence;
        }
    }
}

/* Counts what comes on the connection. */
static void listen_to_root(struct life *life)
{
    ssize_t size =
        recv(life->control, life->in + life->in_size, sizeof life->in - life->in_size, MSG_DONTWAIT);
    if (size == 0) {
        life->did.ended = true;
        return;
    }
    if (size < 0) {
        return;
    }
    life->did.in += (uint64_t)size;
    life->in_size += (size_t)size;
    size_t at = 0;
    struct wire_frame frame;
    while (life->in_size - at >= WIRE_HEADER && wire_get_header(life->in + at, &frame) &&
           life->in_size - at >= WIRE_HEADER + frame.length) {
        life->did.ended = life->did.ended || frame.type == WIRE_ABORT;
        if (frame.type == WIRE_BYE &&
            !wire_get_number(life->in + at + WIRE_HEADER, frame.length, &life->bye)) {
            life->did.ended = true;
        }
        life->did.repaired += frame.type == WIRE_REPAIR ? WIRE_HEADER + frame.length : 0;
        at += WIRE_HEADER + frame.length;
    }
    memmove(life->in, life->in + at, life->in_size - at);
    life->in_size -= at;
}

static size_t put_ack(struct life *life, uint8_t *out)
{
    const struct wire_ack ack = {.next = life->next,
                                 .limit = life->limit,
                                 .echo = life->echo,
                                 .received = life->said_received,
                                 .stamp = (uint32_t)(int64_t)((seconds_now() + life->ahead) * 1e6),
                                 .heard = life->heard,
                                 .buffer = life->buffer};
    return wire_put_ack(out, &ack);
}

/* As it should: all that has been sent, with so much room. */
static void catch_up(struct life *life, uint64_t lag)
{
    uint64_t next = life->highest >= life->start.first + lag ? life->highest + 1 - lag : life->start.first;
    life->next = next > life->next ? next : life->next;
    uint64_t limit = life->next + life->start.window;
    life->limit = limit > life->limit ? limit : life->limit;
}

static size_t storm(struct life *life, uint8_t *out)
{
    catch_up(life, LAG);
    size_t size = put_ack(life, out);
    const struct wire_nak nak = {.stamp = (uint32_t)(seconds_now() * 1e6 + 1e6),
                                 .count = 1,
                                 .ranges = {{life->next, ROOTED_WINDOW_MAX}}};
    return size + wire_put_nak(out + size, &nak);
}

static size_t flood(struct life *life, uint8_t *out)
{
    size_t size = 0;
    for (int i = 0; i < FRAMES_AT_ONCE; i++) {
        catch_up(life, 1);
        life->buffer = 200000 + (uint32_t)(i & 1);
        size += put_ack(life, out + size);
    }
    return size;
}

static size_t toggle(struct life *life, uint8_t *out)
{
    size_t size = 0;
    for (int i = 0; i < FRAMES_AT_ONCE; i++) {
        catch_up(life, 1);
        size += wire_put_number(out + size, WIRE_PING, WIRE_PING_NO_MULTICAST);
        life->heard++;
        size += put_ack(life, out + size);
    }
    return size;
}

/* The next byte of a message that never gets its last one. */
static size_t drip(struct life *life, uint8_t *out)
{
    uint8_t header[WIRE_HEADER];
    wire_put_header(header, WIRE_MESSAGE, ROOTED_MESSAGE_MAX);
    if (life->dripped == WIRE_HEADER + ROOTED_MESSAGE_MAX - 1) {
        return 0;
    }
    out[0] = life->dripped < WIRE_HEADER ? header[life->dripped] : 0;
    life->dripped++;
    return 1;
}

/* Acknowledges one datagram in 50 ms. */
static size_t trickle(struct life *life, bool late, uint8_t *out)
{
    if (late && seconds_now() < life->next_at) {
        return 0;
    }
    life->next_at = seconds_now() + 0.05;
    if (late && life->next <= life->highest) {
        life->next++;
    } else {
        catch_up(life, 1);
    }
    return put_ack(life, out);
}

/* Returns the echo after `last`: the next datagram, if 50 ms have gone by. */
static uint64_t slow_echo(struct life *life, uint64_t last)
{
    bool on = seconds_now() >= life->next_at && last < life->highest;
    life->next_at = on ? seconds_now() + 0.05 : life->next_at;
    return last + on;
}

/* What it says now. */
static size_t say(struct life *life, enum bad_leaf_deed deed, uint8_t *out)
{
    bool late = seconds_now() - life->begin > 0.2; /* before that it is honest */
    uint64_t last_said = life->said_received, last_echo = life->echo;
    life->said_received = life->received;
    life->echo = life->highest;
    switch (deed) {
    case BAD_LEAF_STORM:
        return storm(life, out);
    case BAD_LEAF_FLOOD:
        return flood(life, out);
    case BAD_LEAF_TOGGLE:
        return toggle(life, out);
    case BAD_LEAF_STALL:
        return 0;
    case BAD_LEAF_FUTURE:
        catch_up(life, 1);
        life->next += late ? 1000000 : 0;
        life->limit += late ? 1000000 : 0;
        return put_ack(life, out);
    case BAD_LEAF_BACK:
        catch_up(life, 1);
        life->next = late ? life->start.first : life->next;
        return put_ack(life, out);
    case BAD_LEAF_WINDOW:
        catch_up(life, 1);
        life->limit += late ? UINT32_MAX : 0;
        return put_ack(life, out);
    case BAD_LEAF_OPTIMIST:
        catch_up(life, 1);
        life->received += 1000000;
        life->said_received = life->received;
        life->limit = life->next + ROOTED_WINDOW_MAX;
        return put_ack(life, out);
    case BAD_LEAF_MISER:
        catch_up(life, 1);
        life->said_received = late ? last_said + 1 : life->received;
        return put_ack(life, out);
    case BAD_LEAF_CLOCK:
        catch_up(life, 1);
        life->ahead += late ? 0.5 : 0;
        return put_ack(life, out);
    case BAD_LEAF_ECHO:
        catch_up(life, 1);
        life->echo = late ? slow_echo(life, last_echo) : life->echo;
        return put_ack(life, out);
    case BAD_LEAF_SOCKET:
        catch_up(life, 1);
        life->buffer = 1;
        return put_ack(life, out);
    case BAD_LEAF_DRIP:
        return drip(life, out);
    case BAD_LEAF_TRICKLE:
        return trickle(life, late, out);
    case BAD_LEAF_NONE:
    case BAD_LEAF_DEEDS:
        break;
    }
    return 0;
}

bool bad_leaf_asks_for_too_much(const void *at)
{
    static struct life life;
    return join(&life, at, WIRE_LEAF_SENDS | WIRE_LEAF_RECEIVES, true);
}

struct bad_leaf bad_leaf_run(const void *at, enum bad_leaf_deed deed, double seconds)
{
    static struct life life;
    static uint8_t bytes[FRAMES_AT_ONCE * 200];
    memset(&life, 0, sizeof life);
    /* who only sends need not acknowledge anything, which would not fit into its message */
    uint8_t does = deed == BAD_LEAF_DRIP ? WIRE_LEAF_SENDS : WIRE_LEAF_SENDS | WIRE_LEAF_RECEIVES;
    if (deed == BAD_LEAF_NONE || !join(&life, at, does, false)) {
        return life.did;
    }
    life.did.joined = true;
    listen_to_group(&life);
    life.next = life.start.first;
    life.limit = life.next + life.start.window;
    life.highest = life.start.first - 1;
    life.begin = seconds_now();
    size_t size = 0, done = 0;
    while (seconds_now() - life.begin < seconds && !life.did.ended && !life.did.done) {
        hear(&life);
        listen_to_root(&life);
        if (done == size) {
            size = say(&life, deed, bytes);
            done = 0;
        }
        ssize_t sent =
            size == done ? 0 : send(life.control, bytes + done, size - done, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0) {
            done += (size_t)sent;
            life.did.out += (uint64_t)sent;
            life.did.done = done == size && life.bye != 0 && life.next >= life.bye;
        }
        if (deed == BAD_LEAF_DRIP ? size == 0 || sent < 0 : size <= 200 || sent <= 0) {
            usleep(size <= 200 ? 500 : 50);
        }
    }
    life.did.ended_after = seconds_now() - life.begin;
    close(life.group);
    close(life.control);
    return life.did;
}

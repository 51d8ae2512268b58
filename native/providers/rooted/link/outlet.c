#include "outlet.h"

#include <stdlib.h>

enum {
    SEND_BUFFER = 1 << 20,
    PATIENCE = 5000 /* microseconds that a send waits for room */,
    PACKETS = 128 /* that one call of the system takes, in all trains */
};

uint32_t outlet_datagram_size(const union system_address *local)
{
    uint32_t headers = local->family == SYSTEM_IPV4 ? 20 + 8 : 40 + 8;
    uint32_t mtu = system_interface_mtu(system_interface_of(local));
    uint32_t size = mtu > ROOTED_DATAGRAM_MIN + headers ? mtu - headers : ROOTED_DATAGRAM_MIN;
    return size < ROOTED_DATAGRAM_MAX ? size : ROOTED_DATAGRAM_MAX;
}

static bool open_outlet(struct rooted_outlet *outlet, const struct rooted_session *session)
{
    const struct system_sender wanted = {.from = outlet->local,
                                         .group = session->group,
                                         .interface_index = outlet->interface_index,
                                         .ttl = session->options.ttl,
                                         .buffer = SEND_BUFFER};
    outlet->socket = SYSTEM_NO_SOCKET;
    if (outlet->interface_index == 0 ||
        system_datagram_open_sender(&wanted, &outlet->socket, &outlet->port) != 0) {
        return false;
    }
    outlet->whole_from = system_datagram_cuts(outlet->socket) ? UINT16_MAX : 0;
    return true;
}

struct rooted_outlet *outlet_get(struct rooted_session *session, const union system_address *local)
{
    for (struct rooted_outlet *outlet = session->outlets; outlet != NULL; outlet = outlet->next) {
        if (system_address_equal_host(&outlet->local, local)) {
            outlet->users++;
            return outlet;
        }
    }
    struct rooted_outlet *outlet = calloc(1, sizeof *outlet);
    if (outlet == NULL) {
        return NULL;
    }
    outlet->local = *local;
    outlet->users = 1;
    outlet->interface_index = session->options.multicast_interface != 0 ? session->options.multicast_interface
                                                                        : system_interface_of(local);
    outlet->works = open_outlet(outlet, session);
    outlet->next = session->outlets;
    session->outlets = outlet;
    return outlet;
}

void outlet_release(struct rooted_session *session, struct rooted_outlet *outlet)
{
    if (--outlet->users > 0) {
        return;
    }
    struct rooted_outlet **at = &session->outlets;
    while (*at != outlet) {
        at = &(*at)->next;
    }
    *at = outlet->next;
    if (outlet->socket != SYSTEM_NO_SOCKET) {
        system_socket_close(outlet->socket);
    }
    free(outlet);
}

bool outlet_segments(const struct rooted_outlet *outlet, uint32_t size)
{
    return outlet->works && size < outlet->whole_from;
}

/* What goes out with one call of the system. */
struct cargo {
    uint32_t count, packets;
    struct system_train trains[SYSTEM_TRAINS_MOST];
    struct system_buffer parts[PACKETS];
};

/* How many of the packets are one train: all of one length, but the last may be shorter. */
static uint32_t train_length(const struct rooted_outlet *outlet, struct packet *const *packets, uint32_t most)
{
    uint32_t first = packets[0]->length, last = first, bytes = first, length = 1;
    if (first >= outlet->whole_from) {
        return 1;
    }
    while (length < most && length < SYSTEM_TRAIN_PARTS_MOST && last == first &&
           packets[length]->length <= first && bytes + packets[length]->length <= SYSTEM_TRAIN_BYTES_MOST) {
        last = packets[length++]->length;
        bytes += last;
    }
    return length;
}

static void add_train(struct cargo *cargo, struct packet *const *packets, uint32_t length)
{
    struct system_buffer *parts = &cargo->parts[cargo->packets];
    for (uint32_t i = 0; i < length; i++) {
        parts[i] = (struct system_buffer){packets[i]->bytes, packets[i]->length};
    }
    cargo->trains[cargo->count++] = (struct system_train){parts, length};
    cargo->packets += length;
}

static void load_cargo(const struct rooted_outlet *outlet, struct cargo *cargo, struct packet *const *packets,
                       uint32_t count)
{
    count = count < PACKETS ? count : PACKETS;
    cargo->count = cargo->packets = 0;
    while (cargo->count < SYSTEM_TRAINS_MOST && cargo->packets < count) {
        struct packet *const *next = packets + cargo->packets;
        add_train(cargo, next, train_length(outlet, next, count - cargo->packets));
    }
}

static uint32_t packets_in(const struct cargo *cargo, uint32_t trains)
{
    uint32_t packets = 0;
    for (uint32_t i = 0; i < trains; i++) {
        packets += cargo->trains[i].count;
    }
    return packets;
}

bool outlet_send(struct rooted_outlet *outlet, struct packet *const *packets, uint32_t count)
{
    struct cargo cargo;
    bool waited = false;
    uint32_t sent;
    for (uint32_t done = 0; done < count;) {
        load_cargo(outlet, &cargo, packets + done, count - done);
        switch (system_datagram_send(outlet->socket, cargo.trains, cargo.count, &sent)) {
        case SYSTEM_SEND_DONE:
            done += packets_in(&cargo, sent);
            break;
        case SYSTEM_SEND_NO_ROOM:
            if (!waited) {
                system_datagram_wait(outlet->socket, PATIENCE);
                waited = true;
                break;
            }
            done += packets_in(&cargo, 1); /* counts as lost on the way, and is repaired */
            break;
        case SYSTEM_SEND_LOST:
            done += packets_in(&cargo, 1);
            break;
        case SYSTEM_SEND_UNCUT: /* from now on the system need not cut */
            outlet->whole_from = 0;
            break;
        case SYSTEM_SEND_UNCUT_SIZE:
            outlet->whole_from = (uint32_t)cargo.parts[0].size;
            break;
        case SYSTEM_SEND_BROKEN:
            outlet->works = false;
            return false;
        }
    }
    return true;
}

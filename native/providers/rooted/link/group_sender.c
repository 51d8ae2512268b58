#include "group_sender.h"

#include <stdlib.h>

#include "providers/rooted/wire/limits.h"
#include "system/interface.h"

enum {
    SEND_BUFFER = 1 << 20,
    PATIENCE = 5000, /* for how many microseconds a send waits for room */
    PACKETS = 128,   /* how many packets one call of the system takes, in all of its trains */
    /* the headers of IP and UDP, in bytes */
    HEADERS_V4 = 20 + 8,
    HEADERS_V6 = 40 + 8
};

static uint32_t size_within(uint32_t mtu, uint16_t family)
{
    uint32_t headers = family == SYSTEM_IPV4 ? HEADERS_V4 : HEADERS_V6;
    uint32_t size = mtu > ROOTED_DATAGRAM_MIN + headers ? mtu - headers : ROOTED_DATAGRAM_MIN;
    return size < ROOTED_DATAGRAM_MAX ? size : ROOTED_DATAGRAM_MAX;
}

uint32_t group_datagram_size(const union system_address *local)
{
    return size_within(system_interface_mtu(system_interface_of(local)), local->family);
}

/* From now on trains of all sizes go out, until the system refuses one. */
static void allow_trains(struct group_sender *sender)
{
    sender->whole_from = system_datagram_cuts(sender->socket) ? UINT16_MAX : 0;
}

static bool open_sender(struct group_sender *sender)
{
    struct system_sender wanted = {.from = sender->local,
                                   .group = sender->group,
                                   .interface_index = sender->interface_index,
                                   .ttl = sender->ttl,
                                   .buffer = SEND_BUFFER};
    system_address_set_port(&wanted.from, sender->port);
    sender->socket = SYSTEM_NO_SOCKET;
    if (sender->interface_index == 0 ||
        system_datagram_open_sender(&wanted, &sender->socket, &sender->port) != 0) {
        return false;
    }
    allow_trains(sender);
    group_sender_mark(sender, sender->dscp);
    return true;
}

static void close_sender(struct group_sender *sender)
{
    if (sender->socket != SYSTEM_NO_SOCKET) {
        system_socket_close(sender->socket);
        sender->socket = SYSTEM_NO_SOCKET;
    }
}

/* Makes the socket anew if the interface has another index now. The leaves know it by its address and port,
 * so these stay. False: there is no other interface, or the system does not send there yet. */
static bool renew(struct group_sender *sender)
{
    unsigned index = sender->follows ? system_interface_of(&sender->local) : sender->interface_index;
    if (index == 0 || (index == sender->interface_index && sender->socket != SYSTEM_NO_SOCKET)) {
        return false;
    }
    close_sender(sender);
    sender->interface_index = index;
    return open_sender(sender);
}

bool group_sender_is_lost(const struct group_sender *sender)
{
    return system_interface_of(&sender->local) == 0;
}

bool group_sender_move(struct group_sender *sender, const union system_address *local)
{
    unsigned index = system_interface_of(local);
    if (index == 0 || (sender->follows && index != sender->interface_index)) {
        return false;
    }
    close_sender(sender);
    sender->local = *local;
    return open_sender(sender);
}

/* Whether the sender can be that of a leaf whose connection has this address here. If the address of the first
 * leaf's is gone, nothing can be sent from it, and the leaves that know the sender by it get repairs. */
static bool can_serve(const struct group_sender *sender, const union system_address *local, unsigned index,
                      unsigned chosen)
{
    return sender->local.family == local->family &&
           (sender->interface_index == index || (chosen != 0 && sender->chosen == chosen)) &&
           (system_address_equal_host(&sender->local, local) || system_interface_of(&sender->local) != 0);
}

static struct group_sender *find(struct group_sender *sender, const union system_address *local,
                                 unsigned index, unsigned chosen)
{
    while (sender != NULL && !can_serve(sender, local, index, chosen)) {
        sender = sender->next;
    }
    return sender;
}

/* The interface of an earlier leaf may have been made anew, and nothing was sent there since. */
static struct group_sender *find_renewed(struct group_sender *list, const union system_address *local,
                                         unsigned index, unsigned chosen)
{
    for (struct group_sender *sender = list; sender != NULL; sender = sender->next) {
        sender->works = renew(sender) || sender->works;
    }
    return find(list, local, index, chosen);
}

struct group_sender *group_sender_get(struct group_sender **list, const union system_address *local,
                                      const union system_address *group, unsigned chosen, uint8_t ttl)
{
    unsigned index = chosen != 0 ? chosen : system_interface_of(local);
    struct group_sender *sender = find(*list, local, index, chosen);
    sender = sender != NULL ? sender : find_renewed(*list, local, index, chosen);
    if (sender != NULL) {
        sender->users++;
        if (sender->socket == SYSTEM_NO_SOCKET) { /* descriptors may have been used up before */
            sender->works = open_sender(sender);
        }
        return sender;
    }
    sender = calloc(1, sizeof *sender);
    if (sender == NULL) {
        return NULL;
    }
    sender->local = *local;
    sender->group = *group;
    sender->ttl = ttl;
    sender->users = 1;
    sender->interface_index = index;
    sender->chosen = chosen;
    sender->fits = ROOTED_DATAGRAM_MAX;
    sender->follows = chosen == 0 || chosen == system_interface_of(local);
    sender->works = open_sender(sender);
    sender->next = *list;
    *list = sender;
    return sender;
}

void group_sender_release(struct group_sender **list, struct group_sender *sender)
{
    if (--sender->users > 0) {
        return;
    }
    while (*list != sender) {
        list = &(*list)->next;
    }
    *list = sender->next;
    close_sender(sender);
    free(sender);
}

void group_sender_mark(struct group_sender *sender, int dscp)
{
    sender->dscp = dscp;
    if (sender->socket != SYSTEM_NO_SOCKET) {
        system_socket_mark(sender->socket, sender->local.family, dscp);
    }
}

uint32_t group_sender_fits(struct group_sender *sender)
{
    uint32_t mtu = system_interface_mtu(sender->interface_index), before = sender->fits;
    if (mtu == 0) { /* the interface is away */
        return before;
    }
    uint32_t way = sender->socket == SYSTEM_NO_SOCKET ? 0 : system_datagram_way_mtu(sender->socket);
    sender->fits = size_within(way > 0 && way < mtu ? way : mtu, sender->local.family);
    if (sender->fits > before && sender->socket != SYSTEM_NO_SOCKET) {
        allow_trains(sender);
    }
    return sender->fits;
}

bool group_sender_cuts(const struct group_sender *sender, uint32_t size)
{
    return sender->works && size < sender->whole_from;
}

/* What goes out with one call of the system. */
struct cargo {
    uint32_t count, packets;
    struct system_train trains[SYSTEM_TRAINS_MOST];
    struct system_buffer parts[PACKETS];
};

/* How many of the packets are one train: all of one length, but the last may be shorter. */
static uint32_t train_length(const struct group_sender *sender, struct packet *const *packets, uint32_t most)
{
    uint32_t first = packets[0]->length, last = first, bytes = first, length = 1;
    if (first >= sender->whole_from) {
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

static void load_cargo(const struct group_sender *sender, struct cargo *cargo, struct packet *const *packets,
                       uint32_t count)
{
    count = count < PACKETS ? count : PACKETS;
    cargo->count = cargo->packets = 0;
    while (cargo->count < SYSTEM_TRAINS_MOST && cargo->packets < count) {
        struct packet *const *next = packets + cargo->packets;
        add_train(cargo, next, train_length(sender, next, count - cargo->packets));
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

bool group_sender_send(struct group_sender *sender, struct packet *const *packets, uint32_t count)
{
    struct cargo cargo;
    bool waited = false, renewed = false;
    uint32_t sent;
    if (sender->socket == SYSTEM_NO_SOCKET && !renew(sender)) {
        return sender->works = false;
    }
    for (uint32_t done = 0; done < count;) {
        load_cargo(sender, &cargo, packets + done, count - done);
        switch (system_datagram_send(sender->socket, cargo.trains, cargo.count, &sent)) {
        case SYSTEM_SEND_DONE:
            done += packets_in(&cargo, sent);
            break;
        case SYSTEM_SEND_NO_ROOM:
            if (!waited) {
                system_datagram_wait(sender->socket, PATIENCE);
                waited = true;
                break;
            }
            done += packets_in(&cargo, 1); /* this one counts as lost on the way, and is repaired */
            break;
        case SYSTEM_SEND_LOST:
            done += packets_in(&cargo, 1);
            break;
        case SYSTEM_SEND_UNCUT: /* from now on the system is not asked to cut such trains */
            sender->whole_from = 0;
            break;
        case SYSTEM_SEND_UNCUT_SIZE:
            sender->whole_from = (uint32_t)cargo.parts[0].size;
            break;
        case SYSTEM_SEND_BROKEN:
            if (renewed || !renew(sender)) {
                return sender->works = false;
            }
            renewed = true;
            break;
        }
    }
    return sender->works = true;
}

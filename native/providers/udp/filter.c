/*
 * What the kernel lets through to a socket, beyond what Linux's own options can say: a classic BPF program,
 * made anew from the socket's state and put in place of the last one at once. The program sees whole
 * datagrams from the UDP header on; the IP header is at SKF_NET_OFF.
 *
 *   - Receive-side loopback off (OP-02) drops multicast that this host sent: what the kernel looped back from
 * a real interface is marked PACKET_LOOPBACK; on lo nothing is marked, but all that comes there is this
 * host's.
 *   - A socket with a unicast address whose kernel socket has the wildcard (UDP_WIDENED, see widen.h) drops
 * unicast for other addresses.
 *   - Linux looks at a socket's IPv6 memberships by group alone, and forgets interface and sources of all but
 * one: the program has each group, on its interface, with its sources (IP-06, OP-10). See membership.h.
 */
#include "filter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/filter.h>
#include <linux/if_packet.h>

#include "system/linux/os_errno.h"
#include "membership_record.h"

enum {
    LOOPBACK_INDEX = 1, /* in every network namespace */
    V4_DESTINATION = 16,
    V6_DESTINATION = 24,
    V6_SOURCE = 8,
    V6_WORDS = 4,
    ROOM = BPF_MAXINSNS, /* no program may be longer */
};

#define PASS             UINT32_MAX
#define DROP             0u
#define NET(offset)      ((uint32_t)(SKF_NET_OFF + (offset)))
#define ANCILLARY(field) ((uint32_t)(SKF_AD_OFF + (field)))

struct program {
    unsigned short length; /* ROOM: it did not fit */
    struct sock_filter code[ROOM];
};

static void add_instruction(struct program *program, struct sock_filter instruction)
{
    if (program->length < ROOM) {
        program->code[program->length++] = instruction;
    }
}

static void load_word(struct program *program, uint32_t offset)
{
    add_instruction(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

static void filter_verdict(struct program *program, uint32_t what)
{
    add_instruction(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what));
}

static void verdict_if(struct program *program, uint32_t value, uint32_t what)
{
    add_instruction(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
    filter_verdict(program, what);
}

/* Goes on when the loaded word under the mask is `value`; else jumps to the place that land_jump() names
 * later. */
static unsigned short jump_unless(struct program *program, uint32_t mask, uint32_t value)
{
    if (mask != UINT32_MAX) {
        add_instruction(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask));
    }
    add_instruction(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0));
    add_instruction(program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0));
    return (unsigned short)(program->length - 1);
}

static void land_jump(struct program *program, unsigned short jump)
{
    program->code[jump].k = (uint32_t)(program->length - jump - 1);
}

static void drop_own(struct program *program)
{
    load_word(program, ANCILLARY(SKF_AD_PKTTYPE));
    verdict_if(program, PACKET_LOOPBACK, DROP);
    load_word(program, ANCILLARY(SKF_AD_IFINDEX));
    verdict_if(program, LOOPBACK_INDEX, DROP);
}

/* Passes unicast for the socket's own address, and broadcast; drops other unicast. Of what is no multicast,
 * only a broadcast is looped back from a real interface. */
static void unicast_v4(struct program *program, struct in_addr own)
{
    load_word(program, NET(V4_DESTINATION));
    verdict_if(program, ntohl(own.s_addr), PASS);
    verdict_if(program, INADDR_BROADCAST, PASS);
    load_word(program, ANCILLARY(SKF_AD_PKTTYPE));
    verdict_if(program, PACKET_BROADCAST, PASS);
    verdict_if(program, PACKET_LOOPBACK, PASS);
    filter_verdict(program, DROP);
}

static uint32_t address_word(const struct in6_addr *address, int index)
{
    return ntohl(address->s6_addr32[index]);
}

/* Gives the verdict if the address at this offset is `address`; otherwise the program goes on. */
static void verdict_of_v6(struct program *program, int offset, const struct in6_addr *address, uint32_t what)
{
    int left = 2 * V6_WORDS - 1; /* instructions from the comparison to what follows the verdict */
    for (int i = V6_WORDS - 1; i >= 0; i--) {
        load_word(program, NET(offset + 4 * i));
        add_instruction(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                                              address_word(address, i), 0, (uint8_t)left));
        left -= 2;
    }
    filter_verdict(program, what);
}

/* The group and the interface are those of the membership: the sources decide, if it has any. */
static void v6_membership(struct program *program, const struct udp_membership *membership)
{
    bool from_some = membership->mode == FROM_SOME;
    for (size_t i = 0; i < membership->source_count; i++) {
        verdict_of_v6(program, V6_SOURCE, &membership->sources[i].v6.sin6_addr, from_some ? PASS : DROP);
    }
    filter_verdict(program, from_some ? DROP : PASS);
}

/* Orders them by interface, then by group, so that what many have in common is compared once. */
static int compare_memberships(const void *left, const void *right)
{
    const struct udp_membership *a = *(const struct udp_membership *const *)left;
    const struct udp_membership *b = *(const struct udp_membership *const *)right;
    if (a->interface_index != b->interface_index) {
        return a->interface_index < b->interface_index ? -1 : 1;
    }
    return memcmp(&a->group.v6.sin6_addr, &b->group.v6.sin6_addr, sizeof a->group.v6.sin6_addr);
}

/* Returns the end of the row that starts with `first`: of the memberships on its interface whose groups
 * differ from its own in the last word only. */
static size_t end_of_row(const struct udp_membership *const *sorted, size_t first, size_t count)
{
    size_t end = first + 1;
    while (end < count && sorted[end]->interface_index == sorted[first]->interface_index &&
           memcmp(&sorted[end]->group.v6.sin6_addr, &sorted[first]->group.v6.sin6_addr,
                  sizeof(uint32_t) * (V6_WORDS - 1)) == 0) {
        end++;
    }
    return end;
}

static void v6_row(struct program *program, const struct udp_membership *const *row, size_t count)
{
    unsigned short other[V6_WORDS];
    load_word(program, ANCILLARY(SKF_AD_IFINDEX));
    other[V6_WORDS - 1] = jump_unless(program, UINT32_MAX, row[0]->interface_index);
    for (int i = 0; i < V6_WORDS - 1; i++) {
        load_word(program, NET(V6_DESTINATION + 4 * i));
        other[i] = jump_unless(program, UINT32_MAX, address_word(&row[0]->group.v6.sin6_addr, i));
    }
    load_word(program, NET(V6_DESTINATION + 4 * (V6_WORDS - 1)));
    for (size_t i = 0; i < count; i++) {
        uint32_t last = address_word(&row[i]->group.v6.sin6_addr, V6_WORDS - 1);
        if (row[i]->mode == FROM_ALL && row[i]->source_count == 0) {
            verdict_if(program, last, PASS);
        } else {
            unsigned short next = jump_unless(program, UINT32_MAX, last);
            v6_membership(program, row[i]);
            land_jump(program, next);
        }
    }
    filter_verdict(program, DROP);
    for (int i = 0; i < V6_WORDS; i++) {
        land_jump(program, other[i]);
    }
}

static void v6_groups(struct program *program, const struct udp_membership *const *sorted, size_t count)
{
    size_t end;
    for (size_t first = 0; first < count; first = end) {
        end = end_of_row(sorted, first, count);
        v6_row(program, &sorted[first], end - first);
    }
    filter_verdict(program, DROP);
}

/* What the program is to let through. */
struct filter_policy {
    bool loopback[UDP_VERSIONS];                /* multicast that this host sent */
    const union os_address *unicast;            /* unicast for this address only; NULL: for any */
    const struct udp_membership *const *groups; /* of IPv6, sorted; NULL: none, and the kernel lets none in */
    size_t group_count;
};

static void v4_part(struct program *program, const struct filter_policy *policy)
{
    load_word(program, NET(V4_DESTINATION));
    unsigned short unicast = jump_unless(program, 0xf0000000, INADDR_UNSPEC_GROUP & 0xf0000000);
    if (!policy->loopback[UDP_V4]) {
        drop_own(program);
    }
    filter_verdict(program, PASS);
    land_jump(program, unicast);
    if (policy->unicast != NULL && policy->unicast->any.sa_family == AF_INET) {
        unicast_v4(program, policy->unicast->v4.sin_addr);
    } else if (policy->unicast != NULL && IN6_IS_ADDR_V4MAPPED(&policy->unicast->v6.sin6_addr)) {
        struct in_addr mapped = {.s_addr = policy->unicast->v6.sin6_addr.s6_addr32[3]};
        unicast_v4(program, mapped);
    } else if (policy->unicast != NULL) {
        filter_verdict(program, DROP); /* an address of IPv6 alone gets nothing of IPv4 */
    } else {
        filter_verdict(program, PASS);
    }
}

static void v6_part(struct program *program, const struct filter_policy *policy)
{
    load_word(program, NET(V6_DESTINATION));
    unsigned short unicast = jump_unless(program, 0xff000000, 0xff000000);
    if (!policy->loopback[UDP_V6]) {
        drop_own(program);
    }
    if (policy->groups != NULL) {
        v6_groups(program, policy->groups, policy->group_count);
    } else {
        filter_verdict(program, PASS);
    }
    land_jump(program, unicast);
    if (policy->unicast != NULL) {
        verdict_of_v6(program, V6_DESTINATION, &policy->unicast->v6.sin6_addr, PASS);
        filter_verdict(program, DROP);
    } else {
        filter_verdict(program, PASS);
    }
}

/* An IPv6 socket may receive both families: the version in the first four bits tells them apart. */
static void make_program(struct program *program, int family, const struct filter_policy *policy)
{
    program->length = 0;
    if (family == AF_INET6) {
        load_word(program, NET(0));
        unsigned short v4 = jump_unless(program, 0xf0000000, 0x60000000);
        v6_part(program, policy);
        land_jump(program, v4);
    }
    v4_part(program, policy);
}

static int attach_program(int fd, const struct program *program)
{
    struct sock_fprog attached = {.len = program->length, .filter = (struct sock_filter *)program->code};
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &attached, sizeof attached) == 0 ? 0 : errno;
}

static int filter_detach(int fd)
{
    int ignored = 0;
    int failed = setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &ignored, sizeof ignored);
    return failed == 0 || errno == ENOENT ? 0 : errno;
}

/* Sets whether the kernel lets in IPv6 groups that the kernel socket itself has not joined; if it does, the
 * program alone decides. Returns 0 or an errno. */
static int let_groups_in(int fd, int on)
{
    return setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, &on, sizeof on) == 0 ? 0 : errno;
}

/* The kernel charges the socket for the memory of the old program and of the new one at once. If that is too
 * much, the old one is detached first, and no group is let in until the new one is attached. */
static int filter_attach(int fd, const struct program *program, bool groups)
{
    int error = attach_program(fd, program);
    if (error == ENOMEM && groups && let_groups_in(fd, 0) == 0) {
        filter_detach(fd);
        error = attach_program(fd, program);
    }
    return error != 0 || !groups ? error : let_groups_in(fd, 1);
}

static int filter_carry_out(int fd, int family, const struct filter_policy *policy)
{
    bool all = policy->loopback[UDP_V4] && policy->loopback[UDP_V6];
    bool needed = !all || policy->unicast != NULL || policy->groups != NULL;
    if (family == AF_INET6 && policy->groups == NULL) {
        let_groups_in(fd, 0); /* first, so that no group gets in once the program is gone */
    }
    if (!needed) {
        return filter_detach(fd);
    }
    struct program program;
    make_program(&program, family, policy);
    return program.length == ROOM ? ENOMEM : filter_attach(fd, &program, policy->groups != NULL);
}

static bool lets_in_v6(const struct udp_membership *membership)
{
    return membership->group.any.sa_family == AF_INET6 && !udp_membership_is_over(membership);
}

static size_t v6_membership_count(const struct udp_socket *socket)
{
    size_t count = 0;
    for (size_t i = 0; i < udp_membership_count(socket); i++) {
        count += lets_in_v6(udp_membership_at(socket, i));
    }
    return count;
}

static int filter_renew(struct udp_socket *socket, int fd, bool widened)
{
    size_t count = v6_membership_count(socket);
    const struct udp_membership **sorted = count == 0 ? NULL : malloc(count * sizeof *sorted);
    if (count > 0 && sorted == NULL) {
        return WSAENOBUFS;
    }
    for (size_t i = 0, found = 0; found < count; i++) {
        if (lets_in_v6(udp_membership_at(socket, i))) {
            sorted[found++] = udp_membership_at(socket, i);
        }
    }
    if (count > 1) {
        qsort(sorted, count, sizeof *sorted, compare_memberships);
    }
    struct filter_policy policy = {
        .loopback = {socket->options.multicast[UDP_V4].loopback, socket->options.multicast[UDP_V6].loopback},
        .unicast = widened ? &socket->local : NULL,
        .groups = sorted,
        .group_count = count,
    };
    int error = filter_carry_out(fd, socket->family, &policy);
    free(sorted);
    return error == 0 ? 0 : os_wsa_error(error);
}

int udp_filter_update(struct udp_socket *socket)
{
    return filter_renew(socket, socket->fd, (atomic_load(&socket->state) & UDP_WIDENED) != 0);
}

int udp_filter_prepare(struct udp_socket *socket, int fd)
{
    return filter_renew(socket, fd, true);
}

/*
 * What the kernel lets through to a socket, beyond what Linux's own options can say: a classic BPF program,
 * made anew from the socket's state and put in place of the last one at once. The program sees whole
 * datagrams from the UDP header on; the IP header is at SKF_NET_OFF.
 *
 *   - Receive-side loopback off (OP-02) drops multicast that this host sent: what the kernel looped back from
 * a real interface is marked PACKET_LOOPBACK; on lo nothing is, but there is nobody else there.
 *   - A multipoint socket bound to a unicast address (whose kernel socket has the wildcard, see
 * bind_kernel_socket) drops unicast for other addresses.
 *   - IPv6 tells the groups of a socket apart, but not their interfaces (IP-06): the program does.
 */
#include <errno.h>

#include <linux/filter.h>
#include <linux/if_packet.h>

#include "system/linux/os_errno.h"
#include "udp.h"
#include "membership.h"

enum {
    LOOPBACK_INDEX = 1, /* in every network namespace */
    V4_DESTINATION = 16,
    V6_DESTINATION = 24,
    V6_WORDS = 4,
    MOST_GROUPS = 64, /* told apart by interface; a socket with more relies on IPV6_MULTICAST_ALL alone */
    GROUP_LENGTH = 2 * (V6_WORDS + 1) + 1,
    ROOM = MOST_GROUPS * GROUP_LENGTH + 64,
};

#define PASS             UINT32_MAX
#define DROP             0u
#define NET(offset)      ((uint32_t)(SKF_NET_OFF + (offset)))
#define ANCILLARY(field) ((uint32_t)(SKF_AD_OFF + (field)))

struct program {
    unsigned short length;
    struct sock_filter code[ROOM];
};

static void emit(struct program *program, struct sock_filter instruction)
{
    program->code[program->length++] = instruction;
}

static void load(struct program *program, uint32_t offset)
{
    emit(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

static void filter_verdict(struct program *program, uint32_t what)
{
    emit(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what));
}

static void verdict_if(struct program *program, uint32_t value, uint32_t what)
{
    emit(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
    filter_verdict(program, what);
}

/* Goes on when the loaded word under the mask is `value`; else jumps to the place that land() names later. */
static unsigned short only_if(struct program *program, uint32_t mask, uint32_t value)
{
    if (mask != UINT32_MAX) {
        emit(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask));
    }
    emit(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0));
    emit(program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0));
    return (unsigned short)(program->length - 1);
}

static void land(struct program *program, unsigned short jump)
{
    program->code[jump].k = (uint32_t)(program->length - jump - 1);
}

static void drop_own(struct program *program)
{
    load(program, ANCILLARY(SKF_AD_PKTTYPE));
    verdict_if(program, PACKET_LOOPBACK, DROP);
    load(program, ANCILLARY(SKF_AD_IFINDEX));
    verdict_if(program, LOOPBACK_INDEX, DROP);
}

/* Broadcast is nobody's own address and passes. */
static void unicast_v4(struct program *program, struct in_addr own)
{
    load(program, NET(V4_DESTINATION));
    verdict_if(program, ntohl(own.s_addr), PASS);
    verdict_if(program, INADDR_BROADCAST, PASS);
    load(program, ANCILLARY(SKF_AD_PKTTYPE));
    verdict_if(program, PACKET_BROADCAST, PASS);
    filter_verdict(program, DROP);
}

static uint32_t word(const struct in6_addr *address, int index)
{
    return ntohl(address->s6_addr32[index]);
}

/* Passes one destination; the skips are short enough for the conditional jumps' own 8 bits. */
static void pass_v6(struct program *program, const struct in6_addr *address, unsigned interface_index)
{
    int left = 2 * V6_WORDS; /* instructions from the interface's comparison to the verdict */
    if (interface_index != 0) {
        load(program, ANCILLARY(SKF_AD_IFINDEX));
        emit(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, interface_index, 0,
                                                   (uint8_t)(left + 1)));
    }
    for (int i = V6_WORDS - 1; i >= 0; i--) {
        load(program, NET(V6_DESTINATION + 4 * i));
        left -= 2;
        emit(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, word(address, i), 0,
                                                   (uint8_t)(left + 1)));
    }
    filter_verdict(program, PASS);
}

struct wishes {
    bool hear_own;                   /* loopback on */
    const union os_address *own;     /* unicast for this address only; NULL: for any */
    const struct udp_socket *groups; /* IPv6 groups on their interfaces only; NULL: leave it to the kernel */
};

static void v4_part(struct program *program, const struct wishes *wishes)
{
    load(program, NET(V4_DESTINATION));
    unsigned short unicast = only_if(program, 0xf0000000, INADDR_UNSPEC_GROUP & 0xf0000000);
    if (!wishes->hear_own) {
        drop_own(program);
    }
    filter_verdict(program, PASS);
    land(program, unicast);
    if (wishes->own != NULL && wishes->own->any.sa_family == AF_INET) {
        unicast_v4(program, wishes->own->v4.sin_addr);
    } else if (wishes->own != NULL) {
        struct in_addr mapped = {.s_addr = wishes->own->v6.sin6_addr.s6_addr32[3]};
        unicast_v4(program,
                   mapped); /* of an IPv6 address that is no mapped one, these four bytes are no host's */
    } else {
        filter_verdict(program, PASS);
    }
}

static void v6_part(struct program *program, const struct wishes *wishes)
{
    load(program, NET(V6_DESTINATION));
    unsigned short unicast = only_if(program, 0xff000000, 0xff000000);
    if (!wishes->hear_own) {
        drop_own(program);
    }
    if (wishes->groups != NULL) {
        const struct udp_membership *membership;
        for (size_t i = 0; (membership = udp_membership_at(wishes->groups, i)) != NULL; i++) {
            pass_v6(program, &membership->group.v6.sin6_addr, membership->interface_index);
        }
        filter_verdict(program, DROP);
    } else {
        filter_verdict(program, PASS);
    }
    land(program, unicast);
    if (wishes->own != NULL) {
        pass_v6(program, &wishes->own->v6.sin6_addr, 0);
        filter_verdict(program, DROP);
    } else {
        filter_verdict(program, PASS);
    }
}

/* The version in the first half byte tells the two apart: an IPv6 socket may take both. */
static void make_program(struct program *program, int family, const struct wishes *wishes)
{
    program->length = 0;
    if (family == AF_INET6) {
        load(program, NET(0));
        unsigned short v4 = only_if(program, 0xf0000000, 0x60000000);
        v6_part(program, wishes);
        land(program, v4);
    }
    v4_part(program, wishes);
}

static int filter_attach(const struct udp_socket *socket, const struct wishes *wishes)
{
    struct program program;
    make_program(&program, socket->family, wishes);
    struct sock_fprog attached = {.len = program.length, .filter = program.code};
    return setsockopt(socket->fd, SOL_SOCKET, SO_ATTACH_FILTER, &attached, sizeof attached) == 0 ? 0 : errno;
}

static int filter_detach(const struct udp_socket *socket)
{
    int ignored = 0;
    int failed = setsockopt(socket->fd, SOL_SOCKET, SO_DETACH_FILTER, &ignored, sizeof ignored);
    return failed == 0 || errno == ENOENT ? 0 : errno;
}

static int filter_carry_out(const struct udp_socket *socket, const struct wishes *wishes)
{
    bool needed = !wishes->hear_own || wishes->own != NULL || wishes->groups != NULL;
    return needed ? filter_attach(socket, wishes) : filter_detach(socket);
}

int udp_filter_update(struct udp_socket *socket)
{
    bool bound_to_one = udp_is_multipoint(socket) && !os_address_is_wildcard(&socket->local);
    size_t groups = socket->family == AF_INET6 ? udp_membership_count(socket) : 0;
    struct wishes wishes = {
        .hear_own = socket->options.loopback,
        .own = bound_to_one ? &socket->local : NULL,
        .groups = groups > 0 && groups <= MOST_GROUPS ? socket : NULL,
    };
    int error = filter_carry_out(socket, &wishes);
    if (error == ENOMEM && wishes.groups != NULL) {
        wishes.groups = NULL; /* the least of the wishes, and the only long one */
        error = filter_carry_out(socket, &wishes);
    }
    return error == 0 ? 0 : os_wsa_error(error);
}

/*
 * Somebody who knows the sender's port and its group sends ICMP errors about what it has sent. That needs no
 * more than to listen to the group. The sender goes on, in trains: what it sends is not refused for that.
 * Needs a raw socket, and a network of its own.
 */
#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test/system/check.h"
#include "system/datagram.h"
#include "system/interface.h"

enum { PORT = 47814, SIZE = 1000, PARTS = 4, BUFFER = 1 << 20, TIMES = 20, SMALL_MTU = 600 };

static const uint8_t host_v4[4] = {127, 0, 0, 1}, group_v4[4] = {239, 255, 47, 82};
static const uint8_t host_v6[16] = {[15] = 1}, group_v6[16] = {0xff, 0x12, [14] = 0x47, [15] = 0x82};

static uint16_t checksum(const void *bytes, size_t size)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i += 2) {
        uint16_t word;
        memcpy(&word, (const uint8_t *)bytes + i, 2);
        sum += word;
    }
    sum = (sum >> 16) + (sum & 0xffff);
    return (uint16_t) ~(sum + (sum >> 16));
}

static void send_raw(int family, int protocol, const void *bytes, size_t size)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    memcpy(&v4.sin_addr, host_v4, sizeof host_v4);
    memcpy(&v6.sin6_addr, host_v6, sizeof host_v6);
    const struct sockaddr *to = family == AF_INET ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6;
    int fd = socket(family, SOCK_RAW, protocol);
    CHECK(fd >= 0);
    CHECK(sendto(fd, bytes, size, 0, to, family == AF_INET ? sizeof v4 : sizeof v6) == (ssize_t)size);
    close(fd);
}

static void forge_v4(uint16_t port, uint8_t code)
{
    struct {
        struct icmphdr icmp;
        struct iphdr ip;
        struct udphdr udp;
    } error = {
        .icmp = {.type = ICMP_DEST_UNREACH, .code = code},
        .ip = {.version = 4, .ihl = 5, .ttl = 1, .protocol = IPPROTO_UDP, .tot_len = htons(28 + SIZE)},
        .udp = {.source = htons(port), .dest = htons(PORT), .len = htons(8 + SIZE)},
    };
    error.icmp.un.frag.mtu = htons(code == ICMP_FRAG_NEEDED ? SMALL_MTU : 0);
    memcpy(&error.ip.saddr, host_v4, sizeof host_v4);
    memcpy(&error.ip.daddr, group_v4, sizeof group_v4);
    error.ip.check = checksum(&error.ip, sizeof error.ip);
    error.icmp.checksum = checksum(&error, sizeof error);
    send_raw(AF_INET, IPPROTO_ICMP, &error, sizeof error);
}

/* The kernel fills in the checksum. */
static void forge_v6(uint16_t port, uint8_t code)
{
    struct {
        struct icmp6_hdr icmp;
        struct ip6_hdr ip;
        struct udphdr udp;
    } error = {
        .icmp = {.icmp6_type = ICMP6_DST_UNREACH, .icmp6_code = code},
        .udp = {.source = htons(port), .dest = htons(PORT), .len = htons(8 + SIZE)},
    };
    error.ip.ip6_flow = htonl(6u << 28);
    error.ip.ip6_plen = htons(8 + SIZE);
    error.ip.ip6_nxt = IPPROTO_UDP;
    error.ip.ip6_hlim = 1;
    memcpy(&error.ip.ip6_src, host_v6, sizeof host_v6);
    memcpy(&error.ip.ip6_dst, group_v6, sizeof group_v6);
    send_raw(AF_INET6, IPPROTO_ICMPV6, &error, sizeof error);
}

static void try_code(uint16_t family, uint8_t code)
{
    static uint8_t bytes[SIZE];
    struct system_buffer parts[PARTS];
    struct system_train train = {parts, PARTS};
    union system_address from = system_address_of(family, family == SYSTEM_IPV4 ? host_v4 : host_v6, 0);
    struct system_sender wanted = {
        .from = from,
        .group = system_address_of(family, family == SYSTEM_IPV4 ? group_v4 : group_v6, PORT),
        .interface_index = system_interface_of(&from),
        .ttl = 1,
        .buffer = BUFFER};
    system_socket sender;
    uint16_t port = 0;
    uint32_t sent, refused = 0;
    enum system_send last = SYSTEM_SEND_DONE;
    CHECK_EQUAL(0, system_datagram_open_sender(&wanted, &sender, &port));
    for (int i = 0; i < PARTS; i++) {
        parts[i] = (struct system_buffer){bytes, SIZE};
    }
    train.count = system_datagram_cuts(sender) ? PARTS : 1;
    for (int i = 0; i < TIMES; i++) {
        (family == SYSTEM_IPV4 ? forge_v4 : forge_v6)(port, code);
        enum system_send result = system_datagram_send(sender, &train, 1, &sent);
        refused += result != SYSTEM_SEND_DONE;
        last = result != SYSTEM_SEND_DONE ? result : last;
    }
    printf("IPv%d, code %d: refused %u of %d, the last with %d\n", family == SYSTEM_IPV4 ? 4 : 6, code,
           refused, TIMES, (int)last);
    CHECK_EQUAL(0, refused);
    system_socket_close(sender);
}

int main(void)
{
    static const uint8_t v4[] = {ICMP_NET_UNREACH, ICMP_HOST_UNREACH, ICMP_PROT_UNREACH, ICMP_PORT_UNREACH,
                                 ICMP_FRAG_NEEDED, ICMP_NET_UNKNOWN,  ICMP_PKT_FILTERED};
    static const uint8_t v6[] = {ICMP6_DST_UNREACH_NOROUTE, ICMP6_DST_UNREACH_ADMIN, ICMP6_DST_UNREACH_ADDR,
                                 ICMP6_DST_UNREACH_NOPORT};
    for (size_t i = 0; i < sizeof v4; i++) {
        try_code(SYSTEM_IPV4, v4[i]);
    }
    for (size_t i = 0; i < sizeof v6; i++) {
        try_code(SYSTEM_IPV6, v6[i]);
    }
    return 0;
}

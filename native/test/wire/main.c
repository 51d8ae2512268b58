/*
 * main.c - the wire program: proves by packet capture that the shim's sessions look on the wire as they
 * should.
 *
 *     wire [reports] [data] [flows] [rooted]
 *
 * Must be root, as it makes network namespaces of its own. Prints a line a check; the exit status is 0 when
 * all hold, 1 when one does not, 2 when the ground could not be made.
 */
#include "proof.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

int check(int holds, const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    printf("%s %s\n", holds ? "ok  " : "FAIL", text);
    fflush(stdout);
    failures += !holds;
    return holds;
}

void check_works(const char *call, long long result)
{
    if (result == -1)
        check(0, "%s failed with %d", call, WSAGetLastError());
}

struct name name_make(const char *address, unsigned port)
{
    struct name name;
    memset(&name, 0, sizeof name);
    struct sockaddr_in *v4 = (struct sockaddr_in *)&name.storage;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&name.storage;
    int is_v6 = strchr(address, ':') != NULL;
    name.length = is_v6 ? (int)sizeof *v6 : (int)sizeof *v4;
    name.storage.ss_family = is_v6 ? AF_INET6 : AF_INET;
    v4->sin_port = htons((u_short)port); /* at one place in both */
    if (inet_pton(name.storage.ss_family, address, is_v6 ? (void *)&v6->sin6_addr : (void *)&v4->sin_addr) !=
        1)
        check(0, "%s is no address", address);
    return name;
}

int name_family(const struct name *name)
{
    return name->storage.ss_family;
}

void set_int(SOCKET s, int level, int option, int value)
{
    WORKS(setsockopt(s, level, option, (const char *)&value, (int)sizeof value));
}

void receive_timeout(SOCKET s, int ms)
{
    set_int(s, SOL_SOCKET, SO_RCVTIMEO, ms);
}

SOCKET leaf_open(int family, unsigned interface_index)
{
    SOCKET s = WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, 0,
                          WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    set_int(s, SOL_SOCKET, SO_REUSEADDR, 1);
    if (family == AF_INET)
        set_int(s, IPPROTO_IP, IP_MULTICAST_IF, (int)htonl(interface_index));
    else
        set_int(s, IPPROTO_IPV6, IPV6_MULTICAST_IF, (int)interface_index);
    receive_timeout(s, PATIENCE_MS);
    return s;
}

SOCKET leaf_join(const char *group, unsigned interface_index, DWORD flags, QOS *qos)
{
    struct name name = name_make(group, PORT);
    SOCKET s = leaf_open(name_family(&name), interface_index);
    WORKS(WSAJoinLeaf(s, SA(name), name.length, NULL, NULL, qos, NULL, flags));
    return s;
}

int await_datagram(struct capture *capture, const char *group, size_t size, struct packet *packet)
{
    int64_t until = capture_now() + PATIENCE_NS;
    while (capture_next(capture, packet, until)) {
        if (packet->kind == PACKET_UDP && strcmp(packet->target, group) == 0 && packet->size == size)
            return 1;
    }
    return 0;
}

static const struct part {
    const char *name;
    void (*prove)(void);
} parts[] = {
    {"reports", prove_reports}, {"data", prove_data}, {"flows", prove_flows}, {"rooted", prove_rooted}};

static int is_wanted(const struct part *part, int count, char **names)
{
    int wanted = count == 0;
    for (int i = 0; i < count; i++)
        wanted = wanted || strcmp(names[i], part->name) == 0;
    return wanted;
}

int main(int count, char **arguments)
{
    WSADATA data;
    link_make();
    if (!check(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup"))
        return 2;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (is_wanted(&parts[i], count - 1, arguments + 1))
            parts[i].prove();
    }
    check(WSACleanup() == 0, "WSACleanup");
    return failures != 0;
}

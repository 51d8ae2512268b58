/* helpers.c - what the second process of a rule does (conformance --helper NAME ...). */
#include "areas.h"

static int starts(void)
{
    WSADATA data;
    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

/* SK-12: inherited HANDLE. */
static int inherited(int count, char **arguments)
{
    if (count != 1 || !starts())
        return 2;
    return host_inherited_socket(strtoull(arguments[0], NULL, 10)) ? 1 : 0;
}

/* IP-08: receive FAMILY GROUP-NUMBER PORT REPORT-PORT: joins, says so to the report port, prints what it
 * hears. */
static int receive(int count, char **arguments)
{
    if (count != 4 || !starts())
        return 2;
    int family = (int)strtol(arguments[0], NULL, 10);
    unsigned port = (unsigned)strtoul(arguments[2], NULL, 10);
    struct name group = name_group(family, (int)strtol(arguments[1], NULL, 10), port);
    struct name report = name_loopback(family, (unsigned)strtoul(arguments[3], NULL, 10));
    char text[64] = {0};
    SOCKET member = member_open(family, &group, JL_RECEIVER_ONLY);
    SOCKET speaker = plain_open(family);
    if (member == INVALID_SOCKET || say_to(speaker, "joined", &report) < 0)
        return 3;
    if (recv(member, text, (int)sizeof text - 1, 0) < 0)
        return 4;
    printf("%s", text);
    return WSACleanup();
}

const struct helper helpers[] = {
    {"inherited", inherited},
    {"receive", receive},
    {NULL, NULL},
};

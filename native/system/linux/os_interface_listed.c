/* What os_interface.c asks by netlink, for a process that may not use it: service managers filter that
 * family. */
#include "os_interface.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <net/if.h>
#include <sys/ioctl.h>

#include "os_descriptor.h"

enum { MOST_LISTED = 64 };

static unsigned listed_v4(struct in_addr address)
{
    struct ifreq list[MOST_LISTED];
    struct ifconf asked = {.ifc_len = sizeof list, .ifc_req = list};
    int fd = os_socket(AF_INET, SOCK_DGRAM, 0);
    unsigned index = 0;
    if (fd >= 0 && ioctl(fd, SIOCGIFCONF, &asked) == 0) {
        for (int i = 0; i < asked.ifc_len / (int)sizeof *list && index == 0; i++) {
            struct sockaddr_in own;
            memcpy(&own, &list[i].ifr_addr, sizeof own);
            if (own.sin_addr.s_addr == address.s_addr && ioctl(fd, SIOCGIFINDEX, &list[i]) == 0) {
                index = (unsigned)list[i].ifr_ifindex;
            }
        }
    }
    if (fd >= 0) {
        os_close(fd);
    }
    return index;
}

/* "fe80000000000000000000fffe000001 02 40 20 80     eth0": the second word is the index. */
static unsigned listed_v6(const struct in6_addr *address)
{
    char wanted[33], own[33], line[128];
    for (size_t i = 0; i < sizeof *address; i++) {
        snprintf(wanted + 2 * i, 3, "%02x", address->s6_addr[i]);
    }
    FILE *file = fopen("/proc/net/if_inet6", "re");
    unsigned index = 0, one;
    while (file != NULL && index == 0 && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%32s %x", own, &one) == 2 && strcmp(own, wanted) == 0) {
            index = one;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return index;
}

unsigned os_interface_listed(const union os_address *address)
{
    return address->any.sa_family == AF_INET ? listed_v4(address->v4.sin_addr)
                                             : listed_v6(&address->v6.sin6_addr);
}

int os_interface_by_connecting(const union os_address *group, unsigned *index)
{
    union os_address local;
    int error = os_interface_towards(group, &local);
    *index = error == 0 ? os_interface_listed(&local) : 0;
    return error == ENETUNREACH ? 0 : error;
}

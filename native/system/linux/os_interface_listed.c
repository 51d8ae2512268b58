/* What os_interface.c finds out by netlink, for a process that may not use netlink: service managers can
 * forbid that address family. */
#include "os_interface.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/if_addr.h>
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

/* One line of the list of IPv6 addresses. */
struct line_v6 {
    unsigned index, flags;
};

/* "fe80000000000000000000fffe000001 02 40 20 80     eth0": index, prefix, scope and flags. wanted 0: the
 * first interface that has the address. The thread's own list is read, because its network namespace may be
 * another than the process's. */
static bool find_v6(const struct in6_addr *address, unsigned wanted, struct line_v6 *found)
{
    char text[33], own[33], line[128];
    for (size_t i = 0; i < sizeof *address; i++) {
        snprintf(text + 2 * i, 3, "%02x", address->s6_addr[i]);
    }
    FILE *file = fopen("/proc/thread-self/net/if_inet6", "re");
    bool is_it = false;
    while (file != NULL && !is_it && fgets(line, sizeof line, file) != NULL) {
        is_it = sscanf(line, "%32s %x %*x %*x %x", own, &found->index, &found->flags) == 3 &&
                strcmp(own, text) == 0 && (wanted == 0 || wanted == found->index);
    }
    if (file != NULL) {
        fclose(file);
    }
    return is_it;
}

static unsigned listed_v6(const struct in6_addr *address)
{
    struct line_v6 found;
    return find_v6(address, 0, &found) ? found.index : 0;
}

bool os_interface_flags_let_bind(unsigned flags)
{
    return (flags & IFA_F_TENTATIVE) == 0 ||
           ((flags & IFA_F_OPTIMISTIC) != 0 && (flags & IFA_F_DADFAILED) == 0);
}

unsigned os_interface_address_flags(const union os_address *address)
{
    struct line_v6 found;
    bool known = address->any.sa_family == AF_INET6 &&
                 find_v6(&address->v6.sin6_addr, address->v6.sin6_scope_id, &found);
    return known ? found.flags : 0;
}

bool os_interface_lets_bind(const union os_address *address)
{
    return os_interface_flags_let_bind(os_interface_address_flags(address));
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

#include "os_interface.h"

#include <errno.h>
#include <string.h>

#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include "os_descriptor.h"

/* Every network namespace gives its loopback this number. */
enum { LOOPBACK_INDEX = 1, PROBE_PORT = 9 };

static int datagram_socket(int family)
{
    return os_socket(family, SOCK_DGRAM, 0);
}

/* Makes a socket for the question. Making it costs more than the question. */
static int socket_to_ask(void)
{
    int fd = datagram_socket(AF_INET);
    return fd >= 0 ? fd : datagram_socket(AF_INET6);
}

static bool ask_name(int fd, unsigned index, char name[static IF_NAMESIZE])
{
    struct ifreq request = {.ifr_ifindex = (int)index};
    if (ioctl(fd, SIOCGIFNAME, &request) != 0) {
        return false;
    }
    memcpy(name, request.ifr_name, IF_NAMESIZE);
    return true;
}

static unsigned ask_flags(int fd, unsigned index)
{
    struct ifreq request = {0};
    bool named = ask_name(fd, index, request.ifr_name);
    return named && ioctl(fd, SIOCGIFFLAGS, &request) == 0 ? (unsigned short)request.ifr_flags : 0;
}

/* Closes what socket_to_ask made for the question. */
static void end_asking(int own, int fd)
{
    if (own >= 0 && own != fd) {
        os_close(own);
    }
}

/* Returns the interface's IFF_... flags; 0 if there is no such interface, because every real one has some. */
static unsigned interface_flags(int fd, unsigned index)
{
    int own = fd == OS_INTERFACE_NO_SOCKET ? socket_to_ask() : fd;
    unsigned flags = own < 0 ? 0 : ask_flags(own, index);
    end_asking(own, fd);
    return flags;
}

bool os_interface_exists(int fd, unsigned index)
{
    return index != 0 && (interface_flags(fd, index) & IFF_UP) != 0;
}

bool os_interface_is_there(int fd, unsigned index)
{
    errno = 0;
    return index != 0 && (interface_flags(fd, index) != 0 || (errno != ENODEV && errno != ENXIO));
}

unsigned os_interface_loopback(int fd)
{
    const unsigned wanted = IFF_LOOPBACK | IFF_UP;
    return (interface_flags(fd, LOOPBACK_INDEX) & wanted) == wanted ? LOOPBACK_INDEX : 0;
}

static bool has_family(const struct ifaddrs *entry, int family)
{
    return entry->ifa_addr != NULL && entry->ifa_addr->sa_family == family;
}

static void entry_address(const struct ifaddrs *entry, union os_address *address)
{
    memset(address, 0, sizeof *address);
    memcpy(address, entry->ifa_addr, os_address_size(entry->ifa_addr->sa_family));
}

/* An IPv4 entry may have an alias of the interface's name, such as eth0:1; what follows the colon does not
 * count. */
static size_t name_length(const struct ifaddrs *entry)
{
    return strcspn(entry->ifa_name, ":");
}

static unsigned entry_index(const struct ifaddrs *entry)
{
    char name[IF_NAMESIZE] = {0};
    size_t length = name_length(entry);
    memcpy(name, entry->ifa_name, length < IF_NAMESIZE ? length : IF_NAMESIZE - 1);
    return if_nametoindex(name);
}

/* Two interfaces may have the same link-local address: the scope, if there is one, tells which is meant. */
static bool scope_fits(const union os_address *entry, const union os_address *wanted)
{
    return wanted->any.sa_family != AF_INET6 || wanted->v6.sin6_scope_id == 0 ||
           !IN6_IS_ADDR_LINKLOCAL(&wanted->v6.sin6_addr) ||
           entry->v6.sin6_scope_id == wanted->v6.sin6_scope_id;
}

/* All of 127.0.0.0/8 is this host's, though loopback lists only one address of it. */
static bool in_loopback_net(const union os_address *address)
{
    return address->any.sa_family == AF_INET && (ntohl(address->v4.sin_addr.s_addr) >> 24) == IN_LOOPBACKNET;
}

/* Returns the interface that has the address, and of several the one that is preferred. */
static unsigned interface_with(const union os_address *address, unsigned preferred)
{
    struct ifaddrs *list;
    if (getifaddrs(&list) != 0) {
        return os_interface_listed(address);
    }
    unsigned index = 0;
    for (struct ifaddrs *entry = list; entry != NULL; entry = entry->ifa_next) {
        union os_address own;
        if (!has_family(entry, address->any.sa_family)) {
            continue;
        }
        entry_address(entry, &own);
        if (os_address_equal_host(&own, address) && scope_fits(&own, address)) {
            index = entry_index(entry);
            if (preferred == 0 || index == preferred) {
                break;
            }
        }
    }
    freeifaddrs(list);
    return index;
}

unsigned os_interface_of(int fd, const union os_address *address)
{
    return in_loopback_net(address) ? os_interface_loopback(fd) : interface_with(address, 0);
}

bool os_interface_has(unsigned index, const union os_address *address)
{
    return interface_with(address, index) == index;
}

/* Tells the address that getifaddrs would list first, in a tenth of its time. Returns false if getifaddrs
 * must be asked. */
static bool first_address_v4(int fd, const char name[static IF_NAMESIZE], union os_address *address)
{
    struct ifreq request = {.ifr_addr.sa_family = AF_INET};
    memcpy(request.ifr_name, name, IF_NAMESIZE);
    if (ioctl(fd, SIOCGIFADDR, &request) != 0) {
        return false;
    }
    memset(address, 0, sizeof *address);
    memcpy(&address->v4, &request.ifr_addr, sizeof address->v4);
    return true;
}

bool os_interface_address(int fd, unsigned index, int family, union os_address *address)
{
    char name[IF_NAMESIZE];
    struct ifaddrs *list;
    int own = fd == OS_INTERFACE_NO_SOCKET ? socket_to_ask() : fd;
    bool there = own >= 0 && ask_name(own, index, name);
    bool known = there && family == AF_INET && first_address_v4(own, name, address);
    end_asking(own, fd);
    if (known || !there || getifaddrs(&list) != 0) {
        return known;
    }
    size_t length = strnlen(name, sizeof name);
    bool found = false;
    for (struct ifaddrs *entry = list; entry != NULL && !found; entry = entry->ifa_next) {
        if (has_family(entry, family) && name_length(entry) == length &&
            memcmp(entry->ifa_name, name, length) == 0) {
            entry_address(entry, address);
            found = true;
        }
    }
    freeifaddrs(list);
    return found;
}

long os_interface_addresses(int family, union os_address *addresses, size_t room)
{
    struct ifaddrs *list;
    if (getifaddrs(&list) != 0) {
        return -1;
    }
    size_t count = 0;
    for (unsigned loopback = 0; loopback <= IFF_LOOPBACK && count == 0; loopback += IFF_LOOPBACK) {
        for (struct ifaddrs *entry = list; entry != NULL; entry = entry->ifa_next) {
            if (!has_family(entry, family) || (entry->ifa_flags & IFF_UP) == 0 ||
                (entry->ifa_flags & IFF_LOOPBACK) != loopback) {
                continue;
            }
            union os_address own;
            entry_address(entry, &own);
            if (!os_interface_lets_bind(&own)) {
                continue;
            }
            if (count < room) {
                addresses[count] = own;
            }
            count++;
        }
    }
    freeifaddrs(list);
    return (long)count;
}

unsigned os_interface_for_multicast(int family)
{
    struct ifaddrs *list;
    if (getifaddrs(&list) != 0) {
        return 0;
    }
    const unsigned needed = IFF_UP | IFF_RUNNING | IFF_MULTICAST; /* IFF_RUNNING: it has a carrier */
    unsigned first = 0;
    for (struct ifaddrs *entry = list; entry != NULL; entry = entry->ifa_next) {
        if (has_family(entry, family) && (entry->ifa_flags & (needed | IFF_LOOPBACK)) == needed) {
            unsigned index = entry_index(entry);
            first = first == 0 || index < first ? index : first;
        }
    }
    freeifaddrs(list);
    return first;
}

static bool has_wire(void)
{
    struct ifaddrs *list;
    bool found = getifaddrs(&list) != 0; /* it cannot be found out */
    if (!found) {
        for (struct ifaddrs *entry = list; entry != NULL && !found; entry = entry->ifa_next) {
            found = (entry->ifa_flags & (IFF_MULTICAST | IFF_LOOPBACK)) == IFF_MULTICAST;
        }
        freeifaddrs(list);
    }
    return found;
}

unsigned os_interface_beside_routes(int fd, int family)
{
    unsigned fit = os_interface_for_multicast(family);
    return fit != 0 || has_wire() ? fit : os_interface_loopback(fd);
}

/* The interface that connect is told besides: it ignores the zone of groups that are not link-local. */
static unsigned group_zone(const union os_address *remote)
{
    return remote->any.sa_family == AF_INET6 && os_address_is_multicast(remote) ? remote->v6.sin6_scope_id
                                                                                : 0;
}

/* Connects a datagram socket, which chooses a route and sends nothing. */
int os_interface_towards(const union os_address *remote, union os_address *local)
{
    int fd = datagram_socket(remote->any.sa_family);
    if (fd < 0) {
        return errno;
    }
    union os_address probe = *remote;
    os_address_set_port(&probe, PROBE_PORT);
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
    socklen_t size = sizeof *local;
    int error = 0;
    unsigned zone = group_zone(remote);
    memset(local, 0, sizeof *local);
    if ((zone != 0 && setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &zone, sizeof zone) != 0) ||
        connect(fd, &probe.any, os_address_size(probe.any.sa_family)) != 0 ||
        getsockname(fd, &local->any, &size) != 0) {
        error = errno;
    }
    os_close(fd);
    os_address_set_port(local, 0);
    return error;
}

struct route_request {
    struct nlmsghdr header;
    struct rtmsg route;
    char attributes[64];
};

static void add_attribute(struct route_request *request, unsigned short type, const void *data, size_t size)
{
    char *end = (char *)request + NLMSG_ALIGN(request->header.nlmsg_len);
    struct rtattr *attribute = (struct rtattr *)(void *)end;
    attribute->rta_type = type;
    attribute->rta_len = (unsigned short)RTA_LENGTH(size);
    memcpy(RTA_DATA(attribute), data, size);
    request->header.nlmsg_len = (uint32_t)(end - (char *)request) + (uint32_t)RTA_ALIGN(attribute->rta_len);
}

static unsigned route_interface(const struct nlmsghdr *answer, size_t size)
{
    if (!NLMSG_OK(answer, size) || answer->nlmsg_type != RTM_NEWROUTE) {
        return 0; /* NLMSG_ERROR: there is no such route */
    }
    const struct rtmsg *route = NLMSG_DATA(answer);
    unsigned left = (unsigned)RTM_PAYLOAD(answer);
    for (const struct rtattr *a = RTM_RTA(route); RTA_OK(a, left); a = RTA_NEXT(a, left)) {
        if (a->rta_type == RTA_OIF) {
            unsigned index;
            memcpy(&index, RTA_DATA(a), sizeof index);
            return index;
        }
    }
    return 0;
}

/* Asks the routing table itself: the source address that a connected socket tells need not be the
 * interface's. */
int os_interface_for_group(const union os_address *group, unsigned *index)
{
    *index = 0;
    struct route_request request = {
        .header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg)),
                   .nlmsg_type = RTM_GETROUTE,
                   .nlmsg_flags = NLM_F_REQUEST},
        .route = {.rtm_family = (unsigned char)group->any.sa_family},
    };
    if (group->any.sa_family == AF_INET) {
        request.route.rtm_dst_len = 32;
        add_attribute(&request, RTA_DST, &group->v4.sin_addr, sizeof group->v4.sin_addr);
    } else {
        request.route.rtm_dst_len = 128;
        add_attribute(&request, RTA_DST, &group->v6.sin6_addr, sizeof group->v6.sin6_addr);
        if (group->v6.sin6_scope_id != 0) {
            add_attribute(&request, RTA_OIF, &group->v6.sin6_scope_id, sizeof group->v6.sin6_scope_id);
        }
    }
    int fd = os_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    if (fd < 0) {
        bool forbidden = errno == EAFNOSUPPORT || errno == EPERM || errno == EACCES;
        return forbidden ? os_interface_by_connecting(group, index) : errno;
    }
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    union {
        struct nlmsghdr header;
        char bytes[4096];
    } answer;
    /* The kernel has queued its answer when sendto returns, so the receive never waits. */
    ssize_t size = -1;
    if (sendto(fd, &request, request.header.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof kernel) >= 0) {
        size = recv(fd, &answer, sizeof answer, MSG_DONTWAIT);
    }
    int error = size < 0 ? errno : 0;
    *index = size > 0 ? route_interface(&answer.header, (size_t)size) : 0;
    os_close(fd);
    return error;
}

static struct in_addr address_v4(const struct sockaddr *address)
{
    struct sockaddr_in v4 = {0};
    if (address != NULL && address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof v4);
    }
    return v4.sin_addr;
}

static uint32_t winsock_flags(unsigned flags)
{
    return ((flags & IFF_UP) != 0 ? WS_IFF_UP : 0u) | ((flags & IFF_BROADCAST) != 0 ? WS_IFF_BROADCAST : 0u) |
           ((flags & IFF_LOOPBACK) != 0 ? WS_IFF_LOOPBACK : 0u) |
           ((flags & IFF_POINTOPOINT) != 0 ? WS_IFF_POINTTOPOINT : 0u) |
           ((flags & (IFF_MULTICAST | IFF_LOOPBACK)) != 0 ? WS_IFF_MULTICAST : 0u);
}

long os_interface_list_v4(struct os_interface_v4 *list, size_t room)
{
    struct ifaddrs *all;
    if (getifaddrs(&all) != 0) {
        return -1;
    }
    long count = 0;
    for (struct ifaddrs *entry = all; entry != NULL; entry = entry->ifa_next) {
        if (!has_family(entry, AF_INET) || (entry->ifa_flags & IFF_UP) == 0) {
            continue;
        }
        if ((size_t)count < room) {
            list[count] = (struct os_interface_v4){
                .flags = winsock_flags(entry->ifa_flags),
                .address = address_v4(entry->ifa_addr),
                .netmask = address_v4(entry->ifa_netmask),
            };
        }
        count++;
    }
    freeifaddrs(all);
    return count;
}

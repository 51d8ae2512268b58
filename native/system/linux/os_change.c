/*
 * Changes as the kernel reports them: rtnetlink tells of every address, link, route and rule that comes and
 * goes. Its messages are compared with the state when the question was asked, because it also repeats itself
 * (a router's advertisement renews an address) and tells of other interfaces.
 */
#include "os_change.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <linux/rtnetlink.h>
#include <net/if.h>

#include "os_descriptor.h"
#include "os_interface.h"

struct os_change {
    int fd;
    int family;
    enum os_change_kind kind;
    pthread_mutex_t lock; /* guards all below */
    bool asked;
    union os_address destination;
    union os_address source; /* the one towards the destination, when asked; else source_error */
    int source_error;
    union os_address *addresses; /* when asked */
    size_t count;
};

static unsigned group_bit(enum rtnetlink_groups number)
{
    return 1u << (number - 1);
}

static unsigned groups_of(int family, enum os_change_kind kind)
{
    bool v4 = family == AF_INET;
    unsigned groups = group_bit(RTNLGRP_LINK) | group_bit(v4 ? RTNLGRP_IPV4_IFADDR : RTNLGRP_IPV6_IFADDR);
    if (kind == OS_CHANGE_ROUTE) {
        groups |= group_bit(v4 ? RTNLGRP_IPV4_ROUTE : RTNLGRP_IPV6_ROUTE) |
                  group_bit(v4 ? RTNLGRP_IPV4_RULE : RTNLGRP_IPV6_RULE);
    }
    return groups;
}

struct os_change *os_change_create(int family, enum os_change_kind kind)
{
    struct os_change *change = calloc(1, sizeof *change);
    if (change == NULL) {
        return NULL;
    }
    struct sockaddr_nl name = {.nl_family = AF_NETLINK, .nl_groups = groups_of(family, kind)};
    change->family = family;
    change->kind = kind;
    change->fd = os_socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (change->fd < 0 || bind(change->fd, (struct sockaddr *)&name, sizeof name) != 0) {
        int error = errno;
        if (change->fd >= 0) {
            os_close(change->fd);
        }
        free(change);
        errno = error;
        return NULL;
    }
    pthread_mutex_init(&change->lock, NULL);
    return change;
}

void os_change_free(struct os_change *change)
{
    if (change != NULL) {
        os_close(change->fd);
        pthread_mutex_destroy(&change->lock);
        free(change->addresses);
        free(change);
    }
}

int os_change_descriptor(const struct os_change *change)
{
    return change->fd;
}

/* The static functions below are called with the lock held. */

static bool addresses_equal(const union os_address *a, const union os_address *b)
{
    return os_address_equal_host(a, b) &&
           (a->any.sa_family == AF_INET || a->v6.sin6_scope_id == b->v6.sin6_scope_id);
}

/* Reads the list of addresses, which the caller frees. It may change between the two calls: then a message of
 * the kernel is still to come. Returns 0 or an errno. */
static int addresses_now(int family, union os_address **addresses, size_t *count)
{
    long found = os_interface_addresses(family, NULL, 0);
    if (found < 0) {
        return errno;
    }
    union os_address *list = calloc((size_t)found + 1, sizeof *list);
    long now = list == NULL ? -1 : os_interface_addresses(family, list, (size_t)found);
    if (now < 0) {
        int error = list == NULL ? ENOMEM : errno;
        free(list);
        return error;
    }
    *addresses = list;
    *count = (size_t)(now < found ? now : found);
    return 0;
}

static bool was_there(const struct os_change *change, const union os_address *address)
{
    size_t i = 0;
    while (i < change->count && !addresses_equal(&change->addresses[i], address)) {
        i++;
    }
    return i < change->count;
}

static bool list_differs(const struct os_change *change)
{
    union os_address *now;
    size_t count;
    if (addresses_now(change->family, &now, &count) != 0) {
        return true; /* not known: the program is told, and asks itself */
    }
    bool differs = count != change->count;
    for (size_t i = 0; i < count && !differs; i++) {
        differs = !was_there(change, &now[i]);
    }
    free(now);
    return differs;
}

static bool source_differs(const struct os_change *change)
{
    union os_address now;
    int error = os_interface_towards(&change->destination, &now);
    return error != change->source_error || (error == 0 && !addresses_equal(&now, &change->source));
}

static bool read_address(const struct nlmsghdr *message, union os_address *address)
{
    const struct ifaddrmsg *about = NLMSG_DATA(message);
    bool found = false, local = false;
    unsigned left = (unsigned)IFA_PAYLOAD(message);
    memset(address, 0, sizeof *address);
    address->any.sa_family = about->ifa_family;
    for (const struct rtattr *a = IFA_RTA(about); RTA_OK(a, left); a = RTA_NEXT(a, left)) {
        if ((a->rta_type != IFA_ADDRESS && a->rta_type != IFA_LOCAL) || local) {
            continue;
        }
        local = a->rta_type == IFA_LOCAL; /* on a point-to-point link IFA_ADDRESS is the peer's */
        found = true;
        if (about->ifa_family == AF_INET) {
            memcpy(&address->v4.sin_addr, RTA_DATA(a), sizeof address->v4.sin_addr);
        } else {
            memcpy(&address->v6.sin6_addr, RTA_DATA(a), sizeof address->v6.sin6_addr);
        }
    }
    if (about->ifa_family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&address->v6.sin6_addr)) {
        address->v6.sin6_scope_id = about->ifa_index;
    }
    return found;
}

enum verdict { NOTHING, LOOK, CHANGED };

/*
 * An address that was removed and added again since then counts as a change. A tentative one is not in the
 * list, because no socket can be bound to it yet; the kernel sends another message when it can be used.
 */
static enum verdict judge_address(const struct os_change *change, const struct nlmsghdr *message)
{
    const struct ifaddrmsg *about = NLMSG_DATA(message);
    union os_address address;
    if (about->ifa_family != change->family || !read_address(message, &address)) {
        return NOTHING;
    }
    bool usable = message->nlmsg_type == RTM_NEWADDR &&
                  (about->ifa_family == AF_INET || os_interface_flags_let_bind(about->ifa_flags));
    if (was_there(change, &address)) {
        return message->nlmsg_type == RTM_DELADDR ? CHANGED : usable ? NOTHING : LOOK;
    }
    /* The addresses of loopback are not always in the list. */
    return about->ifa_index == os_interface_loopback(OS_INTERFACE_NO_SOCKET) ? LOOK
           : usable                                                          ? CHANGED
                                                                             : NOTHING;
}

static bool link_changed(const struct nlmsghdr *message)
{
    const struct ifinfomsg *about = NLMSG_DATA(message);
    return message->nlmsg_type == RTM_DELLINK || (about->ifi_change & IFF_UP) != 0;
}

static bool route_changed(const struct os_change *change, const struct nlmsghdr *message)
{
    const struct rtmsg *about = NLMSG_DATA(message);
    return about->rtm_family == change->family && (about->rtm_flags & RTM_F_CLONED) == 0;
}

static enum verdict judge_message(const struct os_change *change, const struct nlmsghdr *message)
{
    bool addresses = change->kind == OS_CHANGE_ADDRESSES;
    bool any = !addresses && os_address_is_wildcard(&change->destination);
    switch (message->nlmsg_type) {
    case RTM_NEWADDR:
    case RTM_DELADDR:
        /* Messages about the routes of the address follow. */
        return addresses ? judge_address(change, message) : any ? NOTHING : LOOK;
    case RTM_NEWLINK:
    case RTM_DELLINK:
        /* The IPv4 routes of the link vanish without a message. */
        return !link_changed(message) ? NOTHING : any ? CHANGED : LOOK;
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
        return !route_changed(change, message) ? NOTHING : any ? CHANGED : LOOK;
    case RTM_NEWRULE:
    case RTM_DELRULE:
        return any ? CHANGED : LOOK;
    default:
        return NOTHING;
    }
}

static enum verdict judge_all(const struct os_change *change, const char *bytes, size_t size)
{
    enum verdict verdict = NOTHING;
    const struct nlmsghdr *message;
    for (size_t at = 0; verdict != CHANGED && at + sizeof *message <= size;
         at += NLMSG_ALIGN(message->nlmsg_len)) {
        message = (const void *)(bytes + at);
        if (message->nlmsg_len < sizeof *message || message->nlmsg_len > size - at) {
            break;
        }
        enum verdict one = judge_message(change, message);
        verdict = one > verdict ? one : verdict;
    }
    return verdict;
}

/* Reads all messages that wait. Returns the highest verdict. */
static enum verdict read_all(const struct os_change *change)
{
    enum verdict verdict = NOTHING;
    for (;;) {
        union {
            struct nlmsghdr header;
            char bytes[16384];
        } buffer;
        struct sockaddr_nl sender = {0};
        socklen_t sender_size = sizeof sender;
        ssize_t size = recvfrom(change->fd, &buffer, sizeof buffer, MSG_DONTWAIT | MSG_TRUNC,
                                (struct sockaddr *)&sender, &sender_size);
        if (size < 0 && errno != ENOBUFS) {
            return verdict;
        }
        if (size < 0 || (size_t)size > sizeof buffer) {
            verdict = CHANGED; /* some of what the kernel has sent is lost */
            continue;
        }
        if (sender.nl_pid == 0) { /* else it is another process's, not the kernel's */
            enum verdict one = judge_all(change, buffer.bytes, (size_t)size);
            verdict = one > verdict ? one : verdict;
        }
    }
}

static int take_state(struct os_change *change, const union os_address *destination)
{
    if (change->kind == OS_CHANGE_ROUTE) {
        change->destination = *destination;
        change->source_error =
            os_address_is_wildcard(destination) ? 0 : os_interface_towards(destination, &change->source);
        return 0;
    }
    free(change->addresses);
    change->addresses = NULL;
    change->count = 0;
    return addresses_now(change->family, &change->addresses, &change->count);
}

int os_change_ask(struct os_change *change, const union os_address *destination)
{
    pthread_mutex_lock(&change->lock);
    change->asked = false;
    read_all(change); /* later messages are about changes that come after the state below, or are in it */
    int error = take_state(change, destination);
    change->asked = error == 0;
    pthread_mutex_unlock(&change->lock);
    return error;
}

bool os_change_happened(struct os_change *change)
{
    pthread_mutex_lock(&change->lock);
    enum verdict verdict = read_all(change);
    bool happened =
        change->asked &&
        (verdict == CHANGED || (verdict == LOOK && (change->kind == OS_CHANGE_ROUTE ? source_differs(change)
                                                                                    : list_differs(change))));
    change->asked = change->asked && !happened;
    pthread_mutex_unlock(&change->lock);
    return happened;
}

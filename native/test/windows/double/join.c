/* WSAJoinLeaf, the default destination, the interface of a group, and memberships by interface. */
#include "double.h"

#include <iphlpapi.h>
#include <stdlib.h>
#include <string.h>

/* The first IPv4 address of an interface in network order, or 0. */
static DWORD address_of(DWORD index)
{
    ULONG size = 0;
    DWORD found = 0;
    GetAdaptersAddresses(AF_INET, 0, NULL, NULL, &size);
    IP_ADAPTER_ADDRESSES *all = malloc(size);
    if (all != NULL && GetAdaptersAddresses(AF_INET, 0, NULL, all, &size) == 0) {
        for (IP_ADAPTER_ADDRESSES *a = all; a != NULL && found == 0; a = a->Next) {
            if (a->IfIndex == index && a->FirstUnicastAddress != NULL) {
                struct sockaddr_in *in = (void *)a->FirstUnicastAddress->Address.lpSockaddr;
                found = in->sin_addr.s_addr;
            }
        }
    }
    free(all);
    return found;
}

/* The interface that has an IPv4 address, or 0. */
static DWORD index_of(DWORD address)
{
    ULONG size = 0;
    DWORD found = 0;
    GetAdaptersAddresses(AF_INET, 0, NULL, NULL, &size);
    IP_ADAPTER_ADDRESSES *all = malloc(size);
    if (all != NULL && GetAdaptersAddresses(AF_INET, 0, NULL, all, &size) == 0) {
        for (IP_ADAPTER_ADDRESSES *a = all; a != NULL && found == 0; a = a->Next) {
            for (IP_ADAPTER_UNICAST_ADDRESS *u = a->FirstUnicastAddress; u != NULL; u = u->Next) {
                struct sockaddr_in *in = (void *)u->Address.lpSockaddr;
                if (in->sin_addr.s_addr == address) {
                    found = a->IfIndex;
                }
            }
        }
    }
    free(all);
    return found;
}

/* The interface that the system would take, as it has no other word. */
static DWORD default_index(const SOCKADDR_STORAGE *group)
{
    DWORD index = 0;
    return GetBestInterfaceEx((struct sockaddr *)(uintptr_t)group, &index) == NO_ERROR ? index : 0;
}

static bool same_group(const SOCKADDR_STORAGE *one, const SOCKADDR_STORAGE *other)
{
    if (one->ss_family != other->ss_family) {
        return false;
    }
    if (one->ss_family == AF_INET) {
        return ((const struct sockaddr_in *)one)->sin_addr.s_addr ==
               ((const struct sockaddr_in *)other)->sin_addr.s_addr;
    }
    return memcmp(&((const struct sockaddr_in6 *)one)->sin6_addr,
                  &((const struct sockaddr_in6 *)other)->sin6_addr, 16) == 0;
}

static int note_membership(struct entry *e, const SOCKADDR_STORAGE *group, DWORD index)
{
    if (e->membership_count == MOST_GROUPS) {
        return WSAENOBUFS;
    }
    e->memberships[e->membership_count].group = *group;
    e->memberships[e->membership_count++].index = index;
    return 0;
}

static struct membership *membership_of(struct entry *e, const SOCKADDR_STORAGE *group, DWORD index)
{
    for (int i = 0; i < e->membership_count; i++) {
        if (e->memberships[i].index == index && same_group(&e->memberships[i].group, group)) {
            return &e->memberships[i];
        }
    }
    return NULL;
}

static void forget_membership(struct entry *e, const SOCKADDR_STORAGE *group, DWORD index)
{
    struct membership *m = membership_of(e, group, index);
    if (m != NULL) {
        *m = e->memberships[--e->membership_count];
    }
}

/* Passes a membership on to Wine, which knows IPv4's by the interface's address only. index 0 is the system's
 * choice. 0 or the code. */
int joined_membership(struct entry *e, int option, const SOCKADDR_STORAGE *group, DWORD index,
                      const SOCKADDR_STORAGE *source)
{
    const struct sockaddr_in *in = (const void *)group;
    index = index == 0 ? default_index(group) : index;
    bool joins = option == MCAST_JOIN_GROUP || option == MCAST_JOIN_SOURCE_GROUP;
    if (joins && source == NULL && membership_of(e, group, index) != NULL) {
        return WSAEADDRNOTAVAIL;
    }
    int result;
    if (group->ss_family != AF_INET) {
        struct ipv6_mreq six;
        six.ipv6mr_multiaddr = ((const struct sockaddr_in6 *)group)->sin6_addr;
        six.ipv6mr_interface = index;
        if (source != NULL) {
            return WSAENOPROTOOPT; /* Wine has nothing of the kind */
        }
        result = setsockopt(e->socket, IPPROTO_IPV6, joins ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP,
                            (char *)&six, sizeof six);
    } else {
        DWORD via = address_of(index);
        if (via == 0) {
            return WSAEADDRNOTAVAIL;
        }
        if (source == NULL) {
            struct ip_mreq four = {in->sin_addr, {{{0}}}};
            four.imr_interface.s_addr = via;
            result = setsockopt(e->socket, IPPROTO_IP, joins ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP,
                                (char *)&four, sizeof four);
        } else {
            /* Wine hands the structure to Linux as it is, where source and interface stand the other way
             * round. */
            DWORD raw[3] = {in->sin_addr.s_addr, via, ((const struct sockaddr_in *)source)->sin_addr.s_addr};
            int name = option == MCAST_JOIN_SOURCE_GROUP    ? IP_ADD_SOURCE_MEMBERSHIP
                       : option == MCAST_LEAVE_SOURCE_GROUP ? IP_DROP_SOURCE_MEMBERSHIP
                       : option == MCAST_BLOCK_SOURCE       ? IP_BLOCK_SOURCE
                                                            : IP_UNBLOCK_SOURCE;
            result = setsockopt(e->socket, IPPROTO_IP, name, (char *)raw, sizeof raw);
        }
    }
    if (result != 0) {
        return WSAGetLastError() == WSAEADDRINUSE ? WSAEADDRNOTAVAIL : WSAGetLastError();
    }
    if (joins && source == NULL) {
        return note_membership(e, group, index);
    }
    if (option == MCAST_LEAVE_GROUP) {
        forget_membership(e, group, index);
    }
    return 0;
}

/* The interface that a join uses: of the bound address, else of IP_MULTICAST_IF, else the system's. */
static DWORD interface_of_join(struct entry *e, const SOCKADDR_STORAGE *group)
{
    SOCKADDR_STORAGE local;
    int size = sizeof local;
    bool bound = getsockname(e->socket, (struct sockaddr *)&local, &size) == 0;
    if (e->family == AF_INET) {
        DWORD address = e->bound;
        int length = sizeof address;
        if (address == 0 && bound) {
            address = ((struct sockaddr_in *)&local)->sin_addr.s_addr;
        }
        if (address != 0) {
            return index_of(address);
        }
        if (!demands.lost_interface &&
            getsockopt(e->socket, IPPROTO_IP, IP_MULTICAST_IF, (char *)&address, &length) == 0 &&
            address != 0) {
            return index_of(address);
        }
    } else {
        DWORD index = ((const struct sockaddr_in6 *)group)->sin6_scope_id;
        int length = sizeof index;
        if (index == 0 && !demands.lost_interface) {
            getsockopt(e->socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, (char *)&index, &length);
        }
        if (index != 0) {
            return index;
        }
    }
    return default_index(group);
}

static bool is_group(const struct sockaddr *name)
{
    const struct sockaddr_in *four = (const void *)name;
    const struct sockaddr_in6 *six = (const void *)name;
    return name->sa_family == AF_INET ? ntohl(four->sin_addr.s_addr) >> 28 == 14 && four->sin_port != 0
                                      : six->sin6_addr.s6_addr[0] == 0xff && six->sin6_port != 0;
}

/* As the page of WSAJoinLeaf has it. 0 or the code. Hold the lock. */
static int join(struct entry *e, const struct sockaddr *name, int length, DWORD direction)
{
    int size = e->family == AF_INET ? (int)sizeof(struct sockaddr_in) : (int)sizeof(struct sockaddr_in6);
    SOCKADDR_STORAGE group, local;
    int local_size = sizeof local;
    if (name == NULL || length < size) {
        return WSAEFAULT;
    }
    if (direction != JL_SENDER_ONLY && direction != JL_RECEIVER_ONLY && direction != JL_BOTH) {
        return WSAEINVAL;
    }
    if (e->joined) {
        return WSAEISCONN;
    }
    if (name->sa_family != e->family) {
        return WSAEAFNOSUPPORT;
    }
    if (!is_group(name)) {
        return WSAEADDRNOTAVAIL;
    }
    memset(&group, 0, sizeof group);
    memcpy(&group, name, (size_t)size);
    /* An unbound leaf gets a port of the system's choice: "unique values", the page says, and not the
     * group's. */
    if (getsockname(e->socket, (struct sockaddr *)&local, &local_size) != 0) {
        memset(&local, 0, sizeof local);
        local.ss_family = (short)e->family;
        if (bind(e->socket, (struct sockaddr *)&local, size) != 0) {
            return WSAGetLastError();
        }
    }
    if (direction != JL_SENDER_ONLY) {
        DWORD index = interface_of_join(e, &group);
        int code = index == 0 ? WSAENETUNREACH : joined_membership(e, MCAST_JOIN_GROUP, &group, index, NULL);
        if (code != 0) {
            return code;
        }
    }
    e->group = group;
    e->group_length = size;
    e->direction = direction;
    e->joined = true;
    return 0;
}

DOUBLE SOCKET WSAAPI double_WSAJoinLeaf(SOCKET s, const struct sockaddr *name, int length, LPWSABUF caller,
                                        LPWSABUF callee, LPQOS qos, LPQOS group_qos, DWORD direction)
{
    (void)caller, (void)group_qos;
    const DWORD leaf = WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF;
    int code;
    table_lock();
    struct entry *e = table_find(s);
    if (e == NULL) {
        code = WSAENOTSOCK;
    } else if ((e->flags & leaf) != leaf) {
        code = WSAEINVAL;
    } else if (qos != NULL &&
               (qos->SendingFlowspec.ServiceType != 0 || qos->ReceivingFlowspec.ServiceType != 0)) {
        code = WSAEOPNOTSUPP;
    } else {
        code = join(e, name, length, direction);
    }
    if (code == 0) {
        if (callee != NULL) {
            callee->len = 0;
        }
        events_tell(e, FD_CONNECT);
    }
    table_unlock();
    if (code != 0) {
        WSASetLastError(code);
        return INVALID_SOCKET;
    }
    return s;
}

int joined_target(SOCKET s, SOCKADDR_STORAGE *to)
{
    int length = 0;
    table_lock();
    struct entry *e = table_find(s);
    if (e != NULL && e->joined) {
        length = e->direction == JL_RECEIVER_ONLY ? -1 : e->group_length;
        *to = e->group;
    }
    table_unlock();
    return length;
}

bool joined_to_send(SOCKET s)
{
    table_lock();
    struct entry *e = table_find(s);
    bool to_send = e != NULL && e->joined && e->direction == JL_SENDER_ONLY;
    table_unlock();
    return to_send;
}

/*
 * On Windows a socket that is bound to an interface's address hears the groups that it joins there; on Linux,
 * and so for Wine, it hears none. For Wine it is bound to any address.
 */
DOUBLE int WSAAPI double_bind(SOCKET s, const struct sockaddr *name, int length)
{
    struct sockaddr_in any;
    table_lock();
    struct entry *e = table_find(s);
    bool leaf = e != NULL && (e->flags & WSA_FLAG_MULTIPOINT_C_LEAF) != 0;
    table_unlock();
    if (!leaf || name == NULL || length < (int)sizeof any || name->sa_family != AF_INET) {
        return bind(s, name, length);
    }
    memcpy(&any, name, sizeof any);
    DWORD address = any.sin_addr.s_addr;
    if (address == 0 || index_of(address) == 0) {
        return bind(s, name, length);
    }
    any.sin_addr.s_addr = 0;
    int result = bind(s, (struct sockaddr *)&any, sizeof any);
    table_lock();
    e = table_find(s);
    if (e != NULL && result == 0) {
        e->bound = address;
    }
    table_unlock();
    return result;
}

DOUBLE int WSAAPI double_getsockname(SOCKET s, struct sockaddr *name, int *length)
{
    int result = getsockname(s, name, length);
    table_lock();
    struct entry *e = table_find(s);
    if (e != NULL && e->bound != 0 && result == 0) {
        ((struct sockaddr_in *)name)->sin_addr.s_addr = e->bound;
    }
    table_unlock();
    return result;
}

DOUBLE int WSAAPI double_getpeername(SOCKET s, struct sockaddr *name, int *length)
{
    SOCKADDR_STORAGE to;
    int size = joined_target(s, &to);
    if (size <= 0 || name == NULL || length == NULL) {
        return getpeername(s, name, length);
    }
    if (*length < size) {
        return fail(WSAEFAULT);
    }
    memcpy(name, &to, (size_t)size);
    *length = size;
    return 0;
}

/* IP_MULTICAST_IF by index: 0.x.x.x in network order, as the page says. Returns 1 if it was something else.
 */
static int set_interface(SOCKET s, DWORD value)
{
    DWORD index = ntohl(value);
    if (index == 0 || index >= 0x1000000) {
        return 1;
    }
    DWORD address = address_of(index);
    if (address == 0) {
        return fail(WSAEADDRNOTAVAIL);
    }
    int result = setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (char *)&address, sizeof address);
    table_lock();
    struct entry *e = table_find(s);
    if (e != NULL && result == 0) {
        e->index = value;
    }
    table_unlock();
    return result;
}

/* GROUP_REQ and GROUP_SOURCE_REQ, which Wine 8 has not. */
static int set_membership(SOCKET s, int option, const char *value, int length)
{
    bool of_source = option != MCAST_JOIN_GROUP && option != MCAST_LEAVE_GROUP;
    GROUP_SOURCE_REQ request;
    int needed = of_source ? (int)sizeof(GROUP_SOURCE_REQ) : (int)sizeof(GROUP_REQ);
    if (value == NULL || length < needed) {
        return fail(WSAEFAULT);
    }
    memset(&request, 0, sizeof request);
    memcpy(&request, value, (size_t)needed);
    table_lock();
    struct entry *e = table_find(s);
    int code = e == NULL ? WSAENOTSOCK
                         : joined_membership(e, option, (SOCKADDR_STORAGE *)&request.gsr_group,
                                             request.gsr_interface,
                                             of_source ? (SOCKADDR_STORAGE *)&request.gsr_source : NULL);
    table_unlock();
    return code == 0 ? 0 : fail(code);
}

static DWORD *udp_option(struct entry *e, int name)
{
    return name == SEND_MSG_SIZE ? &e->segment : name == RECV_MAX_COALESCED_SIZE ? &e->coalesced : NULL;
}

DOUBLE int WSAAPI double_setsockopt(SOCKET s, int level, int name, const char *value, int length)
{
    DWORD number = 0;
    if (value != NULL && length >= (int)sizeof number) {
        memcpy(&number, value, sizeof number);
    }
    if (level == IPPROTO_IP && name == IP_MULTICAST_IF && value != NULL && length >= (int)sizeof number) {
        int result = set_interface(s, number);
        if (result <= 0) {
            return result;
        }
    }
    if ((level == IPPROTO_IP || level == IPPROTO_IPV6) && name >= MCAST_JOIN_GROUP &&
        name <= MCAST_LEAVE_SOURCE_GROUP) {
        return set_membership(s, name, value, length);
    }
    if (level == IPPROTO_UDP && (name == SEND_MSG_SIZE || name == RECV_MAX_COALESCED_SIZE)) {
        table_lock();
        struct entry *e = table_find(s);
        if (e != NULL) {
            *udp_option(e, name) = number;
        }
        table_unlock();
        return e != NULL ? 0 : fail(WSAENOTSOCK);
    }
    return setsockopt(s, level, name, value, length);
}

DOUBLE int WSAAPI double_getsockopt(SOCKET s, int level, int name, char *value, int *length)
{
    DWORD number = 0;
    bool ours = false;
    if (value != NULL && length != NULL && *length >= (int)sizeof number) {
        table_lock();
        struct entry *e = table_find(s);
        if (e != NULL && level == IPPROTO_IP && name == IP_MULTICAST_IF) {
            number = e->index;
            ours = number != 0;
        } else if (e != NULL && level == IPPROTO_UDP && udp_option(e, name) != NULL) {
            number = *udp_option(e, name);
            ours = true;
        }
        table_unlock();
    }
    if (!ours) {
        return getsockopt(s, level, name, value, length);
    }
    memcpy(value, &number, sizeof number);
    *length = sizeof number;
    return 0;
}

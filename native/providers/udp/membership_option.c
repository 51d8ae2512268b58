/* The options that join and leave groups, in Winsock's structures (OP-04). */
#include "membership_option.h"

#include <stddef.h>
#include <string.h>

#include "interface.h"
#include "membership.h"
#include "widen.h"

/* What an option's value is. */
enum form { MREQ, MREQ_SOURCE, MREQ_V6, REQUEST, SOURCE_REQUEST };

static const struct {
    int level, name;
    int family;
    enum udp_verb verb;
    enum form form;
} rows[] = {
    {WS_IPPROTO_IP, WS_IP_ADD_MEMBERSHIP, AF_INET, VERB_ADD, MREQ},
    {WS_IPPROTO_IP, WS_IP_DROP_MEMBERSHIP, AF_INET, VERB_DROP, MREQ},
    {WS_IPPROTO_IP, WS_IP_ADD_SOURCE_MEMBERSHIP, AF_INET, VERB_ADD_SOURCE, MREQ_SOURCE},
    {WS_IPPROTO_IP, WS_IP_DROP_SOURCE_MEMBERSHIP, AF_INET, VERB_DROP_SOURCE, MREQ_SOURCE},
    {WS_IPPROTO_IP, WS_IP_BLOCK_SOURCE, AF_INET, VERB_BLOCK, MREQ_SOURCE},
    {WS_IPPROTO_IP, WS_IP_UNBLOCK_SOURCE, AF_INET, VERB_UNBLOCK, MREQ_SOURCE},

    {WS_IPPROTO_IPV6, WS_IPV6_ADD_MEMBERSHIP, AF_INET6, VERB_ADD, MREQ_V6},
    {WS_IPPROTO_IPV6, WS_IPV6_DROP_MEMBERSHIP, AF_INET6, VERB_DROP, MREQ_V6},

    {WS_IPPROTO_IP, WS_MCAST_JOIN_GROUP, AF_INET, VERB_ADD, REQUEST},
    {WS_IPPROTO_IP, WS_MCAST_LEAVE_GROUP, AF_INET, VERB_DROP, REQUEST},
    {WS_IPPROTO_IP, WS_MCAST_JOIN_SOURCE_GROUP, AF_INET, VERB_ADD_SOURCE, SOURCE_REQUEST},
    {WS_IPPROTO_IP, WS_MCAST_LEAVE_SOURCE_GROUP, AF_INET, VERB_DROP_SOURCE, SOURCE_REQUEST},
    {WS_IPPROTO_IP, WS_MCAST_BLOCK_SOURCE, AF_INET, VERB_BLOCK, SOURCE_REQUEST},
    {WS_IPPROTO_IP, WS_MCAST_UNBLOCK_SOURCE, AF_INET, VERB_UNBLOCK, SOURCE_REQUEST},

    {WS_IPPROTO_IPV6, WS_MCAST_JOIN_GROUP, AF_INET6, VERB_ADD, REQUEST},
    {WS_IPPROTO_IPV6, WS_MCAST_LEAVE_GROUP, AF_INET6, VERB_DROP, REQUEST},
    {WS_IPPROTO_IPV6, WS_MCAST_JOIN_SOURCE_GROUP, AF_INET6, VERB_ADD_SOURCE, SOURCE_REQUEST},
    {WS_IPPROTO_IPV6, WS_MCAST_LEAVE_SOURCE_GROUP, AF_INET6, VERB_DROP_SOURCE, SOURCE_REQUEST},
    {WS_IPPROTO_IPV6, WS_MCAST_BLOCK_SOURCE, AF_INET6, VERB_BLOCK, SOURCE_REQUEST},
    {WS_IPPROTO_IPV6, WS_MCAST_UNBLOCK_SOURCE, AF_INET6, VERB_UNBLOCK, SOURCE_REQUEST},
};

/* What any of the forms asks for. */
struct membership_request {
    union os_address group, source;
    unsigned interface_index;         /* 0: not named */
    struct in_addr interface_address; /* named by address, or 0 */
};

static union os_address v4_address(const IN_ADDR *address)
{
    return (union os_address){.v4 = {.sin_family = AF_INET, .sin_addr.s_addr = address->s_addr}};
}

static int read_mreq(struct membership_request *request, const char *value)
{
    IP_MREQ mreq;
    memcpy(&mreq, value, sizeof mreq);
    request->group = v4_address(&mreq.imr_multiaddr);
    request->interface_address.s_addr = mreq.imr_interface.s_addr;
    return 0;
}

static int read_mreq_source(struct membership_request *request, const char *value)
{
    IP_MREQ_SOURCE mreq;
    memcpy(&mreq, value, sizeof mreq);
    request->group = v4_address(&mreq.imr_multiaddr);
    request->source = v4_address(&mreq.imr_sourceaddr);
    request->interface_address.s_addr = mreq.imr_interface.s_addr;
    return 0;
}

static int read_mreq_v6(struct membership_request *request, const char *value)
{
    IPV6_MREQ mreq;
    memcpy(&mreq, value, sizeof mreq);
    request->group = (union os_address){.v6 = {.sin6_family = AF_INET6}};
    memcpy(&request->group.v6.sin6_addr, &mreq.ipv6mr_multiaddr, sizeof mreq.ipv6mr_multiaddr);
    request->interface_index = mreq.ipv6mr_interface;
    return 0;
}

static int read_storage(union os_address *address, int family, const SOCKADDR_STORAGE *storage)
{
    return os_address_in(address, family, (const struct WS_sockaddr *)storage, (int)sizeof *storage);
}

static int read_request(struct membership_request *request, int family, const char *value)
{
    GROUP_REQ wanted;
    memcpy(&wanted, value, sizeof wanted);
    request->interface_index = wanted.gr_interface;
    return read_storage(&request->group, family, &wanted.gr_group);
}

static int read_source_request(struct membership_request *request, int family, const char *value)
{
    GROUP_SOURCE_REQ wanted;
    memcpy(&wanted, value, sizeof wanted);
    request->interface_index = wanted.gsr_interface;
    int error = read_storage(&request->group, family, &wanted.gsr_group);
    return error != 0 ? error : read_storage(&request->source, family, &wanted.gsr_source);
}

static const int sizes[] = {
    [MREQ] = sizeof(IP_MREQ),      [MREQ_SOURCE] = sizeof(IP_MREQ_SOURCE),      [MREQ_V6] = sizeof(IPV6_MREQ),
    [REQUEST] = sizeof(GROUP_REQ), [SOURCE_REQUEST] = sizeof(GROUP_SOURCE_REQ),
};

static int read_form(struct membership_request *request, enum form form, int family, const char *value,
                     int length)
{
    if (value == NULL || length < sizes[form]) {
        return WSAEFAULT;
    }
    memset(request, 0, sizeof *request);
    switch (form) {
    case MREQ:
        return read_mreq(request, value);
    case MREQ_SOURCE:
        return read_mreq_source(request, value);
    case MREQ_V6:
        return read_mreq_v6(request, value);
    case REQUEST:
        return read_request(request, family, value);
    case SOURCE_REQUEST:
        break;
    }
    return read_source_request(request, family, value);
}

int udp_membership_place(const struct udp_socket *socket, const union os_address *group,
                         struct in_addr interface_address, bool joins, unsigned *interface_index)
{
    if (interface_address.s_addr != 0) {
        int error = udp_interface_by_address(socket, interface_address, interface_index);
        if (error != 0) {
            return error;
        }
    }
    if (group->any.sa_family == AF_INET6) {
        if (*interface_index == 0) {
            *interface_index = group->v6.sin6_scope_id;
        }
        int error = udp_interface_check_zone(group, *interface_index);
        if (error != 0) {
            return error;
        }
    }
    if (!joins) {
        return 0;
    }
    return *interface_index != 0 ? udp_interface_by_index(socket, *interface_index)
                                 : udp_interface_by_route(socket, group, interface_index);
}

bool udp_membership_is_source(const union os_address *source)
{
    return !os_address_is_multicast(source) && !os_address_is_wildcard(source);
}

static int membership_request_carry_out(struct udp_socket *socket, enum udp_verb verb,
                                        struct membership_request *request)
{
    if (!os_address_is_multicast(&request->group)) {
        return WSAEINVAL;
    }
    if (udp_verb_takes_source(verb) && !udp_membership_is_source(&request->source)) {
        return WSAEINVAL;
    }
    bool joins = verb == VERB_ADD || verb == VERB_ADD_SOURCE;
    int error = udp_membership_place(socket, &request->group, request->interface_address, joins,
                                     &request->interface_index);
    if (error == 0 && joins) {
        error = udp_widen(socket);
    }
    return error != 0 ? error
                      : udp_membership_change(socket, verb, &request->group, &request->source,
                                              request->interface_index);
}

/* Returns whether the socket may be a member of groups of this family. */
static bool takes_family(const struct udp_socket *socket, int family)
{
    return family == socket->family || (family == AF_INET && udp_takes_v4(socket));
}

bool udp_membership_option(struct udp_socket *socket, int level, int name, const char *value, int length,
                           int *error)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].level != level || rows[i].name != name || !takes_family(socket, rows[i].family)) {
            continue;
        }
        struct membership_request request;
        *error = read_form(&request, rows[i].form, rows[i].family, value, length);
        if (*error == 0) {
            *error = membership_request_carry_out(socket, rows[i].verb, &request);
        }
        return true;
    }
    return false;
}

/* The family of the group that JLU_MEMBER is about; the socket's own if it does not take that one. */
static int family_asked(const struct udp_socket *socket, const char *value, int length)
{
    ADDRESS_FAMILY family = WS_AF_UNSPEC;
    if (value != NULL && length >= (int)sizeof(GROUP_REQ)) {
        memcpy(&family, value + offsetof(GROUP_REQ, gr_group), sizeof family);
    }
    return takes_family(socket, os_family(family)) ? os_family(family) : socket->family;
}

int udp_membership_question(const struct udp_socket *socket, char *value, int length)
{
    struct membership_request request;
    bool sourced = length >= (int)sizeof(GROUP_SOURCE_REQ);
    int error = read_form(&request, sourced ? SOURCE_REQUEST : REQUEST, family_asked(socket, value, length),
                          value, length);
    if (error == 0 && !os_address_is_multicast(&request.group)) {
        error = WSAEINVAL;
    }
    if (error != 0) {
        return error;
    }
    ULONG index = udp_membership_interface(socket, &request.group, sourced ? &request.source : NULL,
                                           request.interface_index);
    _Static_assert(offsetof(GROUP_REQ, gr_interface) == 0 && offsetof(GROUP_SOURCE_REQ, gsr_interface) == 0,
                   "the interface comes first");
    memcpy(value, &index, sizeof index);
    return 0;
}

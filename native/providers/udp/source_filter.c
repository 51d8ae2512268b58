/* The ioctls that set and get the whole source filter of a group (OP-04): "final-state-based multicast
 * programming", and RFC 3678, whose ip_msfilter and group_filter they take. */
#include "source_filter.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "providers/common/request.h"
#include "membership.h"
#include "membership_option.h"
#include "widen.h"

/* What both structures begin with, and how long their lists are. */
struct filter {
    union os_address group;
    unsigned interface_index;         /* 0: not named */
    struct in_addr interface_address; /* named by address, or 0 */
    size_t list;                      /* where the sources begin */
    size_t each;                      /* bytes of one */
};

/* What was read from a structure that sets a filter. */
struct wanted_filter {
    ULONG mode, count;
};

static union os_address v4_source(const void *source)
{
    union os_address address = {.v4 = {.sin_family = AF_INET}};
    memcpy(&address.v4.sin_addr, source, sizeof address.v4.sin_addr);
    return address;
}

static int read_filter_v4(struct filter *filter, const struct udp_socket *socket,
                          const struct request *request)
{
    IN_ADDR begin[2];
    _Static_assert(offsetof(WS_IP_MSFILTER, imsf_interface) == sizeof *begin,
                   "group and interface come first");
    if (socket->family != AF_INET) {
        return WSAEINVAL;
    }
    if (!request_read(request, begin, sizeof begin)) {
        return WSAEFAULT;
    }
    *filter = (struct filter){
        .group = v4_source(&begin[0]), .list = offsetof(WS_IP_MSFILTER, imsf_slist), .each = sizeof(IN_ADDR)};
    memcpy(&filter->interface_address, &begin[1], sizeof begin[1]);
    return os_address_is_multicast(&filter->group) ? 0 : WSAEINVAL;
}

static int read_filter(struct filter *filter, const struct udp_socket *socket, const struct request *request)
{
    GROUP_REQ begin;
    _Static_assert(offsetof(GROUP_FILTER, gf_group) == offsetof(GROUP_REQ, gr_group),
                   "interface and group come first");
    if (!request_read(request, &begin, sizeof begin)) {
        return WSAEFAULT;
    }
    *filter = (struct filter){.interface_index = begin.gr_interface,
                              .list = offsetof(GROUP_FILTER, gf_slist),
                              .each = sizeof(SOCKADDR_STORAGE)};
    int error = os_address_in(&filter->group, socket->family, (const struct WS_sockaddr *)&begin.gr_group,
                              (int)sizeof begin.gr_group);
    return error != 0 || os_address_is_multicast(&filter->group) ? error : WSAEINVAL;
}

/* Mode and count lie right before the list. Returns false if the list is not there as a whole. */
static bool read_wanted(const struct filter *filter, const struct request *request,
                        struct wanted_filter *wanted)
{
    if (request->in_size < filter->list) {
        return false;
    }
    ULONG pair[2];
    memcpy(pair, (const char *)request->in + filter->list - sizeof pair, sizeof pair);
    *wanted = (struct wanted_filter){pair[0], pair[1]};
    return wanted->count <= (request->in_size - filter->list) / filter->each;
}

static int read_source(const struct udp_socket *socket, const struct filter *filter, const char *source,
                       union os_address *address)
{
    int error = 0;
    if (filter->each == sizeof(IN_ADDR)) {
        *address = v4_source(source);
    } else {
        SOCKADDR_STORAGE name;
        memcpy(&name, source, sizeof name);
        error = os_address_in(address, socket->family, (const struct WS_sockaddr *)&name, (int)sizeof name);
    }
    return error != 0 || udp_membership_is_source(address) ? error : WSAEINVAL;
}

static int carry_out(struct udp_socket *socket, struct filter *filter, const struct wanted_filter *wanted,
                     const union os_address *sources)
{
    bool joins = wanted->mode == WS_MCAST_EXCLUDE || wanted->count > 0;
    int error = udp_membership_place(socket, &filter->group, filter->interface_address, false,
                                     &filter->interface_index);
    if (error == 0 && joins &&
        udp_membership_in_force(socket, &filter->group, filter->interface_index) == NULL) {
        error = udp_membership_place(socket, &filter->group, filter->interface_address, true,
                                     &filter->interface_index);
    }
    if (error == 0 && joins) {
        error = udp_widen(socket);
    }
    if (error != 0) {
        return error;
    }
    return udp_membership_set_filter(socket, &filter->group, filter->interface_index,
                                     wanted->mode == WS_MCAST_EXCLUDE ? FROM_ALL : FROM_SOME, sources,
                                     wanted->count);
}

static int set_filter(struct udp_socket *socket, struct filter *filter, const struct request *request)
{
    struct wanted_filter wanted;
    if (!read_wanted(filter, request, &wanted)) {
        return WSAEFAULT;
    }
    if (wanted.mode != WS_MCAST_INCLUDE && wanted.mode != WS_MCAST_EXCLUDE) {
        return WSAEINVAL;
    }
    union os_address *sources = calloc((size_t)wanted.count + 1, sizeof *sources);
    if (sources == NULL) {
        return WSAENOBUFS;
    }
    int error = 0;
    const char *list = (const char *)request->in + filter->list;
    for (ULONG i = 0; i < wanted.count && error == 0; i++) {
        error = read_source(socket, filter, list + i * filter->each, &sources[i]);
    }
    if (error == 0) {
        error = carry_out(socket, filter, &wanted, sources);
    }
    free(sources);
    return error;
}

static void write_source(const struct filter *filter, const union os_address *source, char *place)
{
    if (filter->each == sizeof(IN_ADDR)) {
        memcpy(place, &source->v4.sin_addr, sizeof source->v4.sin_addr);
        return;
    }
    SOCKADDR_STORAGE name = {0};
    int length = (int)sizeof name;
    os_address_out(source, (struct WS_sockaddr *)&name, &length);
    memcpy(place, &name, sizeof name);
}

/* The count tells of all sources, the list has those for which there is room. Group and interface are as they
 * were asked for. */
static int get_filter(struct udp_socket *socket, struct filter *filter, const struct request *request)
{
    int error = udp_membership_place(socket, &filter->group, filter->interface_address, false,
                                     &filter->interface_index);
    if (error != 0) {
        return error;
    }
    const struct udp_membership *membership =
        udp_membership_in_force(socket, &filter->group, filter->interface_index);
    if (membership == NULL) {
        return WSAEADDRNOTAVAIL;
    }
    if (!request_has_room(request, filter->list)) {
        return WSAEFAULT;
    }
    size_t room = (request->out_size - filter->list) / filter->each;
    size_t count = membership->source_count < room ? membership->source_count : room;
    const ULONG pair[2] = {membership->mode == FROM_ALL ? WS_MCAST_EXCLUDE : WS_MCAST_INCLUDE,
                           (ULONG)membership->source_count};
    char *out = request->out;
    memmove(out, request->in, filter->list - sizeof pair); /* the caller may give one memory for both */
    memcpy(out + filter->list - sizeof pair, pair, sizeof pair);
    for (size_t i = 0; i < count; i++) {
        write_source(filter, &membership->sources[i], out + filter->list + i * filter->each);
    }
    *request->returned = (DWORD)(filter->list + count * filter->each);
    return 0;
}

int udp_set_filter_v4(struct udp_socket *socket, const struct request *request)
{
    struct filter filter;
    int error = read_filter_v4(&filter, socket, request);
    return error != 0 ? error : set_filter(socket, &filter, request);
}

int udp_get_filter_v4(struct udp_socket *socket, const struct request *request)
{
    struct filter filter;
    int error = read_filter_v4(&filter, socket, request);
    return error != 0 ? error : get_filter(socket, &filter, request);
}

int udp_set_filter(struct udp_socket *socket, const struct request *request)
{
    struct filter filter;
    int error = read_filter(&filter, socket, request);
    return error != 0 ? error : set_filter(socket, &filter, request);
}

int udp_get_filter(struct udp_socket *socket, const struct request *request)
{
    struct filter filter;
    int error = read_filter(&filter, socket, request);
    return error != 0 ? error : get_filter(socket, &filter, request);
}

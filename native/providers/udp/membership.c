#include "membership.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system/linux/os_descriptor.h"
#include "system/linux/os_errno.h"
#include "system/linux/os_membership.h"
#include "filter.h"
#include "interface.h"

/* A socket remembers fewer memberships that are over than this. */
enum { MOST_OVER = 64 };

/* The option of Linux for each verb, the same at both levels. It takes a group_req or a group_source_req. */
static const int linux_options[VERBS] = {
    [VERB_ADD] = MCAST_JOIN_GROUP,
    [VERB_DROP] = MCAST_LEAVE_GROUP,
    [VERB_ADD_SOURCE] = MCAST_JOIN_SOURCE_GROUP,
    [VERB_DROP_SOURCE] = MCAST_LEAVE_SOURCE_GROUP,
    [VERB_BLOCK] = MCAST_BLOCK_SOURCE,
    [VERB_UNBLOCK] = MCAST_UNBLOCK_SOURCE,
};

/* The state of a group on an interface when the next request comes. */
enum membership_state {
    NOWHERE,   /* never joined, or dropped so long ago that nobody remembers */
    ALL,       /* joined, nothing ever blocked */
    ALL_AGAIN, /* joined, what was blocked is unblocked */
    ALL_BUT,   /* joined, sources blocked */
    SOME,      /* joined for sources */
    SOME_LEFT, /* the last of the sources was dropped */
    DROPPED,
    MEMBERSHIP_STATES,
};

enum verdict {
    FINE,
    TAKEN,     /* WSAEADDRNOTAVAIL */
    ABSENT,    /* WSAEADDRNOTAVAIL, too: there is nothing to leave */
    INVALID,   /* WSAEINVAL */
    IF_NEW,    /* fine for a source that is not listed, else TAKEN */
    IF_LISTED, /* fine for a source that is listed, else TAKEN */
};

/* What each request means for a membership in each state (OP-05). */
// clang-format off
static const enum verdict conflicts[VERBS][MEMBERSHIP_STATES] = {
    /*                     NOWHERE  ALL      ALL_AGAIN  ALL_BUT    SOME       SOME_LEFT  DROPPED */
    [VERB_ADD] =          {FINE,    TAKEN,   TAKEN,     INVALID,   TAKEN,     FINE,      FINE},
    [VERB_DROP] =         {ABSENT,  FINE,    FINE,      FINE,      FINE,      ABSENT,    INVALID},
    [VERB_ADD_SOURCE] =   {FINE,    TAKEN,   TAKEN,     INVALID,   IF_NEW,    IF_NEW,    FINE},
    [VERB_DROP_SOURCE] =  {INVALID, INVALID, INVALID,   INVALID,   IF_LISTED, IF_LISTED, INVALID},
    [VERB_BLOCK] =        {INVALID, IF_NEW,  IF_NEW,    IF_NEW,    INVALID,   INVALID,   INVALID},
    [VERB_UNBLOCK] =      {INVALID, INVALID, IF_LISTED, IF_LISTED, INVALID,   INVALID,   INVALID},
};
// clang-format on

static int membership_check(enum udp_verb verb, enum membership_state state, bool listed)
{
    enum verdict verdict = conflicts[verb][state];
    if (verdict == INVALID) {
        return WSAEINVAL;
    }
    bool fine = verdict == FINE || (verdict == IF_NEW && !listed) || (verdict == IF_LISTED && listed);
    return fine ? 0 : WSAEADDRNOTAVAIL;
}

static enum membership_state membership_state_of(const struct udp_membership *membership)
{
    if (membership == NULL) {
        return NOWHERE;
    }
    if (membership->mode == FROM_SOME) {
        return membership->source_count > 0 ? SOME : membership->dropped ? DROPPED : SOME_LEFT;
    }
    return membership->source_count > 0 ? ALL_BUT : membership->has_blocked ? ALL_AGAIN : ALL;
}

/* Returns the entry, or NULL. interface_index 0: the group's first entry that is not over, whatever its
 * interface; if there is none, the first of the others. */
static struct udp_membership *membership_find(const struct udp_socket *socket, const union os_address *group,
                                              unsigned interface_index)
{
    struct udp_membership *left = NULL;
    for (size_t i = 0; i < socket->membership_count; i++) {
        struct udp_membership *membership = &socket->memberships[i];
        if (!os_address_equal_host(&membership->group, group) ||
            (interface_index != 0 && membership->interface_index != interface_index)) {
            continue;
        }
        if (interface_index != 0 || !udp_membership_is_over(membership)) {
            return membership;
        }
        left = left == NULL ? membership : left;
    }
    return left;
}

static size_t find_source(const struct udp_membership *membership, const union os_address *source)
{
    size_t i = 0;
    while (i < membership->source_count && !os_address_equal_host(&membership->sources[i], source)) {
        i++;
    }
    return i;
}

/* The others stay in the order in which they were joined. */
static void forget_membership(struct udp_socket *socket, struct udp_membership *membership)
{
    free(membership->sources);
    size_t behind = --socket->membership_count - (size_t)(membership - socket->memberships);
    memmove(membership, membership + 1, behind * sizeof *membership);
}

/* Removes the entries that are over, once there are many. */
static void forget_what_is_over(struct udp_socket *socket)
{
    size_t over = 0;
    for (size_t i = 0; i < socket->membership_count; i++) {
        over += udp_membership_is_over(&socket->memberships[i]);
    }
    for (size_t i = socket->membership_count; over >= MOST_OVER && i-- > 0;) {
        if (udp_membership_is_over(&socket->memberships[i])) {
            forget_membership(socket, &socket->memberships[i]);
        }
    }
}

/* Adds an entry; returns NULL if there is no memory. */
static struct udp_membership *add_entry(struct udp_socket *socket, const union os_address *group,
                                        unsigned interface_index)
{
    forget_what_is_over(socket);
    struct udp_membership *grown =
        realloc(socket->memberships, (socket->membership_count + 1) * sizeof *socket->memberships);
    if (grown == NULL) {
        return NULL;
    }
    socket->memberships = grown;
    struct udp_membership *added = &grown[socket->membership_count++];
    *added = (struct udp_membership){.group = *group, .interface_index = interface_index};
    return added;
}

static bool add_source(struct udp_membership *membership, const union os_address *source)
{
    union os_address *grown =
        realloc(membership->sources, (membership->source_count + 1) * sizeof *membership->sources);
    if (grown == NULL) {
        return false;
    }
    grown[membership->source_count++] = *source;
    membership->sources = grown;
    return true;
}

static void drop_source(struct udp_membership *membership, const union os_address *source)
{
    size_t i = find_source(membership, source);
    if (i < membership->source_count) {
        membership->sources[i] = membership->sources[--membership->source_count];
    }
}

static int open_groups_socket(void)
{
    return os_socket(AF_INET6, SOCK_DGRAM, 0);
}

/* Returns the kernel socket that has the memberships of this family (membership.h), or -1 with errno. */
static int groups_socket(struct udp_socket *socket, int family)
{
    if (family == AF_INET) {
        return socket->fd;
    }
    if (socket->groups_fd < 0) {
        socket->groups_fd = open_groups_socket();
    }
    return socket->groups_fd;
}

static int level_of(int family)
{
    return family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
}

/* Returns 0 or an errno. */
static int ask_kernel(struct udp_socket *socket, enum udp_verb verb, const union os_address *group,
                      const union os_address *source, unsigned interface_index)
{
    int family = group->any.sa_family, level = level_of(family);
    int fd = groups_socket(socket, family), failed;
    if (fd < 0) {
        return errno;
    }
    if (udp_verb_takes_source(verb)) {
        struct group_source_req request = {.gsr_interface = interface_index};
        memcpy(&request.gsr_group, group, sizeof *group);
        memcpy(&request.gsr_source, source, sizeof *source);
        failed = setsockopt(fd, level, linux_options[verb], &request, sizeof request);
    } else {
        struct group_req request = {.gr_interface = interface_index};
        memcpy(&request.gr_group, group, sizeof *group);
        failed = setsockopt(fd, level, linux_options[verb], &request, sizeof request);
    }
    return failed == 0 ? 0 : errno;
}

/* IP-11. Linux answers ENOBUFS or ENOMEM if there are too many. EINVAL does not mean the request itself,
 * which was checked before. */
static int kernel_error(int errno_value)
{
    return errno_value == EINVAL ? WSAEADDRNOTAVAIL : os_wsa_error(errno_value);
}

/* The record follows what the kernel did. */
static void follow_kernel(enum udp_verb verb, struct udp_membership *membership,
                          const union os_address *source)
{
    switch (verb) {
    case VERB_ADD:
        membership->mode = FROM_ALL;
        break;
    case VERB_DROP:
        membership->mode = FROM_SOME;
        membership->source_count = 0;
        membership->dropped = true;
        break;
    case VERB_BLOCK:
        membership->has_blocked = true;
        break;
    case VERB_DROP_SOURCE:
    case VERB_UNBLOCK:
        drop_source(membership, source);
        break;
    case VERB_ADD_SOURCE:
        membership->mode = FROM_SOME;
        break;
    case VERBS:
        break;
    }
}

/* Removes what a failed request has put into the record: a new entry, or a source. */
static void take_back(struct udp_socket *socket, enum udp_verb verb, struct udp_membership *membership,
                      const union os_address *source, bool is_new)
{
    if (is_new) {
        forget_membership(socket, membership);
    } else if (verb == VERB_ADD_SOURCE || verb == VERB_BLOCK) {
        drop_source(membership, source);
    }
}

/* Returns whether the interface was deleted, and perhaps made again with the same index: then the host is no
 * longer a member there, though the kernel still has the socket's entry. Such a membership counts as ended,
 * so that the group can be joined again. */
static bool is_stale(const struct udp_membership *membership)
{
    return !os_host_is_member(&membership->group, membership->interface_index);
}

/* Memory is allocated before the kernel is asked, so that nothing is joined without its record. */
static int membership_change(struct udp_socket *socket, enum udp_verb verb, const union os_address *group,
                             const union os_address *source, unsigned interface_index)
{
    struct udp_membership *membership = membership_find(socket, group, interface_index);
    bool listed = membership != NULL && udp_verb_takes_source(verb) &&
                  find_source(membership, source) < membership->source_count;
    int conflict = membership_check(verb, membership_state_of(membership), listed);
    if (conflict != 0 && membership != NULL && !udp_membership_is_over(membership) &&
        (verb == VERB_ADD || verb == VERB_ADD_SOURCE) && is_stale(membership)) {
        ask_kernel(socket, VERB_DROP, group, NULL, membership->interface_index);
        forget_membership(socket, membership);
        membership = NULL;
        conflict = 0;
    }
    if (conflict != 0) {
        return conflict;
    }
    if (membership != NULL && membership->dropped) { /* it is joined anew, as the last one */
        forget_membership(socket, membership);
        membership = NULL;
    }
    bool is_new = membership == NULL;
    if (is_new) {
        membership = add_entry(socket, group, interface_index);
    }
    if (membership == NULL) {
        return WSAENOBUFS;
    }
    if ((verb == VERB_ADD_SOURCE || verb == VERB_BLOCK) && !add_source(membership, source)) {
        take_back(socket, verb, membership, source, is_new);
        return WSAENOBUFS;
    }
    int error = ask_kernel(socket, verb, group, source, membership->interface_index);
    if (error != 0) {
        take_back(socket, verb, membership, source, is_new);
        return kernel_error(error);
    }
    follow_kernel(verb, membership, source);
    return 0;
}

/* The verb that undoes a request; VERBS: none does. */
static const enum udp_verb undoing[VERBS] = {
    [VERB_ADD] = VERB_DROP, [VERB_ADD_SOURCE] = VERB_DROP_SOURCE, [VERB_BLOCK] = VERB_UNBLOCK,
    [VERB_DROP] = VERBS,    [VERB_DROP_SOURCE] = VERBS,           [VERB_UNBLOCK] = VERBS,
};

/* If the filter program has no room for a new membership, the request fails (IP-11): the socket never hears
 * what it has not asked for. */
int udp_membership_change(struct udp_socket *socket, enum udp_verb verb, const union os_address *group,
                          const union os_address *source, unsigned interface_index)
{
    int error = membership_change(socket, verb, group, source, interface_index);
    if (error != 0 || group->any.sa_family == AF_INET) {
        return error;
    }
    error = udp_filter_update(socket);
    if (error != 0 && undoing[verb] != VERBS) {
        membership_change(socket, undoing[verb], group, source, interface_index);
        udp_filter_update(socket);
    }
    return error;
}

static bool holds(const struct udp_membership *membership)
{
    return membership != NULL && !udp_membership_is_over(membership) && !is_stale(membership);
}

/* The kernel puts the whole filter of a membership in place of its last one. Returns 0 or an errno. */
static int ask_kernel_filter(struct udp_socket *socket, const struct udp_membership *membership)
{
    size_t count = membership->source_count;
    size_t size = GROUP_FILTER_SIZE(count + 1);
    struct group_filter *filter = calloc(1, size);
    if (filter == NULL) {
        return ENOMEM;
    }
    filter->gf_interface = membership->interface_index;
    filter->gf_fmode = membership->mode == FROM_ALL ? MCAST_EXCLUDE : MCAST_INCLUDE;
    filter->gf_numsrc = (uint32_t)count;
    memcpy(&filter->gf_group, &membership->group, sizeof membership->group);
    struct sockaddr_storage *sources = filter->gf_slist; /* `count` of them, not the one declared */
    for (size_t i = 0; i < count; i++) {
        memcpy(&sources[i], &membership->sources[i], sizeof membership->sources[i]);
    }
    int family = membership->group.any.sa_family;
    int failed = setsockopt(groups_socket(socket, family), level_of(family), MCAST_MSFILTER, filter,
                            (socklen_t)GROUP_FILTER_SIZE(count));
    int error = failed == 0 ? 0 : errno;
    free(filter);
    return error;
}

/* Exchanges the source filters of the two memberships. */
static void swap_filters(struct udp_membership *one, struct udp_membership *other)
{
    struct udp_membership kept = *one;
    one->mode = other->mode;
    one->has_blocked = other->has_blocked;
    one->source_count = other->source_count;
    one->sources = other->sources;
    other->mode = kept.mode;
    other->has_blocked = kept.has_blocked;
    other->source_count = kept.source_count;
    other->sources = kept.sources;
}

/* The membership is in force. On failure it is as before. */
static int change_filter(struct udp_socket *socket, struct udp_membership *membership,
                         struct udp_membership *wanted)
{
    swap_filters(membership, wanted);
    int error = ask_kernel_filter(socket, membership);
    if (error != 0) {
        swap_filters(membership, wanted);
        return kernel_error(error);
    }
    if (membership->group.any.sa_family == AF_INET) {
        return 0;
    }
    error = udp_filter_update(socket);
    if (error != 0) {
        swap_filters(membership, wanted);
        ask_kernel_filter(socket, membership);
        udp_filter_update(socket);
    }
    return error;
}

int udp_membership_set_filter(struct udp_socket *socket, const union os_address *group,
                              unsigned interface_index, enum udp_membership_mode mode,
                              const union os_address *sources, size_t count)
{
    if (mode == FROM_SOME && count == 0) {
        return udp_membership_leave(socket, group, interface_index);
    }
    struct udp_membership wanted = {.mode = mode, .has_blocked = mode == FROM_ALL && count > 0};
    for (size_t i = 0; i < count; i++) {
        if (find_source(&wanted, &sources[i]) == wanted.source_count && !add_source(&wanted, &sources[i])) {
            free(wanted.sources);
            return WSAENOBUFS;
        }
    }
    struct udp_membership *membership = membership_find(socket, group, interface_index);
    int error = 0;
    bool is_new = !holds(membership);
    if (is_new) { /* the kernel takes a filter for members only: first all sources, or one that is wanted */
        if (membership != NULL && !udp_membership_is_over(membership)) {
            ask_kernel(socket, VERB_DROP, group, NULL, membership->interface_index);
            forget_membership(socket, membership);
        }
        error = mode == FROM_SOME
                    ? udp_membership_change(socket, VERB_ADD_SOURCE, group, wanted.sources, interface_index)
                    : udp_membership_change(socket, VERB_ADD, group, NULL, interface_index);
        membership = membership_find(socket, group, interface_index);
    }
    if (error == 0 && membership != NULL) {
        error = change_filter(socket, membership, &wanted);
        if (error != 0 && is_new) {
            udp_membership_leave(socket, group, interface_index);
        }
    }
    free(wanted.sources);
    return error;
}

const struct udp_membership *udp_membership_in_force(const struct udp_socket *socket,
                                                     const union os_address *group, unsigned interface_index)
{
    const struct udp_membership *membership = membership_find(socket, group, interface_index);
    return holds(membership) ? membership : NULL;
}

bool udp_membership_holds(const struct udp_socket *socket, const union os_address *group,
                          unsigned interface_index)
{
    return holds(membership_find(socket, group, interface_index));
}

bool udp_membership_is_lost(const struct udp_socket *socket, const union os_address *group,
                            unsigned interface_index)
{
    const struct udp_membership *membership = membership_find(socket, group, interface_index);
    return membership != NULL && !udp_membership_is_over(membership) && is_stale(membership);
}

unsigned udp_membership_interface(const struct udp_socket *socket, const union os_address *group,
                                  const union os_address *source, unsigned interface_index)
{
    const struct udp_membership *membership = membership_find(socket, group, interface_index);
    if (!holds(membership)) {
        return 0;
    }
    bool is_it = source == NULL ? membership->mode == FROM_ALL
                                : membership->mode == FROM_SOME &&
                                      find_source(membership, source) < membership->source_count;
    return is_it ? membership->interface_index : 0;
}

/* A socket that has joined the group there from certain sources joins the session from these (IP-15). */
int udp_membership_join(struct udp_socket *socket, const union os_address *group, unsigned interface_index)
{
    const struct udp_membership *membership = membership_find(socket, group, interface_index);
    if (holds(membership) && membership_state_of(membership) == SOME) {
        return 0;
    }
    return udp_membership_change(socket, VERB_ADD, group, NULL, interface_index);
}

/* It is no failure if the program itself has dropped the membership. */
int udp_membership_leave(struct udp_socket *socket, const union os_address *group, unsigned interface_index)
{
    const struct udp_membership *membership = membership_find(socket, group, interface_index);
    return membership == NULL || udp_membership_is_over(membership)
               ? 0
               : udp_membership_change(socket, VERB_DROP, group, NULL, interface_index);
}

void udp_membership_free(struct udp_socket *socket)
{
    while (socket->membership_count > 0) {
        forget_membership(socket, &socket->memberships[socket->membership_count - 1]);
    }
    free(socket->memberships);
    socket->memberships = NULL;
    if (socket->groups_fd >= 0) {
        os_close(socket->groups_fd);
    }
}

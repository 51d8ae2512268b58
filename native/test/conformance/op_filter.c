/* op_filter.c - a group's whole source filter, set and got at once: part of OP-04. */
#include "op.h"

/* Not every winsock2.h has them. */
#define SET_GROUP_FILTER 0x8004747e /* SIOCSMSFILTER */
#define GET_GROUP_FILTER 0x8004747f /* SIOCGMSFILTER */

enum { MOST = 70, TOO_MANY = MOST };

/* A filter in either structure, with room for MOST sources. */
struct filter {
    int family;
    struct name group;
    MULTICAST_MODE_TYPE mode;
    ULONG count;
    struct name sources[MOST];
};

struct v4_filter {
    struct ip_msfilter head;
    struct in_addr more[MOST];
};

struct any_filter {
    GROUP_FILTER head;
    SOCKADDR_STORAGE more[MOST];
};

static DWORD v4_size(ULONG count)
{
    return (DWORD)(offsetof(struct ip_msfilter, imsf_slist) + count * sizeof(struct in_addr));
}

static DWORD any_size(ULONG count)
{
    return (DWORD)(offsetof(GROUP_FILTER, gf_slist) + count * sizeof(SOCKADDR_STORAGE));
}

static struct in_addr *v4_list(struct v4_filter *filter)
{
    return (struct in_addr *)(void *)((char *)filter + offsetof(struct ip_msfilter, imsf_slist));
}

static SOCKADDR_STORAGE *any_list(struct any_filter *filter)
{
    return (SOCKADDR_STORAGE *)(void *)((char *)filter + offsetof(GROUP_FILTER, gf_slist));
}

static struct in_addr v4_of(const struct name *name)
{
    return ((const struct sockaddr_in *)&name->storage)->sin_addr;
}

static int set_v4(SOCKET s, const struct filter *wanted)
{
    struct v4_filter filter;
    DWORD returned = 4711;
    memset(&filter, 0, sizeof filter);
    filter.head.imsf_multiaddr = v4_of(&wanted->group);
    filter.head.imsf_interface.s_addr = htonl(INADDR_LOOPBACK);
    filter.head.imsf_fmode = wanted->mode;
    filter.head.imsf_numsrc = wanted->count;
    for (ULONG i = 0; i < wanted->count; i++)
        v4_list(&filter)[i] = v4_of(&wanted->sources[i]);
    int result = WSAIoctl(s, SIO_SET_MULTICAST_FILTER, &filter, v4_size(wanted->count), NULL, 0, &returned,
                          NULL, NULL);
    CHECK_EQ(returned, 0);
    return result;
}

/* One memory for both ways, as programs have it. The count that is given does not matter, only the room. */
static int get_v4(SOCKET s, struct filter *got, ULONG room)
{
    struct v4_filter filter;
    DWORD returned = 4711;
    memset(&filter, 0xff, sizeof filter);
    filter.head.imsf_multiaddr = v4_of(&got->group);
    filter.head.imsf_interface.s_addr = htonl(INADDR_LOOPBACK);
    int result = WSAIoctl(s, SIO_GET_MULTICAST_FILTER, &filter, v4_size(room), &filter, v4_size(room),
                          &returned, NULL, NULL);
    if (result != 0)
        return result;
    got->mode = filter.head.imsf_fmode;
    got->count = filter.head.imsf_numsrc;
    ULONG told = got->count < room ? got->count : room;
    CHECK_EQ(returned, v4_size(told));
    for (ULONG i = 0; i < told; i++) {
        struct sockaddr_in name;
        memset(&name, 0, sizeof name);
        name.sin_family = AF_INET;
        name.sin_addr = v4_list(&filter)[i];
        memcpy(&got->sources[i].storage, &name, sizeof name);
    }
    return 0;
}

static int set_any(SOCKET s, const struct filter *wanted)
{
    struct any_filter filter;
    DWORD returned = 4711;
    memset(&filter, 0, sizeof filter);
    filter.head.gf_interface = LOOPBACK_INDEX;
    filter.head.gf_group = wanted->group.storage;
    filter.head.gf_fmode = wanted->mode;
    filter.head.gf_numsrc = wanted->count;
    for (ULONG i = 0; i < wanted->count; i++)
        any_list(&filter)[i] = wanted->sources[i].storage;
    int result =
        WSAIoctl(s, SET_GROUP_FILTER, &filter, any_size(wanted->count), NULL, 0, &returned, NULL, NULL);
    CHECK_EQ(returned, 0);
    return result;
}

static int get_any(SOCKET s, struct filter *got, ULONG room)
{
    struct any_filter filter;
    DWORD returned = 4711;
    memset(&filter, 0xff, sizeof filter);
    filter.head.gf_interface = LOOPBACK_INDEX;
    filter.head.gf_group = got->group.storage;
    int result = WSAIoctl(s, GET_GROUP_FILTER, &filter, any_size(room), &filter, any_size(room), &returned,
                          NULL, NULL);
    if (result != 0)
        return result;
    got->mode = filter.head.gf_fmode;
    got->count = filter.head.gf_numsrc;
    ULONG told = got->count < room ? got->count : room;
    CHECK_EQ(returned, any_size(told));
    for (ULONG i = 0; i < told; i++)
        got->sources[i].storage = any_list(&filter)[i];
    return 0;
}

typedef int (*setter)(SOCKET s, const struct filter *wanted);
typedef int (*getter)(SOCKET s, struct filter *got, ULONG room);

static int put(setter set, SOCKET s, struct filter *filter, MULTICAST_MODE_TYPE mode, ULONG count)
{
    filter->mode = mode;
    filter->count = count;
    return set(s, filter);
}

static void check_in_force(getter get, SOCKET s, const struct filter *filter)
{
    static struct filter got;
    got.group = filter->group;
    CHECK_SUCCEEDS(get(s, &got, 0));
    CHECK_EQ(got.count, filter->count); /* of all, though there was room for none */
    CHECK_EQ(got.mode, filter->mode);
    CHECK_SUCCEEDS(get(s, &got, MOST));
    CHECK_EQ(got.count, filter->count);
    for (ULONG i = 0; i < got.count && i < filter->count; i++)
        CHECK(name_is(&got.sources[i], &filter->sources[i]));
}

static void check_hears_own(SOCKET s, SOCKET sender, const struct filter *filter, const char *text, int heard)
{
    CHECK_EQ(say_to(sender, text, &filter->group), (int)strlen(text));
    if (heard)
        CHECK_HEARS(s, text);
    else
        CHECK_QUIET(s);
}

static void filters(int family, setter set, getter get)
{
    static struct filter filter;
    SOCKET s = plain_open(family), sender = plain_open(family);
    filter.group = name_group(family, 75, port_free(family));
    struct name any = name_any(family, name_port(&filter.group));
    CHECK_SUCCEEDS(socket_bind(s, &any));
    filter.sources[0] = name_loopback(family, 0);
    for (int i = 1; i < MOST; i++)
        filter.sources[i] = source_elsewhere(family, i);

    CHECK_FAILS(get(s, &filter, 0), WSAEADDRNOTAVAIL);
    CHECK_SUCCEEDS(put(set, s, &filter, MCAST_INCLUDE, 0)); /* the filter of who is no member */
    CHECK_FAILS(get(s, &filter, 0), WSAEADDRNOTAVAIL);

    CHECK_SUCCEEDS(put(set, s, &filter, MCAST_INCLUDE, 2)); /* joins */
    check_in_force(get, s, &filter);
    check_hears_own(s, sender, &filter, "included", 1);
    CHECK_SUCCEEDS(put(set, s, &filter, MCAST_EXCLUDE, 1)); /* the other mode, without leaving */
    check_in_force(get, s, &filter);
    check_hears_own(s, sender, &filter, "excluded", 0);
    CHECK_SUCCEEDS(put(set, s, &filter, MCAST_EXCLUDE, 0));
    check_in_force(get, s, &filter);
    check_hears_own(s, sender, &filter, "all", 1);

    CHECK_FAILS(put(set, s, &filter, MCAST_INCLUDE, TOO_MANY), WSAENOBUFS); /* more than Linux has room for */
    CHECK_FAILS(put(set, s, &filter, (MULTICAST_MODE_TYPE)2, 0), WSAEINVAL);
    put(set, s, &filter, MCAST_EXCLUDE, 0);
    check_in_force(get, s, &filter);
    check_hears_own(s, sender, &filter, "still", 1);

    CHECK_SUCCEEDS(put(set, s, &filter, MCAST_INCLUDE, 0)); /* leaves */
    CHECK(name_left(&filter.group, LOOPBACK_INDEX));
    check_hears_own(s, sender, &filter, "left", 0);
    CHECK_SUCCEEDS(put(set, s, &filter, MCAST_EXCLUDE, 1)); /* joins */
    check_in_force(get, s, &filter);
    check_hears_own(s, sender, &filter, "but own", 0);
    struct name group = filter.group;
    filter.group = name_loopback(family, 0);
    CHECK_FAILS(put(set, s, &filter, MCAST_EXCLUDE, 0), WSAEINVAL); /* no group */
    filter.group = group;
    filter.sources[0] = group;
    CHECK_FAILS(put(set, s, &filter, MCAST_EXCLUDE, 1), WSAEINVAL); /* no source */
    closesocket(s);
    closesocket(sender);
}

/* The options for single requests work on what a filter has set, and the other way round. */
static void filter_and_options(int family, setter set, getter get)
{
    static struct filter filter;
    SOCKET s = plain_open(family);
    filter.group = name_group(family, 76, 0);
    filter.sources[0] = source_elsewhere(family, 1);
    filter.sources[1] = source_elsewhere(family, 2);
    struct group_source_req request = {.gsr_interface = LOOPBACK_INDEX,
                                       .gsr_group = filter.group.storage,
                                       .gsr_source = filter.sources[1].storage};
    CHECK_SUCCEEDS(put(set, s, &filter, MCAST_INCLUDE, 1));
    CHECK_SUCCEEDS(
        setsockopt(s, ip_level(family), MCAST_JOIN_SOURCE_GROUP, (char *)&request, sizeof request));
    filter.count = 2;
    check_in_force(get, s, &filter);
    CHECK_SUCCEEDS(put(set, s, &filter, MCAST_EXCLUDE, 2));
    CHECK_SUCCEEDS(setsockopt(s, ip_level(family), MCAST_UNBLOCK_SOURCE, (char *)&request, sizeof request));
    filter.count = 1;
    check_in_force(get, s, &filter);
    closesocket(s);
}

static void short_buffers(void)
{
    SOCKET s = plain_open(AF_INET);
    struct v4_filter filter;
    DWORD returned;
    memset(&filter, 0, sizeof filter);
    filter.head.imsf_multiaddr.s_addr = htonl(0xefff4d4d);
    filter.head.imsf_interface.s_addr = htonl(INADDR_LOOPBACK);
    filter.head.imsf_fmode = MCAST_EXCLUDE;
    filter.head.imsf_numsrc = 2;
    CHECK_FAILS(
        WSAIoctl(s, SIO_SET_MULTICAST_FILTER, &filter, v4_size(2) - 1, NULL, 0, &returned, NULL, NULL),
        WSAEFAULT);
    CHECK_FAILS(WSAIoctl(s, SIO_SET_MULTICAST_FILTER, NULL, v4_size(0), NULL, 0, &returned, NULL, NULL),
                WSAEFAULT);
    filter.head.imsf_numsrc = 0;
    CHECK_SUCCEEDS(
        WSAIoctl(s, SIO_SET_MULTICAST_FILTER, &filter, v4_size(0), NULL, 0, &returned, NULL, NULL));
    CHECK_FAILS(WSAIoctl(s, SIO_GET_MULTICAST_FILTER, &filter, v4_size(0), &filter, v4_size(0) - 1, &returned,
                         NULL, NULL),
                WSAEFAULT);
    CHECK_EQ(returned, v4_size(0));
    closesocket(s);
}

void source_filters(int family)
{
    if (family == AF_INET) {
        check_context("ip_msfilter");
        filters(family, set_v4, get_v4);
        filter_and_options(family, set_v4, get_v4);
        short_buffers();
    }
    check_context(family == AF_INET ? "group_filter, IPv4" : "group_filter, IPv6");
    filters(family, set_any, get_any);
    filter_and_options(family, set_any, get_any);
    check_context(NULL);
}

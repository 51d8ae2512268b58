/* net.c - see net.h. */
#include "conformance.h"

static struct name name_make(int family, unsigned port)
{
    struct name name;
    memset(&name, 0, sizeof name);
    if (family == AF_INET) {
        name.length = (int)sizeof(struct sockaddr_in);
        ((struct sockaddr_in *)&name.storage)->sin_family = AF_INET;
    } else {
        name.length = (int)sizeof(struct sockaddr_in6);
        ((struct sockaddr_in6 *)&name.storage)->sin6_family = AF_INET6;
    }
    name_set_port(&name, port);
    return name;
}

static struct sockaddr_in *v4(struct name *name)
{
    return (struct sockaddr_in *)&name->storage;
}

static struct sockaddr_in6 *v6(struct name *name)
{
    return (struct sockaddr_in6 *)&name->storage;
}

struct name name_any(int family, unsigned port)
{
    return name_make(family, port);
}

struct name name_ipv4(const char *address, unsigned port)
{
    struct name name = name_make(AF_INET, port);
    unsigned parts[4] = {0};
    if (sscanf(address, "%u.%u.%u.%u", &parts[0], &parts[1], &parts[2], &parts[3]) != 4)
        abort();
    v4(&name)->sin_addr.s_addr = htonl(parts[0] << 24 | parts[1] << 16 | parts[2] << 8 | parts[3]);
    return name;
}

/* Full hexadecimal groups with at most one "::" - so that no rule hangs on inet_pton. */
struct name name_ipv6(const char *address, unsigned port, unsigned scope)
{
    struct name name = name_make(AF_INET6, port);
    unsigned head[8] = {0}, tail[8] = {0};
    int heads = 0, tails = 0, gap = 0;
    const char *c = address;
    while (*c) {
        char *end;
        if (c[0] == ':') {
            gap = gap || c[1] == ':';
            c += c[1] == ':' ? 2 : 1;
            continue;
        }
        unsigned group = (unsigned)strtoul(c, &end, 16);
        if (end == c || heads + tails == 8)
            abort();
        if (gap)
            tail[tails++] = group;
        else
            head[heads++] = group;
        c = end;
    }
    unsigned char *bytes = (unsigned char *)&v6(&name)->sin6_addr;
    for (int i = 0; i < 8; i++) {
        unsigned group = i < heads ? head[i] : i >= 8 - tails ? tail[i - (8 - tails)] : 0;
        bytes[2 * i] = (unsigned char)(group >> 8);
        bytes[2 * i + 1] = (unsigned char)(group & 0xff);
    }
    v6(&name)->sin6_scope_id = scope;
    return name;
}

struct name name_loopback(int family, unsigned port)
{
    return family == AF_INET ? name_ipv4("127.0.0.1", port) : name_ipv6("::1", port, 0);
}

struct name name_group(int family, int number, unsigned port)
{
    char text[32];
    if (family == AF_INET) {
        snprintf(text, sizeof text, "239.255.77.%d", number);
        return name_ipv4(text, port);
    }
    snprintf(text, sizeof text, "ff02::4a4c:%x", (unsigned)number);
    return name_ipv6(text, port, LOOPBACK_INDEX);
}

unsigned name_port(const struct name *name)
{
    /* The port lies at the same place in both. */
    return ntohs(((const struct sockaddr_in *)&name->storage)->sin_port);
}

void name_set_port(struct name *name, unsigned port)
{
    v4(name)->sin_port = htons((u_short)port);
}

static const unsigned char *address_bytes(const struct name *name, size_t *size)
{
    if (name->storage.ss_family == AF_INET) {
        *size = 4;
        return (const unsigned char *)&((const struct sockaddr_in *)&name->storage)->sin_addr;
    }
    *size = 16;
    return (const unsigned char *)&((const struct sockaddr_in6 *)&name->storage)->sin6_addr;
}

int name_is(const struct name *name, const struct name *other)
{
    size_t size, other_size;
    const unsigned char *bytes = address_bytes(name, &size);
    const unsigned char *other_bytes = address_bytes(other, &other_size);
    return name->storage.ss_family == other->storage.ss_family && size == other_size &&
           memcmp(bytes, other_bytes, size) == 0 && name_port(name) == name_port(other);
}

int name_is_any(const struct name *name)
{
    struct name any = name_any(name->storage.ss_family, name_port(name));
    return name->length > 0 && name_is(name, &any);
}

struct name name_of(SOCKET s)
{
    struct name name;
    memset(&name, 0, sizeof name);
    name.length = (int)sizeof name.storage;
    if (getsockname(s, SA(name), &name.length) != 0)
        name.length = 0;
    return name;
}

struct name name_peer(SOCKET s)
{
    struct name name;
    memset(&name, 0, sizeof name);
    name.length = (int)sizeof name.storage;
    if (getpeername(s, SA(name), &name.length) != 0)
        name.length = 0;
    return name;
}

static int member_within(const struct name *group, unsigned interface_index, int wanted)
{
    size_t size;
    const unsigned char *bytes = address_bytes(group, &size);
    int member = host_is_member(bytes, size, interface_index);
    for (int i = 0; i < HANG_MS / 20 && member != wanted && member != HOST_UNKNOWN; i++) {
        host_sleep_ms(20);
        member = host_is_member(bytes, size, interface_index);
    }
    return member;
}

int name_member(const struct name *group, unsigned interface_index)
{
    int member = member_within(group, interface_index, 1);
    return member == HOST_UNKNOWN ? 1 : member;
}

int name_left(const struct name *group, unsigned interface_index)
{
    int member = member_within(group, interface_index, 0);
    return member == HOST_UNKNOWN ? 1 : !member;
}

static void (*wait_of_thread)(void *argument);
static _Atomic unsigned waiting_thread;

static void begin_to_wait(void *argument)
{
    waiting_thread = host_thread_self();
    wait_of_thread(argument);
}

int close_while(void (*wait)(void *argument), struct ended_wait *waiting, unsigned ms)
{
    waiting_thread = 0;
    wait_of_thread = wait;
    struct host_thread *thread = host_thread_start(begin_to_wait, waiting);
    if (!CHECK(thread != NULL))
        return 0;
    while (!waiting_thread)
        host_sleep_ms(1);
    host_thread_await_sleep(waiting_thread);
    host_sleep_ms(100); /* it may have slept before the call, for a lock of the C library's */
    CHECK_SUCCEEDS(closesocket(waiting->s));
    return CHECK(host_thread_done(thread, ms));
}

static void block_in_select(void *argument)
{
    struct ended_wait *waiting = argument;
    struct timeval patience = {6, 0};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(waiting->s, &set);
    waiting->result = select(0, waiting->reads ? &set : NULL, NULL, waiting->reads ? NULL : &set, &patience);
    waiting->code = waiting->result < 0 ? WSAGetLastError() : 0;
    waiting->left = FD_ISSET(waiting->s, &set);
}

struct ended_wait closed_under_select(SOCKET s, int reads, unsigned ms)
{
    static struct ended_wait waiting; /* the thread may outlive this call, if it fails */
    waiting = (struct ended_wait){s, reads, 77, 77, 77};
    close_while(block_in_select, &waiting, ms);
    return waiting;
}

/*
 * soak.c - much use, long use and rough use. Afterwards the library must hold no more than before.
 *
 *     soak joins COUNT        COUNT joins and leaves, half of them on new sockets
 *     soak sockets COUNT      COUNT sockets in one group at once: each receives one message
 *     soak threads SECONDS    8 threads open, use and close the same handles
 *     soak killed COUNT       COUNT members are killed while they are in use
 *     soak link COUNT         the interface jl0 goes down and comes back COUNT times (in a network made for
 * it) soak cleanups COUNT     COUNT times the last WSACleanup, while threads open sockets soak restarts COUNT
 * a root ends and comes back on its address COUNT times soak sessions COUNT     COUNT leaves join a root,
 * talk and leave soak clock COUNT        everything that waits, COUNT times, under a clock that jumps
 * (clock/jumping.c, preloaded)
 *
 * Each prints what it did, and the memory, descriptors and threads before and after. On Windows `restarts`,
 * `sessions`, `cleanups` and `threads` run: the others need the system's WSAJoinLeaf, or Linux. Exit status
 * 1: something grew or failed.
 */
#include "soak.h"

#include <stdatomic.h>
#include <string.h>

enum {
    PORT = 5079,
    THREADS = 8,
    SHARED = 16,
    MEMBER_GROUP = 7,
    PATIENCE_MS = SOAK_PATIENCE_MS,
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { GROWTH_KB = 1 << 20 }; /* a sanitizer's own books; LeakSanitizer looks for what is lost */
#else
enum { GROWTH_KB = 1024 }; /* what the C library's own heap may take for its fragments */
#endif

static struct sockaddr_in group_name(unsigned number)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    name.sin_addr.s_addr = htonl(0xefff4f00u + number); /* 239.255.79.number */
    return name;
}

SOCKET soak_open_leaf(DWORD interface_address)
{
    BOOL on = TRUE;
    DWORD patience = PATIENCE_MS;
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0,
                          WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    if (s == INVALID_SOCKET)
        return s;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (const char *)&on, sizeof on);
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&patience, sizeof patience);
    interface_address = htonl(interface_address);
    setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (const char *)&interface_address, sizeof interface_address);
    return s;
}

SOCKET soak_join_leaf(SOCKET s, unsigned group, DWORD flags)
{
    struct sockaddr_in name = group_name(group);
    return WSAJoinLeaf(s, (struct sockaddr *)&name, sizeof name, NULL, NULL, NULL, NULL, flags);
}

static const DWORD LOOPBACK = 0x7f000001;

static int is_more(struct usage now, struct usage before)
{
    return now.threads > before.threads || now.descriptors > before.descriptors;
}

struct usage soak_settled(void)
{
    struct usage now = system_usage();
    unsigned long long start = host_now_ms();
    for (int same = 0; same < 30 && host_now_ms() - start < SOAK_HANG_MS;) {
        struct usage last = now;
        host_sleep_ms(10);
        now = system_usage();
        same = is_more(now, last) || is_more(last, now) ? 0 : same + 1;
    }
    return now;
}

int soak_compare(struct usage before, int heaps)
{
    struct usage after = system_usage();
    for (unsigned long long start = host_now_ms();
         is_more(after, before) && host_now_ms() - start < SOAK_HANG_MS; after = system_usage())
        host_sleep_ms(10);
    printf("  resident %ld -> %ld KB, descriptors %ld -> %ld, threads %ld -> %ld\n", before.resident_kb,
           after.resident_kb, before.descriptors, after.descriptors, before.threads, after.threads);
    return after.resident_kb > before.resident_kb + (1 + heaps) * GROWTH_KB || is_more(after, before);
}

static void join_once(unsigned long number, SOCKET kept)
{
    unsigned group = (unsigned)(number % 19);
    if (number % 2 == 0) {
        SOCKET s = soak_open_leaf(LOOPBACK);
        MUST(s != INVALID_SOCKET);
        MUST(soak_join_leaf(s, group, JL_BOTH) == s);
        MUST(closesocket(s) == 0);
    } else {
        struct ip_mreq request = {group_name(group).sin_addr, {.s_addr = htonl(LOOPBACK)}};
        MUST(setsockopt(kept, IPPROTO_IP, IP_ADD_MEMBERSHIP, (const char *)&request, sizeof request) == 0);
        MUST(setsockopt(kept, IPPROTO_IP, IP_DROP_MEMBERSHIP, (const char *)&request, sizeof request) == 0);
    }
}

static int joins(unsigned long count)
{
    SOCKET kept = soak_open_leaf(LOOPBACK);
    for (unsigned long i = 0; i < 1000; i++)
        join_once(i, kept);
    struct usage before = soak_settled();
    unsigned long long start = host_now_ms();
    for (unsigned long i = 0; i < count; i++)
        join_once(i, kept);
    unsigned long long ms = host_now_ms() - start;
    int grew = soak_compare(before, 0);
    MUST(closesocket(kept) == 0);
    printf("joins: %lu joins and leaves in %.1f s\n", count, (double)ms / 1000);
    return grew;
}

static void fill(SOCKET *sockets, unsigned long count)
{
    SOCKET mouth = soak_open_leaf(LOOPBACK);
    char byte = 0;
    for (unsigned long i = 0; i < count; i++) {
        sockets[i] = soak_open_leaf(LOOPBACK);
        MUST(sockets[i] != INVALID_SOCKET && soak_join_leaf(sockets[i], 1, JL_RECEIVER_ONLY) == sockets[i]);
    }
    MUST(soak_join_leaf(mouth, 1, JL_SENDER_ONLY) == mouth);
    MUST(send(mouth, "x", 1, 0) == 1);
    for (unsigned long i = 0; i < count; i++)
        MUST(recv(sockets[i], &byte, 1, 0) == 1 && byte == 'x');
    for (unsigned long i = 0; i < count; i++)
        MUST(closesocket(sockets[i]) == 0);
    MUST(closesocket(mouth) == 0);
}

static int many_sockets(unsigned long count)
{
    SOCKET *sockets = calloc(count, sizeof *sockets);
    MUST(sockets != NULL);
    fill(sockets, count);
    struct usage before = soak_settled();
    for (int i = 0; i < 3; i++)
        fill(sockets, count);
    printf("sockets: %lu at once, 3 times, each heard its message\n", count);
    free(sockets);
    return soak_compare(before, 0);
}

static _Atomic SOCKET shared[SHARED];
static atomic_int over;
static _Atomic unsigned long long calls;

static unsigned next_random(unsigned *state)
{
    return *state = *state * 1664525u + 1013904223u;
}

static void use(SOCKET s, unsigned what)
{
    char byte = 0;
    WSANETWORKEVENTS record;
    struct sockaddr_in name;
    int size = sizeof name;
    switch (what % 7) {
    case 0:
        send(s, "x", 1, 0);
        break;
    case 1:
        recv(s, &byte, 1, 0);
        break;
    case 2:
        getsockname(s, (struct sockaddr *)&name, &size);
        break;
    case 3:
        WSAEnumNetworkEvents(s, NULL, &record);
        break;
    case 4:
        soak_join_leaf(s, what / 8 % 5, JL_BOTH);
        break;
    case 5:
        shutdown(s, SD_SEND);
        break;
    default:
        closesocket(s);
    }
}

static void roughen(void *argument)
{
    unsigned state = (unsigned)(size_t)argument;
    unsigned long long made = 0;
    WSAEVENT event = WSACreateEvent();
    while (!over) {
        unsigned what = next_random(&state) >> 8;
        if (what % 5 == 0) {
            u_long on = 1;
            SOCKET s = soak_open_leaf(LOOPBACK);
            if (s != INVALID_SOCKET) {
                ioctlsocket(s, (long)FIONBIO, &on);
                if (what & 64)
                    soak_join_leaf(s, what / 128 % 5, JL_BOTH);
                if (what & 32)
                    WSAEventSelect(s, event, FD_READ | FD_WRITE);
                closesocket(atomic_exchange(&shared[what / 128 % SHARED], s));
            }
        } else {
            use(shared[what / 128 % SHARED], what);
        }
        if (what % 512 == 0)
            WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE);
        made++;
    }
    WSACloseEvent(event);
    calls += made;
}

static void run_threads(unsigned seconds_10)
{
    struct host_thread *threads[THREADS];
    over = 0;
    for (size_t i = 0; i < THREADS; i++)
        MUST((threads[i] = host_thread_start(roughen, (void *)(i + 1))) != NULL);
    host_sleep_ms(seconds_10 * 100);
    over = 1;
    for (size_t i = 0; i < THREADS; i++)
        MUST(host_thread_done(threads[i], PATIENCE_MS));
    for (size_t i = 0; i < SHARED; i++)
        closesocket(atomic_exchange(&shared[i], INVALID_SOCKET));
}

static int rough_threads(unsigned long seconds)
{
    for (size_t i = 0; i < SHARED; i++)
        shared[i] = INVALID_SOCKET;
    run_threads(5); /* the heaps of the threads are the C library's, and stay */
    struct usage before = soak_settled();
    calls = 0;
    run_threads((unsigned)seconds * 10);
    printf("threads: %d threads, %llu calls on the same %d handles in %lu s\n", THREADS,
           (unsigned long long)calls, SHARED, seconds);
    return soak_compare(before, THREADS);
}

/* The process that gets killed: joins, sends, receives. */
static int member(void)
{
    SOCKET s = soak_open_leaf(LOOPBACK);
    char byte;
    MUST(soak_join_leaf(s, MEMBER_GROUP, JL_BOTH) == s);
    for (;;) {
        send(s, "m", 1, 0);
        recv(s, &byte, 1, 0);
    }
}

static int await_member(int wanted)
{
    for (int i = 0; i < PATIENCE_MS; i++) {
        if (system_is_member(MEMBER_GROUP) == wanted)
            return 1;
        host_sleep_ms(1);
    }
    return 0;
}

static int killed(unsigned long count)
{
    SOCKET s = soak_open_leaf(LOOPBACK);
    MUST(soak_join_leaf(s, MEMBER_GROUP + 1, JL_BOTH) == s);
    struct usage before = soak_settled();
    for (unsigned long i = 0; i < count; i++) {
        char byte = 0;
        long process = system_start("member", NULL);
        MUST(await_member(1));
        system_kill(process);
        MUST(await_member(0)); /* the kernel leaves for it */
        MUST(send(s, "y", 1, 0) == 1 && recv(s, &byte, 1, 0) == 1 && byte == 'y');
    }
    printf("killed: %lu members, and the others went on\n", count);
    return soak_compare(before, 0);
}

static int link_changes(unsigned long count)
{
    SOCKET s = soak_open_leaf(0x0a4d0001); /* 10.77.0.1 */
    MUST(soak_join_leaf(s, 9, JL_BOTH) == s);
    struct usage before = soak_settled();
    for (unsigned long i = 0; i < count; i++) {
        char byte = 0;
        MUST(send(s, "z", 1, 0) == 1 && recv(s, &byte, 1, 0) == 1 && byte == 'z');
        MUST(system_set_link("jl0", 0));
        int sent = send(s, "-", 1, 0), code = WSAGetLastError();
        MUST(sent == 1 || code == WSAENETDOWN || code == WSAENETUNREACH || code == WSAEADDRNOTAVAIL);
        MUST(system_set_link("jl0", 1));
        byte = 0;
        for (int tries = 0; tries < PATIENCE_MS && send(s, "z", 1, 0) != 1; tries++)
            host_sleep_ms(1);
        MUST(recv(s, &byte, 1, 0) == 1);
        u_long more = 0;
        while (ioctlsocket(s, (long)FIONREAD, &more) == 0 && more > 0)
            recv(s, &byte, 1, 0);
        MUST(byte == 'z');
    }
    printf("link: %lu times down and up, and it was a member each time\n", count);
    return soak_compare(before, 0);
}

static void do_nothing(void *nothing)
{
    (void)nothing;
}

/* With it ThreadSanitizer starts one of its own, which stays. */
static void start_first_thread(void)
{
    struct host_thread *thread = host_thread_start(do_nothing, NULL);
    MUST(thread != NULL && host_thread_done(thread, SOAK_PATIENCE_MS));
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(unsigned long amount);
    } phases[] = {
        {"joins", joins},
        {"sockets", many_sockets},
        {"threads", rough_threads},
        {"killed", killed},
        {"link", link_changes},
        {"cleanups", soak_cleanups},
        {"restarts", soak_restarts},
        {"sessions", soak_sessions},
        {"clock", soak_clock},
    };
    WSADATA data;
    system_raise_limits();
    MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    start_first_thread();
    if (argc == 2 && strcmp(argv[1], "member") == 0)
        return member();
    if (argc == 3 && strcmp(argv[1], "root") == 0)
        return soak_root((unsigned short)strtoul(argv[2], NULL, 10));
    for (size_t i = 0; argc == 3 && i < sizeof phases / sizeof phases[0]; i++) {
        if (strcmp(argv[1], phases[i].name) == 0) {
            int grew = phases[i].run(strtoul(argv[2], NULL, 10));
            MUST(WSACleanup() == 0);
            return grew;
        }
    }
    fprintf(stderr,
            "usage: soak joins|sockets|threads|killed|link|cleanups|restarts|sessions|clock AMOUNT\n");
    return 2;
}

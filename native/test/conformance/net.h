/*
 * net.h - names (socket addresses), sockets and talk, for both families alike. What is opened here speaks
 * multicast through the loopback interface and gives up receiving after two seconds.
 */
#ifndef CONFORMANCE_NET_H
#define CONFORMANCE_NET_H

struct name {
    SOCKADDR_STORAGE storage;
    int length;
};
#define SA(n)      ((struct sockaddr *)&(n).storage)
#define LEAF_FLAGS (WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF)
#define RECEIVE_MS 5000
/* More than a busy machine takes for what happens at once. The fault injector has its own. */
#ifndef HANG_MS
#define HANG_MS 20000
#endif
#define PROCESS_MS 60000 /* for one that starts another process */
#define QUIET_MS   150   /* long enough for what must not arrive on one host */

struct name name_any(int family, unsigned port);
struct name name_loopback(int family, unsigned port);
struct name name_group(int family, int number, unsigned port); /* 239.255.77.n or ff02::4a4c:n on loopback */
struct name name_ipv4(const char *address, unsigned port);
struct name name_ipv6(const char *address, unsigned port, unsigned scope);
unsigned name_port(const struct name *name);
void name_set_port(struct name *name, unsigned port);
int name_is(const struct name *name, const struct name *other); /* address and port */
int name_is_any(const struct name *name);
struct name name_of(SOCKET s);   /* getsockname; length 0 when it failed */
struct name name_peer(SOCKET s); /* getpeername likewise */
int name_member(const struct name *group, unsigned interface_index); /* host_is_member, waiting for a yes */
int name_left(const struct name *group,
              unsigned interface_index); /* 1 once the host is no member; waits for it */

SOCKET plain_open(int family); /* no multipoint flags */
SOCKET leaf_open(int family);  /* c_leaf and d_leaf */
int socket_bind(SOCKET s, const struct name *name);
int socket_share(SOCKET s); /* SO_REUSEADDR */
int socket_interface(SOCKET s, int family, unsigned interface_index);
int socket_receive_timeout(SOCKET s, unsigned ms);
int socket_nonblocking(SOCKET s, int on);
unsigned port_free(int family); /* one that nobody has at the moment */

SOCKET join(SOCKET s, const struct name *group, DWORD flags); /* WSAJoinLeaf without data and flow specs */
/* A leaf on group and port, opened, shared, bound to the wildcard and joined; INVALID_SOCKET (reported) if
 * not. */
SOCKET member_open(int family, const struct name *group, DWORD flags);

int say(SOCKET s, const char *text);                               /* send */
int say_to(SOCKET s, const char *text, const struct name *target); /* sendto */
/* Receives one datagram and checks it; from may be NULL. */
#define CHECK_HEARS(s, text)            check_hears(__FILE__, __LINE__, #s, s, text, NULL)
#define CHECK_HEARS_FROM(s, text, from) check_hears(__FILE__, __LINE__, #s, s, text, from)
#define CHECK_QUIET(s)                  check_quiet(__FILE__, __LINE__, #s, s)
int check_hears(const char *file, int line, const char *what, SOCKET s, const char *text, struct name *from);
int check_quiet(const char *file, int line, const char *what, SOCKET s);

/* A blocking call on a socket that is closed during it, and how the call has ended. */
struct ended_wait {
    SOCKET s;
    int reads;              /* of select: the socket is in the read set; else in the except set */
    int result, code, left; /* of select: the last error or 0, and whether the socket is in its set still */
};
/* Closes the socket while a thread waits in it by this function. Returns 1 if the thread has ended in time;
 * else it uses *waiting still. */
int close_while(void (*wait)(void *ended_wait), struct ended_wait *waiting, unsigned ms);
/* That function is select. */
struct ended_wait closed_under_select(SOCKET s, int reads, unsigned ms);

/* What select for writing answers within the time. */
int can_write(SOCKET s, unsigned ms);

/* Runs the body for IPv4, and then for IPv6; it needs no multicast. */
void each_unicast_family(void (*body)(int family));
/* The same, but for IPv6 only where its multicast can pass through loopback. */
void each_family(void (*body)(int family));
/* 1 when it can; else says so as the rule's need, and 0. */
int ipv6_multicast(void);

int join_leaf_works(void); /* 0: a stub */
/* Returns from the rule where it is, which is then the rule's outcome. */
#define NEEDS_JOIN_LEAF()                                                                                    \
    do {                                                                                                     \
        if (!join_leaf_works()) {                                                                            \
            lacks_say("WSAJoinLeaf is a stub here (INVALID_SOCKET, last error 0)");                          \
            return;                                                                                          \
        }                                                                                                    \
    } while (0)

#endif

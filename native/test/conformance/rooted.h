/*
 * rooted.h - rooted sessions: whichever provider's catalogue entry has a rooted control plane. A rule runs
 * for both families and, unless it says which, both kinds of data plane.
 */
#ifndef CONFORMANCE_ROOTED_H
#define CONFORMANCE_ROOTED_H

#include "conformance.h"

#ifndef ROOTED_PATIENCE_MS /* for a hang; the fault injector has its own */
#define ROOTED_PATIENCE_MS 20000
#endif

/* One kind of session: sockets for it are opened by these. */
struct plane {
    int family;
    int rooted; /* the data plane */
    WSAPROTOCOL_INFOW entry;
};
/* Runs the body for each kind that the catalogue has; says what the provider lacks when it has none. */
void each_plane(void (*body)(const struct plane *plane));

SOCKET rooted_root(const struct plane *plane);      /* bound to loopback, listening */
SOCKET rooted_root_deaf(const struct plane *plane); /* neither */
SOCKET rooted_leaf(const struct plane *plane);      /* neither */
SOCKET rooted_leaf_listening(const struct plane *plane);

/* A socket with an event object, nonblocking; all network events are selected. */
struct watched {
    SOCKET socket;
    WSAEVENT event;
    LONG seen; /* events that came and were not asked for yet */
    int errors[FD_MAX_EVENTS];
};
void watch(struct watched *watched, SOCKET s);
/* Waits for the event; its error, or -1 (reported) when it does not come. */
int await_event(struct watched *watched, int bit);
int quiet_event(struct watched *watched, int bit); /* 1: it does not come for a while */

/* An admitted leaf: leaf asks, root's end of it is the branch. Nonblocking, watched leaf. 0 when it failed
 * (reported). */
struct pair {
    SOCKET branch;
    struct watched leaf;
};
int pair_ask(const struct plane *plane, SOCKET root, struct pair *pair);
int pair_invite(const struct plane *plane, SOCKET root, struct pair *pair);

SOCKET ask(SOCKET s, const struct name *name, const char *caller, WSABUF *callee);

/* A thread that joins with a blocking socket, and what it got; it may outlive who started it. */
struct joining {
    SOCKET s, made;
    struct name at;
    int code; /* 0 where it got a socket */
};
void ask_blocking(void *joining);

/*
 * A request that was withdrawn so many milliseconds ago: 1 if the listener, which is nonblocking, has heard of
 * it and has nothing left of it; what else its accept says is reported. 0 if it gave a socket, as a listener
 * may that a busy machine has not told yet.
 */
int withdrawal_is_known(SOCKET listener, unsigned ms);

int hears(struct watched *watched, const char *text); /* the next message is that; waits */

/* A condition function that rejects whoever asks. */
int CALLBACK condition_reject(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
                              LPWSABUF callee_id, LPWSABUF callee_data, GROUP *group, DWORD_PTR context);

/* A leaf that has asked a root and is not decided about; `door` and `joining` hear of what becomes of it. */
struct knock {
    SOCKET root, leaf;
    struct name at; /* of the root */
    struct watched door, joining;
};
void knock(const struct plane *plane, const char *caller, struct knock *made);

#endif

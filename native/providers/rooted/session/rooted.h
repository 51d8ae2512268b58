/*
 * Provider `rooted`: sessions with one root and many leaves (PROTOCOL.md).
 *
 * A session is what one lock guards: a root with all its control connections and the sockets that stand for
 * its leaves, or one leaf (which may listen, or be in a session) with its own. The reactor's thread moves
 * bytes; calls of the application take the lock for moments, and wait on their socket's condition.
 */
#ifndef JOINLEAF_ROOTED_PROVIDER_H
#define JOINLEAF_ROOTED_PROVIDER_H

#include <stdbool.h>
#include <stdint.h>

#include <joinleaf/rooted.h>
#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_spi.h>

#include "providers/provider.h"
#include "providers/common/network_events.h"
#include "system/address.h"
#include "system/buffer.h"
#include "system/clock.h"
#include "system/hmac.h"
#include "system/random.h"
#include "system/thread.h"
#include "providers/rooted/wire/limits.h"
#include "providers/rooted/link/reactor.h"
#include "providers/rooted/window/receiver.h"
#include "providers/rooted/window/sender.h"

struct rooted_link;
struct rooted_session;
struct rooted_outlet;
struct rooted_channel;

enum rooted_kind {
    ROOTED_ROOT,  /* a c_root */
    ROOTED_LEAF,  /* a c_leaf that joins, or listens */
    ROOTED_BRANCH /* a root's c_leaf: stands for one leaf, carries no data (RT-06) */
};

/* How far a join of this socket is. */
enum rooted_join { ROOTED_NOT_JOINED, ROOTED_JOINING, ROOTED_JOINED };

struct rooted_socket {
    SOCKET handle;
    enum rooted_kind kind;
    uint16_t family; /* SYSTEM_IPV4 or SYSTEM_IPV6, which are Winsock's numbers */
    DWORD flags;
    uint8_t planes; /* WIRE_PLANE_*: a leaf opened without a protocol number takes either */
    WSAPROTOCOL_INFOW info;
    struct rooted_session *session; /* for the socket's whole life; its lock guards all below */

    struct system_condition changed;
    uint32_t waiting; /* threads in it */
    bool nonblocking, closing, shut_send, shut_receive;
    bool closed; /* FD_CLOSE has come, with this error */
    int close_error;
    uintptr_t condition_thread; /* inside the condition function (AC-09) */
    bool in_condition;
    DWORD receive_timeout, send_timeout; /* ms, 0: none */
    int receive_buffer, send_buffer;     /* as set; the windows are what counts */

    enum rooted_join join;
    int join_error;
    uint64_t join_number;      /* counts the attempts */
    struct rooted_link *link;  /* a leaf's to its root, a branch's to its leaf; NULL once gone */
    union system_address peer; /* outlives the link */
    union system_address local;
    bool local_known;
    QOS qos; /* in force; ProviderSpecific is kept apart */
    void *qos_specific;
    bool qos_given;

    struct network_events events;
    struct event *event; /* referenced */
    struct event_member member;
    bool blocked;        /* a send has found no room, and there was none since */
    size_t blocked_size; /* of the message that found no room: FD_WRITE is for one of its size */
    bool write_armed;    /* FD_WRITE may come (EV-07) */
    bool connect_untold; /* a join ended that nobody was told of */
};

/* Settable; a socket that another begets shares them, being of the same session or inheriting a copy. */
struct rooted_options {
    uint8_t key[ROOTED_KEY_MAX];
    uint32_t key_size;
    union system_address group; /* family 0: the root chooses */
    uint32_t window;
    uint32_t max_leaves, max_half_open;
    int64_t handshake_time, join_time, keep_alive, dead_time, slow_time, linger_time;
    bool abort_on_close; /* SO_LINGER with 0 seconds */
    bool reuse_address, exclusive_address;
    uint8_t ttl;
    unsigned multicast_interface; /* 0: the one of the control connection */
};

/* A message that came to a root. */
struct rooted_message {
    struct rooted_message *next_read, *next_relay;
    struct rooted_link *link; /* NULL once gone: no credit to give back */
    uint32_t uses;            /* of reading and relaying, what is yet to be done */
    struct wire_origin origin;
    union system_address from;
    uint32_t size;
    uint8_t bytes[];
};

struct rooted_queue {
    struct rooted_message *first, *last;
};

/* Links that wait in a row. */
struct rooted_links {
    struct rooted_link *first, *last;
    uint32_t count;
};

struct rooted_session {
    struct system_mutex lock;
    struct task task;
    struct retired retired;
    bool root;
    struct rooted_socket *owner; /* NULL once closed */
    uint32_t sockets;            /* owner and branches */
    struct rooted_link *links;   /* all that are connected or connecting */
    uint32_t link_count;
    bool retiring;
    struct rooted_options options;
    int64_t scan_at, linger_until; /* linger_until: the owner is closed, this is what it still owes */
    JLR_STATISTICS statistics;

    /* listening, and the address */
    struct source listener; /* bound or listening; SYSTEM_NO_SOCKET: neither */
    bool bound, listening;
    uint32_t backlog;
    struct rooted_links half_open, pending; /* longest waiting first */
    int withdrawn;                          /* what an accept says of a request that went away (AC-07) */
    int64_t accept_again;

    /* a root's */
    struct sender sender;
    bool started;
    union system_address group;
    uint8_t data_key[32];
    struct rooted_outlet *outlets;
    struct rooted_queue to_read, to_relay;
    struct rooted_link *joining; /* the one request outstanding (JL-10) */
    uint32_t leaves, next_member;
    uint32_t unicasts; /* leaves that no multicast reaches */
    uint32_t freshes;  /* leaves that have yet to say that they listen to it */

    /* a leaf's */
    struct receiver receiver;
    bool receiving;
    struct rooted_channel *channel;
    struct rooted_session *next_in_channel;
    struct wire_start start;
    union system_address data_source;
    uint64_t granted, sent; /* bytes of credit */
    uint64_t final;         /* BYE has come: the last thing owed is below; UINT64_MAX: it has not */
    bool reached;           /* by multicast, once at least */
    uint32_t repairs;       /* taken before that */
    bool lost;              /* the root is gone: what is here can be read, no more comes */
};

/* Both given before the first call. */
extern WSPUPCALLTABLE rooted_upcalls;
extern const struct provider_host *rooted_host;

/* ---- socket.c ---- */

/* The socket of a handle; NULL with WSAENOTSOCK. */
struct rooted_socket *rooted_socket_of(SOCKET s, int *error);
/* The same with the session's lock taken; NULL with WSAEINPROGRESS inside its own condition function (AC-09).
 */
struct rooted_socket *rooted_enter(SOCKET s, int *error);
void rooted_leave(struct rooted_socket *socket);
/* Leaves; SOCKET_ERROR with the code unless it is 0. */
int rooted_leave_with(struct rooted_socket *socket, int code, LPINT error);
/* A socket begotten by another: its properties (JL-08, AC-08). NULL with the code. */
struct rooted_socket *rooted_beget(struct rooted_socket *parent, enum rooted_kind kind,
                                   struct rooted_session *session, int *error);
/* Gives it a handle and the event selection; false with the code. From then on any thread may close it, as
 * WSACleanup does: what can fail comes before. Its session's lock is held. */
bool rooted_publish(struct rooted_socket *child, const struct rooted_socket *parent, int *error);
/* Frees one that was not published. Its session's lock is held. */
void rooted_unbeget(struct rooted_socket *socket);
/* Wakes its waiters, and records the events whose conditions hold. */
void rooted_wake(struct rooted_socket *socket);
/* Waits for a change. 0, WSAEINTR when it is being closed, WSAETIMEDOUT. deadline: ROOTED_NEVER for none. */
int rooted_wait(struct rooted_socket *socket, int64_t deadline);
int64_t rooted_deadline(DWORD timeout_ms);
/* FD_CLOSE is due when all was read; the error to tell. Does nothing the second time. */
void rooted_close_event(struct rooted_socket *socket, int error);
/* Binds to the wildcard and a port of the system's choice if unbound. 0 or the code. */
int rooted_bind_if_unbound(struct rooted_session *session, uint16_t family);
/* What calls on a socket whose session is over say (RT-09). */
int rooted_closed_code(const struct rooted_socket *socket);
/* What a call with these JL_ directions may ask for (QS-03). */
int rooted_check_qos(const QOS *qos, DWORD directions);
/* QOS in force: copies. */
bool rooted_set_qos(struct rooted_socket *socket, const struct wire_flow *flow);
void rooted_get_flow(const QOS *qos, struct wire_flow *flow);

/* ---- session.c ---- */

struct rooted_session *rooted_session_new(bool root, const struct rooted_options *options);
void rooted_default_options(struct rooted_options *options);
/* The lock is held; after it is given up, the caller must not touch the session again if it had no socket in
 * it left. */
void rooted_session_release(struct rooted_session *session);
/* One that nobody ever was in; gives up the lock. */
void rooted_session_drop(struct rooted_session *session);
void rooted_session_kick(struct rooted_session *session);
/* What is due now, and the time of the next. In the reactor's thread. */
void rooted_session_run(struct rooted_session *session);

/* ---- root.c ---- */

/* The first leaf is coming, or the first message goes: the group and the window are made. 0 or the code. */
int root_start(struct rooted_session *session, const union system_address *local);
/* The link's leaf is admitted: START goes out, and from now on it gets what is sent. branch may be NULL. 0 or
 * the code. */
int root_admit(struct rooted_session *session, struct rooted_link *link);
void root_frame(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                const uint8_t *body);
/* The link is over: its branch hears so. */
void root_link_over(struct rooted_session *session, struct rooted_link *link, int error);
void root_branch_closed(struct rooted_session *session, struct rooted_link *link);
void root_owner_closed(struct rooted_session *session);
int64_t root_run(struct rooted_session *session, int64_t now);
/* Puts a message for all into the window. 0, WSAEWOULDBLOCK without room, WSAENOBUFS. */
int root_put(struct rooted_session *session, const struct system_buffer *parts, size_t count, size_t size,
             int64_t now);
/* Sends what was put since sender.next was `first`. */
void root_send_from(struct rooted_session *session, uint64_t first);
bool root_can_send(const struct rooted_session *session, size_t size);
/* The message at the head has been read. */
void root_read(struct rooted_session *session);
void root_discard(struct rooted_session *session);
void root_free(struct rooted_session *session);

/* ---- leaf.c ---- */

void leaf_frame(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                const uint8_t *body);
/* A datagram that came, read once for all leaves that it may be for. */
struct leaf_arrival {
    struct packet *packet;
    struct wire_datagram header;
    bool keyed, repair;
};
bool leaf_arrival_read(struct leaf_arrival *arrival, struct packet *packet);
/* From its channel, or a repair. False when the connection has ended over it. */
bool leaf_datagram(struct rooted_session *session, const struct leaf_arrival *arrival, int64_t now);
/* After one or many: the application hears of them if there were as many complete messages as that before. */
void leaf_arrived(struct rooted_session *session, uint32_t messages);
void leaf_link_over(struct rooted_session *session, struct rooted_link *link, int error);
void leaf_owner_closed(struct rooted_session *session);
int64_t leaf_run(struct rooted_session *session, int64_t now);
/* Puts a message on the connection, which link_flush sends. */
int leaf_put(struct rooted_session *session, const struct system_buffer *parts, size_t count, size_t size);
bool leaf_can_send(const struct rooted_session *session, size_t size);
/* After the application has read. */
void leaf_read(struct rooted_session *session);

/* ---- listener.c, asker.c ---- */

int listener_start(struct rooted_session *session, uint32_t backlog);
void listener_stop(struct rooted_session *session);
/* A link that is not open yet. */
void listener_frame(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                    const uint8_t *body);
void listener_link_over(struct rooted_session *session, struct rooted_link *link, int withdrawn);
struct rooted_link *listener_first(const struct rooted_session *session);
void listener_take(struct rooted_session *session, struct rooted_link *link);
void asker_frame(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                 const uint8_t *body);
/* The outcome of a join. */
void asker_done(struct rooted_session *session, struct rooted_link *link, int error);
void asker_timed_out(struct rooted_session *session, struct rooted_link *link);
/* CANCEL, and the link ends. */
void asker_cancel(struct rooted_session *session, struct rooted_link *link, uint16_t reason);

/* ---- events.c ---- */

void rooted_record(struct rooted_socket *socket, LONG happened, int error);
void rooted_record_conditions(struct rooted_socket *socket);
void rooted_enable(struct rooted_socket *socket, LONG enabled);
void rooted_inherit_selection(struct rooted_socket *child, const struct rooted_socket *parent);
void rooted_end_selection(struct rooted_socket *socket);
bool rooted_readable(const struct rooted_socket *socket);
bool rooted_writable(const struct rooted_socket *socket);
/* data.c: the size of the message that a receive call would get, 0 for none. */
DWORD rooted_next_size(const struct rooted_socket *socket);

#endif

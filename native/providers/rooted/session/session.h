/*
 * native/providers/rooted/session: what a root and a leaf do: joining, admitting, sending, repairing, ending.
 *
 * A session of this process is a root with all its control connections and the sockets that stand for its
 * leaves, or one leaf (which may listen, or be in a session) with its own.
 *
 * One lock, that of its links, guards all of it, its sockets included. It is held in every call of this
 * folder that does not say otherwise. Calls of the application take it for moments and wait on their socket's
 * condition; the reactor's thread takes it to move bytes. A session is freed in the reactor's thread once it
 * has neither sockets nor links.
 */
#ifndef JOINLEAF_ROOTED_SESSION_H
#define JOINLEAF_ROOTED_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include <joinleaf/rooted.h>
#include <joinleaf/ws_sock.h>

#include "options.h"
#include "providers/common/flow.h"
#include "providers/common/network_events.h"
#include "providers/provider.h"
#include "providers/rooted/link/group_receiver.h"
#include "providers/rooted/link/link.h"
#include "providers/rooted/link/reactor.h"
#include "providers/rooted/window/receiver.h"
#include "providers/rooted/window/sender.h"
#include "system/clock.h"
#include "system/hmac.h"
#include "system/thread.h"

struct rooted_session;
struct guests;

/* The functions of the floor of sockets, called with the session's lock held. */
struct session_calls {
    /* What a call on the socket waits for, or a network event, may have come. */
    void (*changed)(struct rooted_socket *socket);
    /* The leaf of this c_leaf will be closed for slowness, if it goes on so. */
    void (*slow)(struct rooted_socket *socket);
    /* Another message has come. */
    void (*arrived)(struct rooted_socket *socket);
    /* A join that was made on this socket has ended with this code; 0: it has succeeded. */
    void (*joined)(struct rooted_socket *socket, int error);
    /* Other flow specifications are in force. */
    void (*flow_changed)(struct rooted_socket *socket);
};

/* What a session does. The functions stand in files of this folder that session.c must not include
 * (duties.c). */
struct session_duties {
    struct link_calls links;
    /* Does what is due now, and has itself called again when the next thing is due. Called in the reactor's
     * thread with the session's lock held. */
    void (*run)(struct rooted_session *session);
    /* Frees what the session holds; nobody else knows it any more. */
    void (*free)(struct rooted_session *session);
};

enum rooted_kind {
    ROOTED_ROOT,        /* a c_root */
    ROOTED_LEAF,        /* a c_leaf that joins, or listens */
    ROOTED_LEAF_AT_ROOT /* a root's c_leaf: stands for one leaf, carries what is said aside (RT-06) */
};

/* Why a request is refused, or was. A socket owns it (refusal.h). */
struct rooted_refusal {
    uint16_t reason; /* enum wire_reject */
    uint32_t number, size;
    uint8_t bytes[];
};

struct rooted_message;

struct rooted_queue {
    struct rooted_message *first, *last;
};

/* How far a join of this socket is. */
enum rooted_join { ROOTED_NOT_JOINED, ROOTED_JOINING, ROOTED_JOINED };

struct rooted_socket {
    SOCKET handle;
    enum rooted_kind kind;
    uint16_t family;                /* SYSTEM_IPV4 or SYSTEM_IPV6, which are Winsock's numbers */
    uint8_t planes;                 /* WIRE_PLANE_*: a leaf opened without a protocol number takes either */
    struct rooted_session *session; /* for the socket's whole life; its lock guards all below */

    bool closing, shut_send, shut_receive;
    bool closed; /* FD_CLOSE has come, with this error */
    int close_error;
    bool blocked;        /* a send has found no room, and there was none since */
    size_t blocked_size; /* of the message that found no room: FD_WRITE is for one of its size */

    enum rooted_join join;
    int join_error;
    uint64_t join_number;      /* counts the attempts */
    struct rooted_link *link;  /* a leaf's to its root, a root's c_leaf's to its leaf; NULL once gone */
    union system_address peer; /* outlives the link */
    union system_address local;
    bool local_known;
    struct rooted_options *options; /* the session's, or of a root's c_leaf own_options */
    struct rooted_options own_options;
    QOS qos; /* in force; ProviderSpecific is kept apart */
    void *qos_specific;
    bool qos_given;
    bool shaped; /* flow_specs_take is to be asked before each message */
    struct flow_shaper shaper;
    ULONG message_limit;
    int64_t refused_until;           /* a message found no tokens: when there will be some; 0: none did */
    struct rooted_refusal *refusing; /* what the next request that is rejected here is told; NULL: no more */
    struct rooted_refusal *refused;  /* what the last join here was told; NULL: it was not refused */
    uint32_t leaf_member;            /* a root's c_leaf's: the leaf's number; 0: it was not admitted yet */
    struct rooted_queue aside;       /* a root's c_leaf's: what its leaf has said to the root alone */

    /* The floor of sockets' own, which nothing on this floor looks at. */
    DWORD flags;
    WSAPROTOCOL_INFOW info;
    struct system_condition changed;
    uint32_t waiting; /* threads in it */
    bool nonblocking;
    bool waits_for_join;        /* a thread is inside a blocking WSAJoinLeaf */
    uintptr_t condition_thread; /* inside the condition function (AC-09) */
    bool in_condition;
    DWORD receive_timeout, send_timeout; /* milliseconds, 0: none */
    int receive_buffer, send_buffer;     /* as set; the windows are what counts */
    struct network_events events;
    struct event *event; /* referenced */
    struct event_member member;
    bool write_armed;        /* FD_WRITE may come (EV-07) */
    bool connect_unreported; /* a join ended whose FD_CONNECT nobody has selected yet */
};

/* What a leaf has sent that is still to be read or sent on. It outlives the leaf's link, so that a leave need
 * not look for the messages. */
struct rooted_account {
    struct rooted_link *link; /* NULL once gone: no credit to give back */
    uint32_t messages;
    uint64_t bytes; /* of memory */
};

/* A message that came to a root, or aside. */
struct rooted_message {
    struct rooted_message *next_read, *next_relay;
    struct rooted_account *account; /* of who sent it */
    uint32_t uses;                  /* of reading and relaying, what is yet to be done */
    struct wire_origin origin;
    union system_address from;
    uint32_t size;
    uint8_t bytes[];
};

struct rooted_session {
    struct link_owner
        links; /* This is first, because a link finds its session by it. Its lock is the session's. */
    const struct session_duties *duties;
    const struct session_calls *calls;
    struct task task;
    struct retired retired;
    bool root;
    struct rooted_socket *owner; /* the root's or the leaf's own; NULL once closed */
    uint32_t sockets; /* how many sockets are in it: the owner, and a root's sockets for its leaves */
    bool retiring;
    struct rooted_options options;
    int64_t scan_at; /* when to look next for links whose patience is over */
    JLR_STATISTICS statistics;

    /* the address, and listening */
    struct source listener; /* bound or listening; SYSTEM_NO_SOCKET: neither */
    bool bound, listening;
    bool chosen; /* the system chose the address, for a join */
    uint32_t backlog;
    struct guests *guests; /* NULL: it has never listened */
    struct link_queue pending;
    int withdrawn; /* the code that the next accept gives for a request that was withdrawn (AC-07) */
    int64_t accept_again;

    /* a root's */
    struct sender sender;
    struct sender_peer *last; /* the leaf that alone lagged behind; compared, not followed */
    int64_t last_since;       /* since when, */
    uint64_t last_sent;       /* and what had been sent by then */
    int64_t rate_looked_at;
    bool put;         /* something, since who waits for room was told of some */
    bool aside_waits; /* some c_leaf's socket is among those who wait */
    bool started;
    union system_address group;
    uint8_t data_key[SYSTEM_HMAC_SIZE]; /* a leaf's too */
    struct group_sender *senders;
    struct rooted_queue to_read, to_relay;
    uint64_t left_bytes;         /* of memory: in them, of leaves that have left */
    bool starving;               /* some leaf has got no credit for that */
    struct rooted_link *joining; /* the one request outstanding (JL-10) */
    uint32_t leaves, next_member;
    uint32_t unicasts; /* how many leaves multicast does not reach */
    int64_t probe_at;  /* when to try next whether it reaches one of them again */
    uint32_t freshes;  /* how many leaves have not said yet that they listen to the group */

    /* a leaf's */
    struct receiver receiver;
    bool receiving;
    struct group_member in_group;
    struct wire_start start;
    union system_address data_source;
    uint64_t granted, sent;    /* bytes of credit */
    struct rooted_queue aside; /* what the root has said to this leaf alone; the root's credit for it: */
    uint64_t aside_granted, aside_received, aside_consumed;
    uint64_t final; /* the sequence that BYE has named, below which everything is still delivered; UINT64_MAX:
                       BYE has not come */
    bool told_alone; /* the leaf has told the root that no multicast comes */
    bool lost;       /* the root is gone: what has come can still be read, and no more will come */
};

static inline struct rooted_session *session_of_owner(struct link_owner *owner)
{
    return (struct rooted_session *)(void *)owner; /* its first member */
}

/* Makes a session without sockets, and does not lock it. NULL: there is no memory, or the reactor cannot be
 * started. */
struct rooted_session *session_new(bool root, const struct rooted_options *options,
                                   const struct session_duties *duties, const struct session_calls *calls);
/* Says that the session has one socket less. The lock is held. If the caller has no other socket in the
 * session, it must not touch the session after it has given up the lock. */
void session_release(struct rooted_session *session);
/* Frees a session that no socket was ever in. Gives up the lock. */
void session_drop(struct rooted_session *session);
/* From now on the session is freed as soon as it has no sockets and no links. */
void session_retire_if_empty(struct rooted_session *session);
/* Has the reactor's thread run it soon. */
void session_kick(struct rooted_session *session);
/* Runs the session's task now. Only the reactor's thread may call this. */
void session_run(struct rooted_session *session);

/* Tells the floor of sockets that something has changed for this socket. NULL: there is nobody to tell. */
void session_changed(struct rooted_socket *socket);
void session_arrived(struct rooted_socket *socket);
/* Says that the session is over for this socket: FD_CLOSE comes when everything was read. The second call
 * does nothing. */
void session_close_socket(struct rooted_socket *socket, int error);

#endif

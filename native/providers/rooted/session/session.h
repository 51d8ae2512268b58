/*
 * native/providers/rooted/session: what a root and a leaf do: joining, admitting, sending, repairing, ending.
 *
 * A struct rooted_session is a root with all its control connections and the sockets that stand for its
 * leaves, or one leaf (which may listen, or be in a session) with its own connections.
 *
 * It has one lock, which is also that of its links and guards all of it, its sockets included. The lock is
 * held in every call of this folder that does not say otherwise. Calls of the application take it for short
 * times and wait on the condition of their socket; the reactor's thread takes it to move bytes. The reactor's
 * thread frees a session once it has neither sockets nor links.
 */
#ifndef JOINLEAF_ROOTED_SESSION_H
#define JOINLEAF_ROOTED_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include <joinleaf/rooted.h>
#include <joinleaf/ws_sock.h>

#include "message.h"
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
    /* Something has changed: what a call on the socket waits for, or a network event, may have come. */
    void (*changed)(struct rooted_socket *socket);
    /* The leaf of this c_leaf will be closed for slowness if it makes no progress. */
    void (*slow)(struct rooted_socket *socket);
    /* Another message has come. */
    void (*arrived)(struct rooted_socket *socket);
    /* A join that was made on this socket has ended with this code; 0: it has succeeded. */
    void (*joined)(struct rooted_socket *socket, int error);
    /* Other flow specifications are in force. */
    void (*flow_changed)(struct rooted_socket *socket);
};

/* What a session does. session.c calls it through this table, because it must not include the files of this
 * folder in which the functions are (duties.c). */
struct session_duties {
    struct link_calls links;
    /* Does what is due now, and has itself called again when the next thing is due. Called in the reactor's
     * thread with the session's lock held. */
    void (*run)(struct rooted_session *session);
    /* Frees what the session holds. Called in the reactor's thread without the lock, because nobody else
     * knows the session any more. */
    void (*free)(struct rooted_session *session);
};

enum rooted_kind {
    ROOTED_ROOT,        /* a c_root */
    ROOTED_LEAF,        /* a c_leaf that joins, or listens */
    ROOTED_LEAF_AT_ROOT /* a root's c_leaf: stands for one leaf, and carries messages aside (RT-06) */
};

/* Why a request will be refused, or was refused. A socket owns it (refusal.h). */
struct rooted_refusal {
    uint16_t reason; /* enum wire_reject */
    uint32_t number, size;
    uint8_t bytes[];
};

/* How far a join on this socket is. */
enum rooted_join { ROOTED_NOT_JOINED, ROOTED_JOINING, ROOTED_JOINED };

/* The flow specifications in force on a socket, and what they do to what it sends (flow_specs.h). */
struct rooted_flow {
    bool given;
    QOS qos;        /* if `given` */
    void *specific; /* what qos.ProviderSpecific points to; the socket frees it */
    bool shaped;    /* before each message flow_specs_take must be called */
    struct flow_shaper shaper;
    ULONG message_limit;
    int64_t refused_until; /* a message found no tokens: when there will be enough; 0: none did */
};

/* A thread inside a condition function of a socket; it lies on that thread's stack. */
struct rooted_deciding {
    struct rooted_deciding *next;
    uintptr_t thread;
};

struct rooted_socket {
    SOCKET handle;
    enum rooted_kind kind;
    uint16_t family;                /* SYSTEM_IPV4 or SYSTEM_IPV6, which are Winsock's numbers */
    uint8_t planes;                 /* WIRE_PLANE_*: a leaf opened without a protocol number takes either */
    struct rooted_session *session; /* for the socket's whole life; its lock guards all below */

    bool closing, shut_send, shut_receive;
    bool closed; /* the session is over for this socket; its FD_CLOSE has close_error */
    int close_error;
    bool blocked;        /* a send has found no room, and there has been none since */
    size_t blocked_size; /* of the message that found no room; FD_WRITE comes when there is room for it */

    enum rooted_join join;
    int join_error;
    struct rooted_link *link; /* of a leaf to its root, of a root's c_leaf to its leaf; NULL: none, or gone */
    union system_address peer; /* stays when the link is gone */
    union system_address local;
    bool local_known;
    struct rooted_options *options; /* those of the session; a root's c_leaf has own_options */
    struct rooted_options own_options;
    struct rooted_flow flow;
    struct rooted_refusal *refusing; /* what the next request rejected here is told; NULL: nothing special */
    struct rooted_refusal *refused; /* what the last join on this socket was told; NULL: it was not refused */
    uint32_t leaf_member;           /* a root's c_leaf: the leaf's number; 0: it was not admitted yet */
    struct rooted_queue aside;      /* a root's c_leaf: messages aside from its leaf that are unread */

    /* Only the floor of sockets uses these. */
    DWORD flags;
    WSAPROTOCOL_INFOW info;
    struct system_condition changed;
    uint32_t waiting; /* how many threads wait on `changed` */
    bool nonblocking;
    int *join_result; /* how the join of a blocking WSAJoinLeaf ends goes there; NULL: none waits */
    struct rooted_deciding *deciding;    /* the threads inside a condition function (AC-09) */
    DWORD receive_timeout, send_timeout; /* milliseconds, 0: none */
    int stored_error;                    /* SO_ERROR as the application has set it */
    int receive_buffer, send_buffer;     /* as the application has set them; the window counts instead */
    struct network_events events;
    struct event *event; /* of the selection, with a reference of its own; NULL: there is none */
    struct event_member member;
    bool write_armed;        /* FD_WRITE may come (EV-07) */
    bool connect_unreported; /* a join has ended, and no selection has got its FD_CONNECT yet */
    struct rooted_await {    /* what overlapped operation waits for, whatever is selected */
        struct event *event; /* referenced; NULL: it never waited */
        struct event_member member;
        bool receives; /* the event is signalled when a receive call need not wait */
    } await;
};

/* Counts the messages of a leaf that are still to be read or sent on. It outlives the leaf's link, so that
 * nobody has to look for the messages when the leaf leaves. */
struct rooted_account {
    struct rooted_link *link; /* NULL once the link is gone: then there is no credit to renew */
    uint32_t messages;
    uint64_t bytes; /* how much memory the messages take */
};

/* The members of a session are guarded by its lock (links.lock) unless they say otherwise. */

/* The address that the owner is bound to, and the requests that come to it. Roots and leaves have it. */
struct session_listener {
    struct source source; /* the socket that is bound or listens; SYSTEM_NO_SOCKET: there is none */
    bool bound, listening;
    bool chosen; /* the system chose the address, for a join */
    uint32_t backlog;
    struct guests *guests;     /* NULL: it has never listened */
    struct link_queue pending; /* requests that wait for the application */
    int withdrawn;        /* the code that the next accept gives for a request that was withdrawn (AC-07) */
    int64_t accept_again; /* when a listener that rests takes connections again; 0: it does not rest */
};

/* The messages that a root has from its leaves, until they are read and sent on to the other leaves. */
struct session_relay {
    struct rooted_queue to_read, to_relay;
    uint64_t left_bytes; /* how much memory the messages of leaves that have left take */
    bool starving;       /* some leaf has got no credit because that was too much */
    size_t wanted;       /* so much room is kept for the root's application after the next relayed message; */
    size_t kept;         /* and so much is kept for it now */
    int64_t kept_until;  /* if it was told that there is room: until when that is kept; else ROOTED_NEVER */
};

/* How many leaves a root does not reach by multicast, or does not know to reach. */
struct session_reach {
    uint32_t unicasts; /* how many leaves multicast does not reach */
    int64_t probe_at;  /* when to try next whether multicast reaches one of them again */
    uint32_t freshes;  /* how many leaves have not said yet that they listen to the group */
};

/* What a root remembers of the one leaf that holds all others up. */
struct session_laggard {
    struct sender_peer *slowest; /* the leaf that alone lagged behind; it may be gone: only compare this */
    int64_t since;               /* since when it has lagged behind, */
    uint64_t sent_by_then;       /* and how many bytes had been sent by then */
    int64_t looked_at;           /* when the rate of the session was last compared with the least one */
};

/* When to look again because more may be sent or come, and what was sent or had come at the last look. */
struct session_again {
    uint64_t seen;
    int64_t at;
};

/* What only a root has. */
struct session_root {
    struct sender sender; /* once `started` */
    bool started;
    union system_address group;
    struct group_sender *senders;
    struct session_laggard laggard;
    bool put;         /* since those who wait for room were last told, something was put or found no room */
    bool aside_waits; /* some c_leaf is among those who wait for room */
    struct session_relay relay;
    int64_t fit_at;              /* when to look again how large datagrams may be */
    int64_t tokens_at;           /* when to look whether a c_leaf has the tokens that it waits for */
    struct rooted_link *joining; /* the link of the one join that is pending (JL-10); NULL: none is */
    uint32_t leaves, next_member;
    struct session_reach reach;
    struct session_again again; /* seen: of sender.sent */
};

/* The messages aside that a leaf has from its root, and the bytes of the credit that it gives the root. */
struct session_aside {
    struct rooted_queue unread;
    uint64_t granted, received, consumed;
};

/* What only a leaf has. */
struct session_leaf {
    struct receiver receiver; /* while `receiving` */
    bool receiving;
    struct group_member in_group;
    struct wire_start start;
    union system_address sources[2]; /* where the root's datagrams may come from */
    uint64_t granted, sent;          /* bytes of the credit that the root gives */
    struct session_aside aside;
    /* The sequence of the root's BYE, below which everything is still delivered; SESSION_NOT_FINAL: BYE has not
     * come. */
    uint64_t final;
    struct session_again again; /* seen: of receiver.next */
    int64_t told_alone_at;      /* when it last told the root that no multicast comes; 0: not since it came */
    bool joined_anew;           /* it has joined the group anew, or is about to, since multicast came last */
    bool lost;                  /* the root is gone: what has come can still be read, and no more will come */
};

#define SESSION_NOT_FINAL UINT64_MAX

struct rooted_session {
    /* This is first, because session_of_owner relies on it. Its lock is the session's. */
    struct link_owner links;
    const struct session_duties *duties; /* duties, calls and is_root never change */
    const struct session_calls *calls;
    bool is_root;
    struct task task;            /* the reactor's own; kicked by any thread */
    struct retired retired;      /* the reactor's own, once `retiring` is set */
    bool retiring;               /* the reactor will free it */
    bool delivers;               /* it is counted: some link is leaving */
    struct rooted_socket *owner; /* the root's or the leaf's own socket; NULL once closed */
    uint32_t sockets; /* how many sockets are in it: the owner, and a root's sockets for its leaves */
    struct rooted_options options;
    uint8_t data_key[SYSTEM_HMAC_SIZE]; /* seals the datagrams of the group */
    int64_t scan_at;                    /* when to look next for links that are out of time */
    int64_t woke_at; /* when this side went on after a sleep that may have made it seem lost; 0: never */
    JLR_STATISTICS statistics;
    struct session_listener listener;
    struct session_root root; /* not used if it is a leaf */
    struct session_leaf leaf; /* not used if it is a root */
};

static inline struct rooted_session *session_of_owner(struct link_owner *owner)
{
    return (struct rooted_session *)(void *)owner; /* its first member */
}

/* Makes a session without sockets. Its lock is not held. NULL: there is no memory, or the reactor cannot be
 * started. */
struct rooted_session *session_new(bool is_root, const struct rooted_options *options,
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
/* The same for a thread of the application, whose rooted_leave or next wait wakes the reactor's thread. */
void session_kick_later(struct rooted_session *session);
/* Runs the session's task now. Only the reactor's thread may call this. */
void session_run(struct rooted_session *session);

/* Tells the floor of sockets that something has changed for this socket. NULL: there is nobody to tell. */
void session_changed(struct rooted_socket *socket);
void session_arrived(struct rooted_socket *socket);
/* Says that the session is over for this socket: FD_CLOSE comes when everything was read. The second call
 * does nothing. */
void session_close_socket(struct rooted_socket *socket, int error);

#endif

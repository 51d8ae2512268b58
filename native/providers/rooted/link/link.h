/*
 * native/providers/rooted/link: control connections, the datagram sockets of groups, and the reactor, whose
 * one thread moves all bytes that no thread of the application moves.
 *
 * A link is a control connection: frames in and out of a stream socket. It belongs to an owner, whose lock
 * guards it and all other links of that owner. The lock is held in every call here except link_new,
 * link_discard and link_all_queued. A link tells its owner what happens to it through the table of functions
 * that the owner gave. The reactor's thread frees a link after link_end. So a function that the reactor's
 * thread has called may use the link until it returns; any other thread must not use it after link_end.
 */
#ifndef JOINLEAF_ROOTED_LINK_H
#define JOINLEAF_ROOTED_LINK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joinleaf/ws_sock.h>

#include "group_sender.h"
#include "reactor.h"
#include "providers/rooted/window/sender.h"
#include "providers/rooted/wire/control.h"
#include "system/buffer.h"
#include "system/thread.h"

struct rooted_link;
struct rooted_socket;
struct rooted_account;
struct link_owner;

enum link_fault {
    LINK_FAULT_FRAME, /* the bytes are no frame, or one that may not come in this state */
    LINK_FAULT_TAG    /* the tag of the frame is wrong, or cannot be checked */
};

/* The functions of an owner. The reactor's thread calls them with the owner's lock held, unless it says
 * otherwise. */
struct link_calls {
    /* The connection that was asked for is made, or, with the code in `error`, could not be made. */
    void (*connected)(struct link_owner *owner, struct rooted_link *link, int error);
    /* A frame has come that may come in this state, and its tag is right. */
    void (*frame)(struct link_owner *owner, struct rooted_link *link, const struct wire_frame *frame,
                  const uint8_t *body);
    void (*bad_frame)(struct link_owner *owner, struct rooted_link *link, enum link_fault fault);
    /* Both nonces are known: make the keys. False without memory. */
    bool (*derive)(struct link_owner *owner, struct control *control);
    /* The other side has ended the connection, or it broke. The owner ends the link. */
    void (*broken)(struct link_owner *owner, struct rooted_link *link, int error);
    /* More can be sent on it. */
    void (*room)(struct link_owner *owner, struct rooted_link *link);
    /* What had come on a link has been handed over: the owner does what is due. */
    void (*handed_over)(struct link_owner *owner);
    /* Any thread may call this, with the lock held: one of the owner's links has ended, and is no longer in
     * the list. */
    void (*ended)(struct link_owner *owner);
};

struct link_owner {
    const struct link_calls *calls;
    struct system_mutex lock;
    struct rooted_link *first; /* all of its links, in no order */
    uint32_t count;
    uint32_t leaving; /* how many of them are LINK_LEAVING */
};

enum link_state {
    LINK_CONNECTING, /* asker: the TCP connection is not made yet */
    LINK_HANDSHAKE,  /* asked: REQUEST has not come yet; asker: the answer to it, or START, has not */
    LINK_PENDING,    /* asked: the request waits for the application */
    LINK_OPEN,       /* the leaf is admitted */
    LINK_LEAVING,    /* BYE has gone out; the other side ends the link when it has got everything */
    LINK_DRAINING,   /* the last bytes go out; what comes in is thrown away */
    LINK_OVER        /* it has ended, and the reactor will free it */
};

/* Links that wait in a queue, the longest waiting first. */
struct link_queue {
    struct rooted_link *first, *last;
    uint32_t count;
    uint32_t *together; /* counts the links of several queues; NULL: nothing does */
};

/* What a root keeps of the leaf at the other end of a link. Only the owner uses it. */
struct link_leaf {
    struct rooted_socket *socket; /* the root's socket for this leaf; NULL: there is none */
    struct group_sender *sender;  /* what carries its multicast; NULL: it does not receive */
    struct sender_peer peer;      /* the leaf in the root's window, if in_window */
    int64_t answer;               /* how long after its connection the request came */
    bool in_window;
    bool unicast;       /* no multicast reaches the leaf */
    int64_t unicast_at; /* when unicast was last set */
    uint64_t fed;       /* if unicast: what is below this was put on its connection */
    bool warned;        /* the application was told that the leaf is slow */
    bool fresh;         /* the leaf may not listen to the group yet: its first ACK says that it does */
    uint32_t member;    /* the leaf's number in the session */
    uint64_t granted, received, consumed; /* bytes of the leaf's credit */
    struct rooted_account *account;       /* the leaf's messages; NULL: none yet */
    uint64_t aside_granted, aside_sent;   /* bytes of the root's credit for messages aside to this leaf */
};

struct rooted_link {
    struct source source;
    struct link_owner *_Atomic owner; /* atomic because link_ready reads it before it has the lock */
    struct rooted_link *previous, *following;
    struct retired retired;
    enum link_state state;
    struct control control;
    union system_address local, remote;
    int64_t opened_at, heard_at, sent_at, until; /* until: the end of handshake, patience, join or draining */
    int64_t again_at; /* asker: when the next attempt is due; 0: it does not rest */
    int64_t linger;   /* LINK_LEAVING: how long the other side may go without progress, */
    int64_t last;     /* and until when it may take its time in all */

    uint8_t *in; /* the part of a frame that has come, while the rest has not */
    size_t in_size;
    uint8_t *out;
    size_t out_start, out_end, out_room;
    /* How far the stream is: what the system has taken of it, the end of what is more than a PING, and what the
     * other side's system had of that at the last look. */
    uint64_t given, owed, taken;
    bool wants_out, broken; /* the poller tells of room to send; the connection was broken off */
    bool reset;             /* the connection is over, and not because the other side has ended its half */
    int unsendable;         /* what the system said of a send, because of which it was broken off; else 0 */
    uint32_t quota;         /* how many frames the leaf may still send before nothing is read for a while */
    int64_t renewed_at;     /* when the quota was last renewed */
    bool unheard;           /* the quota is used up: nothing is read, and what the leaf sends waits */
    int64_t flood_since;    /* at each renewal since then all of the quota was used up; 0: it was not */
    bool other_ends;        /* once this link is drained, the other side ends the connection */

    struct link_queue *queue; /* the queue in which it waits */
    struct rooted_link *queue_previous, *queue_following;
    bool deciding; /* a condition function is deciding about it */
    bool gone;     /* it has ended while a condition function was deciding */

    /* The request: the asker will send it or has sent it; to the asked it has come. */
    struct wire_request request;
    uint8_t *request_bytes; /* what request points into; the link frees it */

    /* Only the owner uses these; nothing on this floor looks at them. */
    LPWSABUF callee_data;  /* asker: the memory for callee data is the application's (JL-14) */
    uint32_t tries;        /* asker: how many connections were made before this one */
    struct link_leaf leaf; /* a root's */
};

static inline struct rooted_link *link_of_peer(struct sender_peer *peer)
{
    return (struct rooted_link *)(void *)((char *)peer - offsetof(struct rooted_link, leaf.peer));
}

/* Takes the socket over. NULL: no memory, and the socket is closed. */
struct rooted_link *link_new(system_socket socket, enum link_state state);
/* Gives the link to the owner. interest: SYSTEM_POLL_*. False: there is no memory, and the link is freed. */
bool link_attach(struct rooted_link *link, struct link_owner *owner, unsigned interest);
/* Frees a link that was never attached. */
void link_discard(struct rooted_link *link);
/* Gives the link to another owner. The locks of both owners are held. */
void link_move(struct rooted_link *link, struct link_owner *owner);
/* Closes the connection, and forgets what waits on it. The link stays, and waits for link_resume. */
void link_rest(struct rooted_link *link);
/* Goes on with another socket, whose connection is being made. False without memory; the link owns the socket
 * in any case. */
bool link_resume(struct rooted_link *link, system_socket socket);
/* Sends again what got lost so often that a connection that works again is found before the dead time is over,
 * and does not give up earlier. */
void link_retry(struct rooted_link *link, int64_t dead_time);
/* Closes the link and takes it from its owner, and the reactor frees it. The caller tells those whom this
 * concerns. */
void link_end(struct rooted_link *link);
/* Sends what is left, and then waits until the other side ends the connection, or for ROOTED_LINGER_TIME:
 * after a REJECT, or another last frame. */
void link_drain(struct rooted_link *link);
/* Returns whether the other side's system has taken more since the last call; PINGs after the last other frame do
 * not count. Where the system does not tell (system_stream_unacknowledged), this one's own counts. */
bool link_gets_on(struct rooted_link *link);
/* Renews the link's quota of frames for the time since the last call. Called now and then. False: the leaf
 * has used up all of its quota for ROOTED_FLOOD_TIME, as no honest leaf does. */
bool link_renew(struct rooted_link *link, int64_t now);
/* Has the connection reset when the link ends. */
void link_abort_on_end(struct rooted_link *link);

/* Queues a frame that wire_put_* made, and adds its tag, if there is one. False: the connection is broken, or
 * there is no memory, and then it is broken off. */
bool link_put(struct rooted_link *link, const uint8_t *frame, size_t size);
/* The same for a frame whose body is these parts, which have `size` bytes together. */
bool link_put_parts(struct rooted_link *link, enum wire_type type, const struct system_buffer *parts,
                    size_t count, size_t size);
bool link_put_number(struct rooted_link *link, enum wire_type type, uint64_t number);
bool link_put_reason(struct rooted_link *link, enum wire_type type, uint16_t reason);
/* Sends what is queued, as far as there is room. */
void link_flush(struct rooted_link *link);
/* How many bytes are queued. */
size_t link_unsent(const struct rooted_link *link);

/* Puts the link at the end of a queue. */
void link_enqueue(struct rooted_link *link, struct link_queue *queue);
/* Takes the link out of its queue, if it is in one. */
void link_dequeue(struct rooted_link *link);
/* How many links of this process are in queues. */
uint32_t link_all_queued(void);
/* In the child of a fork, which has none of the links. */
void link_reset_child(void);
/* The condition function that decided about this link has returned. False: the link has ended meanwhile, and
 * must not be used any more. */
bool link_decided(struct rooted_link *link);

#endif

/* One control connection: frames in and out of a TCP socket. The session's lock is held in every call but
 * link_new. */
#ifndef JOINLEAF_ROOTED_LINK_H
#define JOINLEAF_ROOTED_LINK_H

#include "providers/rooted/wire/control.h"
#include "providers/rooted/session/rooted.h"

enum link_state {
    LINK_CONNECTING, /* asker: TCP is not there yet */
    LINK_HANDSHAKE,  /* until REQUEST has come, or ADMIT */
    LINK_PENDING,    /* asked: waits for the application */
    LINK_OPEN,       /* admitted */
    LINK_LEAVING,    /* BYE went out; the other side ends it when it has what it is owed */
    LINK_DRAINING,   /* the last bytes go out; nothing is read any more */
    LINK_OVER
};

struct rooted_link {
    struct source source;
    struct rooted_session *_Atomic session;
    struct rooted_link *previous, *following;
    struct retired retired;
    enum link_state state;
    struct control control;
    union system_address local, remote;
    int64_t opened_at, heard_at, sent_at, until; /* until: of handshake, patience, join or draining */

    uint8_t *in; /* a frame that has not all come */
    size_t in_size;
    uint8_t *out;
    size_t out_start, out_end, out_room;
    bool wants_out, broken;

    /* the request, as asker (what will be sent) and as asked (what came) */
    struct wire_request request;
    uint8_t *request_bytes;     /* what request points into */
    struct rooted_links *queue; /* the row it waits in */
    struct rooted_link *queue_previous, *queue_following;
    bool deciding, gone;  /* the condition function has it; it went away meanwhile */
    LPWSABUF callee_data; /* asker: the caller's (JL-14) */

    /* a root's, of an open link */
    struct sender_peer peer;
    bool in_window, unicast;
    bool fresh; /* it may not have joined the group yet: its first ACK says that it has */
    struct rooted_socket *branch;
    struct rooted_outlet *outlet;
    uint32_t member;
    uint64_t granted, received, consumed;
};

/* Takes the socket over. NULL: no memory, the socket is closed. */
struct rooted_link *link_new(system_socket socket, enum link_state state);
/* Puts it among the session's. False: the reactor does not take it (and it is not among them). */
bool link_attach(struct rooted_link *link, struct rooted_session *session, unsigned interest);
/* From one session to another; both locks are held. */
void link_move(struct rooted_link *link, struct rooted_session *session);
/* Out of the session, and gone: what it stood for is the caller's to tell. */
void link_end(struct rooted_link *link);
/* Ends it as link_over does for one that the other side ended: tells the socket or the queue it belongs to.
 */
void link_fail(struct rooted_link *link, int error);
/* Sends what is left, then ends it: for a REJECT or a last word. */
void link_drain(struct rooted_link *link);

/* Queues a frame that wire_put_* made; bytes for the tag must be free behind it. False: no memory, it is
 * broken. */
bool link_put(struct rooted_link *link, const uint8_t *frame, size_t size);
/* The same out of parts: header and body. */
bool link_put_parts(struct rooted_link *link, enum wire_type type, const struct system_buffer *parts,
                    size_t count, size_t size);
void link_flush(struct rooted_link *link);
size_t link_unsent(const struct rooted_link *link);

bool link_put_number(struct rooted_link *link, enum wire_type type, uint64_t number);
bool link_put_reason(struct rooted_link *link, enum wire_type type, uint16_t reason);

/* link_in.c: its descriptor is ready. In the reactor's thread, without the lock. */
void link_ready(struct source *source, unsigned what);
/* One that was never attached. */
void link_discard(struct rooted_link *link);
/* The condition function has decided. False: the link ended meanwhile, and is gone now. */
bool link_decided(struct rooted_link *link);
/* Into a row, out of the one it is in. */
void link_enqueue(struct rooted_link *link, struct rooted_links *queue);
void link_dequeue(struct rooted_link *link);

#endif

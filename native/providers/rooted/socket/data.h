/*
 * What single calls (data.c) and batches (batch.c) have in common. They call it, and ioctl.c calls
 * rooted_next_size, with the session's lock held.
 */
#ifndef JOINLEAF_ROOTED_DATA_H
#define JOINLEAF_ROOTED_DATA_H

#include "providers/rooted/session/session.h"

/* Returns 0, or why this socket cannot send now. */
int rooted_check_sender(const struct rooted_socket *socket);
/* Returns 0, or why a send cannot have these flags. */
int rooted_check_flags(const struct rooted_socket *socket, DWORD flags);
/* Puts a message into the root's window or on the leaf's connection. It goes aside if `flags` say so or the
 * socket is a root's c_leaf. rooted_flush sends it. Returns 0, WSAEWOULDBLOCK if there is no room, or another
 * code. */
int rooted_put(struct rooted_socket *socket, DWORD flags, const struct system_buffer *parts, size_t count,
               size_t size);
/* Sends what was put, as far as it may go out now. */
void rooted_flush(struct rooted_socket *socket);
/*
 * Called when rooted_put had no room for a message of this size. Waits, and returns 0 to try again,
 * WSAEWOULDBLOCK if the socket is nonblocking, or the code that ended the wait. *deadline is 0 before the
 * first wait of a call, or ROOTED_NO_WAIT for a call that does not wait, whatever the socket's mode.
 */
#define ROOTED_NO_WAIT INT64_C(-1)
int rooted_wait_for_room(struct rooted_socket *socket, size_t size, int64_t *deadline);
/* The send is over, and not because there was no room. */
void rooted_unblock(struct rooted_socket *socket);

/* The message that the next receive gets. A leaf's window has it in fragments; a root's queue and messages
 * aside have it whole. */
struct rooted_waiting {
    struct receiver_message in_window;
    const struct rooted_message *queued;
    bool aside;
    uint32_t member; /* the number of the leaf that it comes from; 0: the root */
    size_t size;
    union system_address from;
};

/* Waits for a message, unless `waits` is false or the socket nonblocking. Returns 0 once there is one, or why there is
 * none. */
int rooted_wait_for_message(struct rooted_socket *socket, bool waits);
/* Describes the next message, which must be there. */
void rooted_look(const struct rooted_socket *socket, struct rooted_waiting *waiting);
/* Copies as much of the message as there is room for, and returns how much that is. */
size_t rooted_copy_out(const struct rooted_socket *socket, const struct rooted_waiting *waiting,
                       const struct system_buffer *parts, size_t count);
/* Takes the message off the queue. After the last one of a call, rooted_taken tells the root of it. */
void rooted_take(struct rooted_socket *socket, const struct rooted_waiting *waiting, int64_t now);
/* Does all three for several messages of a leaf, as receiver_take_run says. 0: do it for each. */
uint32_t rooted_take_run(struct rooted_socket *socket, void *out, size_t room, uint32_t most, uint32_t *size,
                         int64_t now);
void rooted_taken(struct rooted_socket *socket, int64_t now);

/* Returns the size of the message that a receive call would get; 0 if there is none. */
DWORD rooted_next_size(const struct rooted_socket *socket);

#endif

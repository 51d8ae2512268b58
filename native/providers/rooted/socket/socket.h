/*
 * native/providers/rooted/socket: the WSP entries of rooted sessions, and the sockets behind their handles.
 *
 * It owns the sockets; the session floor below holds them and tells this floor of changes. The API half calls
 * it, from any thread. A session's one lock guards the session and all its sockets: an entry takes it with
 * rooted_enter and gives it back with rooted_leave (enter.h).
 *
 * This header is about the life of a socket: the application or another socket makes it, it gets a handle,
 * and it is closed (SK-*).
 */
#ifndef JOINLEAF_ROOTED_SOCKET_H
#define JOINLEAF_ROOTED_SOCKET_H

#include "providers/rooted/session/session.h"

/* Makes a session whose sockets are those of this floor. NULL: there is no memory, or the reactor cannot be
 * started. */
struct rooted_session *rooted_new_session(bool root, const struct rooted_options *options);

/*
 * Makes the socket that `parent` makes for a leaf: it has the parent's properties (JL-08, AC-08). The
 * session's lock is held. NULL: *error is the code.
 */
struct rooted_socket *rooted_make_child(struct rooted_socket *parent, enum rooted_kind kind,
                                        struct rooted_session *session, int *error);
/* Gives it a handle and the parent's event selection. False: *error is the code. From then on any thread may
 * close it, as WSACleanup does, so all that can fail is done before. The session's lock is held. */
bool rooted_publish_child(struct rooted_socket *child, const struct rooted_socket *parent, int *error);
/* Frees one that was not published. The session's lock is held. */
void rooted_free_child(struct rooted_socket *socket);

/* The provider's `flags`. */
DWORD rooted_flags(uintptr_t context);
/* The code with which calls on a socket fail whose session is over (RT-09). */
int rooted_closed_code(const struct rooted_socket *socket);

#endif

/*
 * native/providers/rooted/socket: the WSP entries of rooted sessions, and the sockets behind their handles.
 *
 * It owns the sockets; the session floor below holds them and tells this floor of changes. The API half calls
 * it, from any thread. A session's one lock guards the session and all its sockets: an entry takes it with
 * rooted_enter and gives it back with rooted_leave (enter.h).
 *
 * Here stands a socket's life: made by the application or by another socket, given a handle, closed (SK-*).
 */
#ifndef JOINLEAF_ROOTED_SOCKET_H
#define JOINLEAF_ROOTED_SOCKET_H

#include "providers/rooted/session/session.h"

/* A session whose sockets are this floor's. NULL without memory. */
struct rooted_session *rooted_new_session(bool root, const struct rooted_options *options);

/*
 * A socket that another makes, for a leaf: it has the parent's properties (JL-08, AC-08). The session's lock
 * is held. NULL with the code.
 */
struct rooted_socket *rooted_make_child(struct rooted_socket *parent, enum rooted_kind kind,
                                        struct rooted_session *session, int *error);
/* Gives it a handle and the event selection; false with the code. From then on any thread may close it, as
 * WSACleanup does: what can fail comes before. The session's lock is held. */
bool rooted_publish_child(struct rooted_socket *child, const struct rooted_socket *parent, int *error);
/* Frees one that was not published. The session's lock is held. */
void rooted_free_child(struct rooted_socket *socket);

/* What calls on a socket whose session is over say (RT-09). */
int rooted_closed_code(const struct rooted_socket *socket);

#endif

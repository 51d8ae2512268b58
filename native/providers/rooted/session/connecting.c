#include "connecting.h"

int connecting_bind(struct rooted_session *session, const union system_address *address)
{
    /* If no option says otherwise, connections of an earlier socket that linger there are no obstacle, as on
     * Windows. */
    enum system_sharing sharing = session->options.reuse_address       ? SYSTEM_SHARE
                                  : session->options.exclusive_address ? SYSTEM_SHARE_NOT
                                  : session->is_root                   ? SYSTEM_SHARE_WITH_OLD
                                                                       : SYSTEM_SHARE_BESIDE;
    system_socket socket;
    int code = system_stream_open(address->family, &socket);
    if (code != 0) {
        return code;
    }
    code = system_stream_bind(socket, address, sharing);
    if (code != 0) {
        system_socket_close(socket);
        return code;
    }
    session->listener.source.watch.socket = socket;
    session->listener.bound = true;
    return 0;
}

int connecting_bind_if_unbound(struct rooted_session *session, uint16_t family)
{
    if (session->listener.bound) {
        return 0;
    }
    const union system_address wildcard = system_address_any(family);
    int code = connecting_bind(session, &wildcard);
    session->listener.chosen = code == 0;
    return code;
}

static int bind_to_invite(system_socket connection, system_socket listener)
{
    union system_address from;
    int error = system_socket_local(listener, &from);
    if (error != 0) {
        return error;
    }
    system_address_set_port(&from, 0); /* the session's port is for its listener */
    return system_stream_bind(connection, &from, SYSTEM_SHARE_NOT);
}

static int open_bound(const struct rooted_session *session, uint16_t family, system_socket *made)
{
    system_socket bound = session->listener.source.watch.socket;
    int error = system_stream_open(family, made);
    if (error != 0) {
        return error;
    }
    error = session->is_root ? bind_to_invite(*made, bound) : system_stream_bind_beside(*made, bound);
    if (error != 0) {
        system_socket_close(*made);
    }
    return error;
}

/* The port is in use for this destination, because an earlier connection lingers. If the system chose it, it
 * chooses another one. Returns whether it did. */
static bool choose_again(struct rooted_session *session, uint16_t family)
{
    if (!session->listener.chosen || session->is_root) {
        return false;
    }
    system_socket_close(session->listener.source.watch.socket);
    session->listener.source.watch.socket = SYSTEM_NO_SOCKET;
    session->listener.bound = false;
    return connecting_bind_if_unbound(session, family) == 0;
}

int connecting_start(struct rooted_session *session, const union system_address *to, system_socket *made,
                     int *refused)
{
    for (int attempts = 0;; attempts++) {
        int error = open_bound(session, to->family, made);
        if (error != 0) {
            return error;
        }
        *refused = system_stream_connect(*made, to);
        if (*refused != WSAEADDRINUSE || attempts > 0 || !choose_again(session, to->family)) {
            return 0;
        }
        system_socket_close(*made);
    }
}

bool connecting_rest(struct rooted_link *link, int error)
{
    if (error != WSAEHOSTUNREACH) {
        return false;
    }
    link_rest(link);
    link->again_at = system_clock_now() + ROOTED_ASK_REST;
    return true;
}

int connecting_again(struct rooted_session *session, struct rooted_link *link, int64_t now)
{
    system_socket made;
    int refused = 0;
    if (link->again_at == 0 || now < link->again_at) {
        return 0;
    }
    link->again_at = 0;
    int error = connecting_start(session, &link->remote, &made, &refused);
    if (error != 0) {
        return error;
    }
    return link_resume(link, made) ? refused : WSAENOBUFS;
}

int connecting_code(int error)
{
    switch (error) {
    case WSAEMFILE:
        return WSAENOBUFS;
    case WSAEHOSTUNREACH: /* that comes at once if there is no route */
    case WSAEHOSTDOWN:
    case WSAEACCES: /* a route or a filter of this host forbids it */
        return WSAENETUNREACH;
    case WSAECONNRESET: /* the other side ended it without an answer */
    case WSAECONNABORTED:
        return WSAECONNREFUSED;
    default:
        return error;
    }
}

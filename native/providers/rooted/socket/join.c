/* WSPJoinLeaf (JL-*, RT-01, RT-02): a root invites, a leaf asks. */
#include <stdlib.h>
#include <string.h>

#include "providers/common/directions.h"
#include "providers/common/flow.h"

#include "conditions.h"
#include "enter.h"
#include "entries.h"
#include "providers/common/name.h"
#include "providers/rooted/session/asker.h"
#include "providers/rooted/session/connecting.h"
#include "providers/rooted/session/flow_specs.h"
#include "providers/rooted/session/refusal.h"
#include "providers/rooted/session/root.h"
#include "socket.h"
#include "system/random.h"
#include "wait.h"

/* What a call wants, after the checks of JL-02 to JL-06. */
struct wanted {
    union system_address name;
    DWORD directions; /* JL_SENDER_ONLY and JL_RECEIVER_ONLY, or both */
    const WSABUF *caller;
    LPWSABUF callee;
    const QOS *qos;
};

_Static_assert(JLR_CONNECT_DATA_MAX == ROOTED_CONNECT_DATA_MAX, "one number");

static int check_arguments(const struct rooted_socket *socket, const struct WS_sockaddr *name, int namelen,
                           DWORD flags, struct wanted *wanted)
{
    int error = name_read(&wanted->name, socket->family, name, namelen);
    if (error != 0) {
        return error;
    }
    if (system_address_is_wildcard(&wanted->name) || system_address_is_multicast(&wanted->name) ||
        system_address_port(&wanted->name) == 0) {
        return WSAEADDRNOTAVAIL; /* JL-02 */
    }
    wanted->directions = directions_of(flags);
    if (wanted->directions == 0) {
        return WSAEINVAL;
    }
    const WSABUF *caller = wanted->caller;
    if (caller != NULL &&
        (caller->len > ROOTED_CONNECT_DATA_MAX || (caller->len > 0 && caller->buf == NULL))) {
        return WSAEFAULT; /* JL-04 */
    }
    if (wanted->callee != NULL && wanted->callee->len > 0 && wanted->callee->buf == NULL) {
        return WSAEFAULT;
    }
    return flow_specs_check(wanted->qos, wanted->directions); /* JL-06 */
}

static int check_state(const struct rooted_socket *socket)
{
    const struct rooted_session *session = socket->session;
    if (socket->closed) {
        return WSAEINVAL; /* RT-09 */
    }
    bool root = socket->kind == ROOTED_ROOT;
    if (root ? session->root.joining != NULL : socket->join == ROOTED_JOINING) {
        return socket->join_result != NULL ? WSAEINPROGRESS : WSAEALREADY; /* JL-10 */
    }
    if (root) {
        return 0;
    }
    if (socket->join == ROOTED_JOINED) {
        return WSAEISCONN; /* this holds for a root's c_leaf, too */
    }
    bool stands_for_leaf = socket->kind == ROOTED_LEAF_AT_ROOT; /* the invitation has failed */
    return stands_for_leaf || session->listener.listening ? WSAEINVAL : 0;
}

/* A root invites no more leaves than it admits. A request that waits for its application may take the last
 * place. */
static int check_places(struct rooted_socket *socket)
{
    const struct rooted_session *session = socket->session;
    const struct wire_refusal full = {.reason = WIRE_REJECT_FULL};
    if (socket->kind != ROOTED_ROOT ||
        root_places_taken(session) + session->listener.pending.count < session->options.max_leaves) {
        return 0;
    }
    refusal_keep(&socket->refused, &full); /* without memory the application is not told why */
    return WSAECONNREFUSED;
}

/* What the leaf does. The directions are those of the end that asks, which may be the root. */
static uint8_t leaf_part(const struct rooted_socket *socket, DWORD directions)
{
    bool root = socket->kind == ROOTED_ROOT;
    DWORD sends = root ? JL_RECEIVER_ONLY : JL_SENDER_ONLY,
          receives = root ? JL_SENDER_ONLY : JL_RECEIVER_ONLY;
    return (uint8_t)(((directions & sends) != 0 ? WIRE_LEAF_SENDS : 0) |
                     ((directions & receives) != 0 ? WIRE_LEAF_RECEIVES : 0));
}

/* JL-14: what the caller gave is copied. */
static bool fill_request(struct rooted_link *link, const struct rooted_socket *socket,
                         const struct wanted *wanted)
{
    struct wire_request *request = &link->request;
    request->asker_is_root = socket->kind == ROOTED_ROOT;
    request->planes = socket->planes;
    request->leaf = leaf_part(socket, wanted->directions);
    request->patience_ms = (uint32_t)(socket->session->options.join_time / ROOTED_MS);
    QOS resolved;
    if (wanted->qos != NULL) {
        resolved = flow_specs_resolve(socket, wanted->qos, wanted->directions);
        flow_specs_of(&resolved, &request->flow);
    }
    request->data_length = wanted->caller == NULL ? 0 : wanted->caller->len;
    link->request_bytes = malloc((size_t)request->data_length + request->flow.specific_length + 1);
    if (link->request_bytes == NULL) {
        return false;
    }
    if (request->data_length > 0) {
        memcpy(link->request_bytes, wanted->caller->buf, request->data_length);
    }
    if (request->flow.specific_length > 0) {
        memcpy(link->request_bytes + request->data_length, request->flow.specific,
               request->flow.specific_length);
    }
    request->data = link->request_bytes;
    request->flow.specific = link->request_bytes + request->data_length;
    link->callee_data = wanted->callee;
    return true;
}

/* Makes a connection, and the link that waits for it. *refused is the code if the connection has failed at
 * once, and else stays as it was. */
static int begin_join(struct rooted_socket *socket, const struct wanted *wanted, struct rooted_link **made,
                      int *refused)
{
    struct rooted_session *session = socket->session;
    uint8_t nonce[ROOTED_NONCE];
    system_socket connection;
    int error = connecting_bind_if_unbound(session, socket->family); /* JL-07 */
    if (error == 0) {
        error = connecting_start(session, &wanted->name, &connection, refused);
    }
    if (error != 0) {
        return connecting_code(error);
    }
    struct rooted_link *link = link_new(connection, LINK_CONNECTING);
    if (link == NULL) {
        return WSAENOBUFS;
    }
    link->remote = wanted->name;
    link->until = system_clock_now() + session->options.join_time;
    if (!system_random(nonce, sizeof nonce) || !fill_request(link, socket, wanted)) {
        link_discard(link);
        return WSAENOBUFS;
    }
    control_init_asker(&link->control, session->is_root, session->options.key_size > 0, nonce);
    if (!link_attach(link, &session->links, SYSTEM_POLL_OUT)) {
        return WSAENOBUFS;
    }
    *made = link;
    return 0;
}

/* JL-08: a root's join makes a socket for the leaf. */
static struct rooted_socket *make_leaf_socket(struct rooted_socket *root, const union system_address *name,
                                              int *error)
{
    struct rooted_socket *leaf = rooted_make_child(root, ROOTED_LEAF_AT_ROOT, root->session, error);
    if (leaf != NULL) {
        leaf->join = ROOTED_JOINING;
        leaf->peer = *name;
    }
    return leaf;
}

enum { PENDING = -1 /* no Winsock code */ };

/* Waits until *result tells how this join has ended. By then another thread may have begun another join on
 * the socket. */
static int wait_for_end(struct rooted_socket *socket, const int *result)
{
    while (*result == PENDING) {
        int error = rooted_wait(socket, ROOTED_NEVER);
        if (error != 0) {
            socket->join_result = socket->join_result == result ? NULL : socket->join_result;
            return error;
        }
    }
    return *result;
}

/* Checks whether the socket may join now, makes a root's c_leaf, and asks for the connection. *joined is the
 * socket that the join is for; NULL: there is no memory for it. Returns 0 or the code. */
static int start_join(struct rooted_socket *socket, const struct wanted *wanted,
                      struct rooted_socket **joined, struct rooted_link **link, int *refused)
{
    int error = check_state(socket);
    if (error == 0) {
        error = check_places(socket);
    }
    if (error == 0 && socket->kind == ROOTED_ROOT) {
        *joined = make_leaf_socket(socket, &wanted->name, &error);
    }
    return error != 0 ? error : begin_join(socket, wanted, link, refused);
}

/* Notes that the join is under way. A nonblocking root's c_leaf gets its handle now. Returns 0 or the code.
 */
static int note_join(struct rooted_socket *socket, struct rooted_socket *joined, struct rooted_link *link,
                     const union system_address *name)
{
    int error = 0;
    joined->join = ROOTED_JOINING;
    joined->join_error = 0;
    joined->link = link;
    joined->peer = *name;
    socket->connect_unreported = false;
    refusal_forget(&socket->refused);
    if (joined != socket) {
        link->leaf.socket = joined;
        socket->session->root.joining = link;
        if (socket->nonblocking) {
            rooted_publish_child(joined, socket, &error);
        }
    }
    return error;
}

/* A blocking socket's call waits for the end of the join, and then a root's c_leaf gets its handle. `refused`
 * is the code if the connection has failed already. Returns 0 or the code. */
static int await_join(struct rooted_socket *socket, struct rooted_socket *joined, struct rooted_link *link,
                      int refused)
{
    bool waits = !socket->nonblocking;
    int result = PENDING;
    socket->join_result = waits ? &result : NULL;
    if (socket->event != NULL) {
        network_events_enable(&socket->events, FD_CONNECT);
    }
    if (refused != 0) {
        asker_done(socket->session, link, refused);
    }
    session_kick(socket->session); /* so that the reactor knows when the join is out of time */
    if (!waits) {
        return 0;
    }
    int error = wait_for_end(socket, &result);
    socket->connect_unreported = false; /* this call itself returns how the join has ended */
    if (error == 0 && joined != socket) {
        rooted_publish_child(joined, socket, &error);
    }
    return error;
}

SOCKET WSPAPI rooted_WSPJoinLeaf(SOCKET s, const struct WS_sockaddr *name, int namelen, LPWSABUF caller,
                                 LPWSABUF callee, LPQOS sqos, LPQOS gqos, DWORD flags, LPINT error)
{
    (void)gqos; /* reserved (JL-06) */
    struct wanted wanted = {.caller = caller, .callee = callee, .qos = sqos};
    struct rooted_link *link = NULL;
    struct rooted_socket *socket = rooted_enter(s, error), *joined = socket;
    int refused = 0;
    if (socket == NULL) {
        return INVALID_SOCKET;
    }
    *error = check_arguments(socket, name, namelen, flags, &wanted);
    if (*error == 0) {
        *error = start_join(socket, &wanted, &joined, &link, &refused);
    }
    if (*error == 0) {
        *error = note_join(socket, joined, link, &wanted.name);
    }
    if (*error == 0) {
        *error = await_join(socket, joined, link, refused);
    }
    SOCKET handle = *error == 0 ? joined->handle : INVALID_SOCKET;
    if (*error != 0 && joined != NULL && joined != socket) {
        rooted_free_child(joined);
    }
    rooted_leave(socket);
    return handle;
}

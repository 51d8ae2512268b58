/* A socket's life: made, begotten, bound, named, waited for, closed (SK-*). */
#include <stdlib.h>
#include <string.h>

#include "entries.h"
#include "providers/rooted/link/link.h"

struct rooted_socket *rooted_socket_of(SOCKET s, int *error)
{
    DWORD_PTR context = 0;
    if (rooted_upcalls.lpWPUQuerySocketHandleContext(s, &context, error) == SOCKET_ERROR) {
        return NULL;
    }
    return (struct rooted_socket *)context;
}

struct rooted_socket *rooted_enter(SOCKET s, int *error)
{
    struct rooted_socket *socket = rooted_socket_of(s, error);
    if (socket == NULL) {
        return NULL;
    }
    system_mutex_lock(&socket->session->lock);
    if (socket->closing) {
        *error = WSAENOTSOCK;
    } else if (socket->in_condition && socket->condition_thread == system_thread_self()) {
        *error = WSAEINPROGRESS; /* AC-09 */
    } else {
        return socket;
    }
    system_mutex_unlock(&socket->session->lock);
    return NULL;
}

void rooted_leave(struct rooted_socket *socket)
{
    system_mutex_unlock(&socket->session->lock);
}

int rooted_leave_with(struct rooted_socket *socket, int code, LPINT error)
{
    rooted_leave(socket);
    *error = code;
    return code == 0 ? 0 : SOCKET_ERROR;
}

/* ---- waiting ---- */

void rooted_wake(struct rooted_socket *socket)
{
    if (socket->waiting > 0) {
        system_condition_wake_all(&socket->changed);
    }
    if (socket->blocked && rooted_writable(socket)) {
        socket->blocked = false;
    }
    rooted_record_conditions(socket);
    rooted_select_changed();
}

int64_t rooted_deadline(DWORD timeout_ms)
{
    return timeout_ms == 0 || timeout_ms == INFINITE ? ROOTED_NEVER
                                                     : system_clock_now() + (int64_t)timeout_ms * ROOTED_MS;
}

int rooted_wait(struct rooted_socket *socket, int64_t deadline)
{
    socket->waiting++;
    bool in_time = system_condition_wait(&socket->changed, &socket->session->lock, deadline);
    socket->waiting--;
    if (socket->closing) {
        return WSAEINTR; /* SK-10 */
    }
    return in_time ? 0 : WSAETIMEDOUT;
}

void rooted_close_event(struct rooted_socket *socket, int error)
{
    if (!socket->closed) {
        socket->closed = true;
        socket->close_error = error;
        rooted_wake(socket);
    }
}

int rooted_closed_code(const struct rooted_socket *socket)
{
    return socket->close_error == 0 ? WSAESHUTDOWN : socket->close_error;
}

/* ---- made and freed ---- */

static struct rooted_socket *make(const WSAPROTOCOL_INFOW *info, DWORD flags)
{
    struct rooted_socket *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return NULL;
    }
    system_condition_init(&made->changed);
    made->info = *info;
    made->flags = flags;
    made->family = (uint16_t)info->iAddressFamily;
    made->planes = info->iProtocol == (int)JLPROTO_ROOTED ? WIRE_PLANE_ROOTED : WIRE_PLANE_NONROOTED;
    made->write_armed = true;
    return made;
}

static void free_socket(struct rooted_socket *socket)
{
    system_condition_destroy(&socket->changed);
    free(socket->qos_specific);
    free(socket);
}

static bool give_handle(struct rooted_socket *socket, int *error)
{
    socket->handle =
        rooted_upcalls.lpWPUCreateSocketHandle(socket->info.dwCatalogEntryId, (DWORD_PTR)socket, error);
    socket->member.socket = socket->handle;
    return socket->handle != INVALID_SOCKET;
}

/* SK-05 for a caller who named an entry and then asked for something else; SK-06 and SK-07 for what the
 * planes allow. */
static int check_request(const WSAPROTOCOL_INFOW *info, int af, int type, int protocol, DWORD flags)
{
    if (af != WS_AF_UNSPEC && af != info->iAddressFamily) {
        return WSAEAFNOSUPPORT;
    }
    if (type != 0 && type != info->iSocketType) {
        return WSAESOCKTNOSUPPORT;
    }
    if (protocol != 0 && protocol != info->iProtocol) {
        return WSAEPROTONOSUPPORT;
    }
    bool root = (flags & WSA_FLAG_MULTIPOINT_C_ROOT) != 0,
         data_root = (flags & WSA_FLAG_MULTIPOINT_D_ROOT) != 0;
    bool rooted_data = info->iProtocol == (int)JLPROTO_ROOTED;
    if (!root && (flags & WSA_FLAG_MULTIPOINT_C_LEAF) == 0) {
        return WSAEINVAL; /* these protocols know sessions alone */
    }
    return data_root == (root && rooted_data) ? 0 : WSAEINVAL;
}

SOCKET WSPAPI rooted_WSPSocket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags,
                               LPINT error)
{
    (void)g;
    *error = info == NULL ? WSAEFAULT : check_request(info, af, type, protocol, flags);
    if (*error != 0) {
        return INVALID_SOCKET;
    }
    struct rooted_options options;
    rooted_default_options(&options);
    bool root = (flags & WSA_FLAG_MULTIPOINT_C_ROOT) != 0;
    struct rooted_socket *made = make(info, flags);
    struct rooted_session *session = made == NULL ? NULL : rooted_session_new(root, &options);
    if (session == NULL) {
        if (made != NULL) {
            free_socket(made);
        }
        *error = WSAENOBUFS;
        return INVALID_SOCKET;
    }
    made->kind = root ? ROOTED_ROOT : ROOTED_LEAF;
    if (!root && protocol == 0) {
        made->planes = WIRE_PLANE_EITHER; /* the session decides */
    }
    made->session = session;
    session->owner = made;
    session->sockets = 1;
    /* As soon as it has its handle WSACleanup may close it (SK-03): it first waits for this lock. */
    system_mutex_lock(&session->lock);
    SOCKET handle = INVALID_SOCKET;
    if (give_handle(made, error)) {
        handle = made->handle;
    } else {
        session->owner = NULL;
        rooted_session_release(session);
    }
    system_mutex_unlock(&session->lock);
    if (handle == INVALID_SOCKET) {
        free_socket(made);
    }
    return handle;
}

struct rooted_socket *rooted_beget(struct rooted_socket *parent, enum rooted_kind kind,
                                   struct rooted_session *session, int *error)
{
    DWORD flags = (parent->flags & ~(DWORD)(WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT)) |
                  WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF;
    struct rooted_socket *child = make(&parent->info, flags);
    if (child == NULL) {
        *error = WSAENOBUFS;
        return NULL;
    }
    child->kind = kind;
    child->planes = parent->planes;
    child->session = session;
    child->receive_timeout = parent->receive_timeout;
    child->send_timeout = parent->send_timeout;
    child->receive_buffer = parent->receive_buffer;
    child->send_buffer = parent->send_buffer;
    child->handle = INVALID_SOCKET;
    session->sockets++;
    if (kind == ROOTED_LEAF) {
        session->owner = child;
    }
    return child;
}

bool rooted_publish(struct rooted_socket *child, const struct rooted_socket *parent, int *error)
{
    if (!give_handle(child, error)) {
        return false;
    }
    rooted_inherit_selection(child, parent);
    return true;
}

/* The handle goes when no thread is inside a call with it; then nothing points at the socket any more. */
static void end_socket(struct rooted_socket *socket)
{
    int error = 0;
    struct rooted_session *session = socket->session;
    rooted_upcalls.lpWPUCloseSocketHandle(socket->handle, &error);
    system_mutex_lock(&session->lock);
    rooted_session_release(session);
    system_mutex_unlock(&session->lock);
    free_socket(socket);
}

/* What the socket was to its session and to those who wait ends. */
static void let_go(struct rooted_socket *socket)
{
    struct rooted_session *session = socket->session;
    socket->closing = true;
    rooted_end_selection(socket); /* SK-11 */
    if (session->owner == socket) {
        (socket->kind == ROOTED_ROOT ? root_owner_closed : leaf_owner_closed)(session);
        session->owner = NULL;
        rooted_session_kick(session);
    } else if (socket->link != NULL) {
        root_branch_closed(session, socket->link);
        socket->link = NULL;
    }
    if (socket->waiting > 0) {
        system_condition_wake_all(&socket->changed);
    }
    rooted_select_changed();
}

void rooted_unbeget(struct rooted_socket *socket)
{
    let_go(socket);
    rooted_session_release(socket->session);
    free_socket(socket);
}

int WSPAPI rooted_WSPCloseSocket(SOCKET s, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    let_go(socket);
    system_mutex_unlock(&socket->session->lock);
    end_socket(socket);
    return 0;
}

#include "socket.h"

#include <stdlib.h>

#include "conditions.h"
#include "enter.h"
#include "entries.h"
#include "providers/rooted/session/closing.h"
#include "providers/rooted/session/duties.h"
#include "providers/rooted/session/flow_specs.h"
#include "providers/rooted/session/refusal.h"
#include "providers/rooted/wire/auth.h"
#include "wait.h"

static void socket_joined(struct rooted_socket *socket, int error)
{
    if (socket->join_result != NULL) {
        *socket->join_result = error;
        socket->join_result = NULL;
    }
    rooted_record(socket, FD_CONNECT, error);
    rooted_wake(socket);
}

static void socket_arrived(struct rooted_socket *socket)
{
    rooted_rerecord(socket, FD_READ);
    rooted_wake(socket);
}

static void socket_flow_changed(struct rooted_socket *socket)
{
    rooted_record(socket, FD_QOS, 0); /* QS-04 */
    rooted_wake(socket);              /* a send that waits for tokens may get some now */
}

static void leaf_is_slow(struct rooted_socket *socket)
{
    rooted_record(socket, FD_QOS, WSAETIMEDOUT);
}

static const struct session_calls socket_calls = {rooted_wake, leaf_is_slow, socket_arrived, socket_joined,
                                                  socket_flow_changed};

struct rooted_session *rooted_new_session(bool root, const struct rooted_options *options)
{
    return session_new(root, options, &session_duties, &socket_calls);
}

int rooted_closed_code(const struct rooted_socket *socket)
{
    return socket->close_error == 0 ? WSAESHUTDOWN : socket->close_error;
}

static struct rooted_socket *make_socket(const WSAPROTOCOL_INFOW *info, DWORD flags)
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
    auth_wipe(&socket->own_options, sizeof socket->own_options);
    free(socket->flow.specific);
    refusal_forget(&socket->refusing);
    refusal_forget(&socket->refused);
    free(socket);
}

DWORD rooted_flags(uintptr_t context)
{
    return ((const struct rooted_socket *)context)->flags;
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
        return WSAEINVAL; /* these protocols have only multipoint sessions */
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
    struct rooted_socket *made = make_socket(info, flags);
    struct rooted_session *session = made == NULL ? NULL : rooted_new_session(root, &options);
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
    made->options = &session->options;
    session->owner = made;
    session->sockets = 1;
    /* As soon as the socket has its handle, WSACleanup may close it (SK-03); it waits for this lock first. */
    system_mutex_lock(&session->links.lock);
    SOCKET handle = INVALID_SOCKET;
    if (give_handle(made, error)) {
        handle = made->handle;
    } else {
        session->owner = NULL;
        session_release(session);
    }
    system_mutex_unlock(&session->links.lock);
    if (handle == INVALID_SOCKET) {
        free_socket(made);
    }
    return handle;
}

struct rooted_socket *rooted_make_child(struct rooted_socket *parent, enum rooted_kind kind,
                                        struct rooted_session *session, int *error)
{
    DWORD flags = (parent->flags & ~(DWORD)(WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT)) |
                  WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF;
    struct rooted_socket *child = make_socket(&parent->info, flags);
    if (child == NULL || flow_specs_inherit(child, parent) != 0) {
        if (child != NULL) {
            free_socket(child);
        }
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
        child->options = &session->options;
    } else {
        child->own_options = session->options;
        child->options = &child->own_options;
    }
    return child;
}

bool rooted_publish_child(struct rooted_socket *child, const struct rooted_socket *parent, int *error)
{
    if (!give_handle(child, error)) {
        return false;
    }
    rooted_inherit_selection(child, parent);
    return true;
}

/* Closing the handle waits until no other thread is inside a call with it. Then nothing points at the socket
 * any more. */
static void end_socket(struct rooted_socket *socket)
{
    int error = 0;
    struct rooted_session *session = socket->session;
    rooted_upcalls.lpWPUCloseSocketHandle(socket->handle, &error);
    system_mutex_lock(&session->links.lock);
    session_release(session);
    system_mutex_unlock(&session->links.lock);
    free_socket(socket);
}

/* Takes the socket out of its session, and ends the waits on it. */
static void leave_session(struct rooted_socket *socket)
{
    socket->closing = true;
    rooted_end_selection(socket); /* SK-11 */
    rooted_end_await(socket);
    closing_socket(socket);
    rooted_end_waits(socket);
    rooted_any_changed();
}

void rooted_free_child(struct rooted_socket *socket)
{
    leave_session(socket);
    session_release(socket->session);
    free_socket(socket);
}

int WSPAPI rooted_WSPCloseSocket(SOCKET s, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    leave_session(socket);
    system_mutex_unlock(&socket->session->links.lock);
    end_socket(socket);
    return 0;
}

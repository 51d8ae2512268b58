#include "enter.h"

WSPUPCALLTABLE rooted_upcalls;
const struct provider_host *rooted_host;

static struct rooted_socket *socket_of(SOCKET s, int *error)
{
    DWORD_PTR context = 0;
    if (rooted_upcalls.lpWPUQuerySocketHandleContext(s, &context, error) == SOCKET_ERROR) {
        return NULL;
    }
    return (struct rooted_socket *)context;
}

/* Whether this thread is inside a condition function of the socket. */
static bool is_deciding(const struct rooted_socket *socket)
{
    const struct rooted_deciding *each = socket->deciding;
    uintptr_t self = each == NULL ? 0 : system_thread_self();
    while (each != NULL && each->thread != self) {
        each = each->next;
    }
    return each != NULL;
}

static struct rooted_socket *enter_socket(SOCKET s, bool always, int *error)
{
    struct rooted_socket *socket = socket_of(s, error);
    if (socket == NULL) {
        return NULL;
    }
    system_mutex_lock(&socket->session->links.lock);
    if (socket->closing) {
        *error = WSAENOTSOCK;
    } else if (!always && is_deciding(socket)) {
        *error = WSAEINPROGRESS; /* AC-09 */
    } else {
        return socket;
    }
    system_mutex_unlock(&socket->session->links.lock);
    return NULL;
}

struct rooted_socket *rooted_enter(SOCKET s, int *error)
{
    return enter_socket(s, false, error);
}

struct rooted_socket *rooted_enter_always(SOCKET s, int *error)
{
    return enter_socket(s, true, error);
}

void rooted_leave(struct rooted_socket *socket)
{
    system_mutex_unlock(&socket->session->links.lock);
    reactor_wake_owed();
}

int rooted_leave_with(struct rooted_socket *socket, int code, LPINT error)
{
    rooted_leave(socket);
    *error = code;
    return code == 0 ? 0 : SOCKET_ERROR;
}

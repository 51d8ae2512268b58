/* WSPAccept (AC-*): the application decides about a request. */
#include <stdlib.h>
#include <string.h>

#include "conditions.h"
#include "enter.h"
#include "entries.h"
#include "providers/common/name.h"
#include "providers/rooted/session/flow_specs.h"
#include "providers/rooted/session/guests.h"
#include "providers/rooted/session/listener.h"
#include "providers/rooted/session/refusal.h"
#include "providers/rooted/session/root.h"
#include "system/random.h"
#include "socket.h"
#include "wait.h"

/* What the condition function is shown. These are copies, because the link may end while it runs. */
struct shown {
    struct WS_sockaddr_storage caller_name, callee_name;
    QOS qos;
    uint8_t caller_data[ROOTED_CONNECT_DATA_MAX], callee_data[ROOTED_CONNECT_DATA_MAX],
        specific[ROOTED_QOS_SPECIFIC_MAX];
    uint8_t mark[8]; /* the last bytes of callee_data: whoever writes there cannot know them */
    WSABUF caller_id, callee_id, caller, callee;
};

static WSABUF show_name(const union system_address *address, struct WS_sockaddr_storage *name)
{
    int size = sizeof *name;
    name_write(address, (struct WS_sockaddr *)(void *)name, &size);
    return (WSABUF){.len = (ULONG)size, .buf = (CHAR *)name};
}

static void show_request(const struct rooted_link *link, struct shown *shown)
{
    const struct wire_request *request = &link->request;
    shown->caller_id = show_name(&link->remote, &shown->caller_name);
    shown->callee_id = show_name(&link->local, &shown->callee_name);
    memcpy(shown->caller_data, request->data, request->data_length);
    shown->caller = (WSABUF){.len = request->data_length, .buf = (CHAR *)shown->caller_data};
    memset(shown->callee_data, 0, sizeof shown->callee_data);
    memcpy(shown->callee_data + sizeof shown->callee_data - sizeof shown->mark, shown->mark,
           sizeof shown->mark);
    shown->callee = (WSABUF){.len = sizeof shown->callee_data, .buf = (CHAR *)shown->callee_data};
    memset(&shown->qos, 0, sizeof shown->qos);
    if (request->flow.given) {
        shown->qos = flow_specs_from(&request->flow);
        memcpy(shown->specific, request->flow.specific, request->flow.specific_length);
        shown->qos.ProviderSpecific.buf = request->flow.specific_length == 0 ? NULL : (CHAR *)shown->specific;
    }
}

/* A function that has nothing to tell should set the length to 0. One that was written for a provider without
 * connect data does not look at it. */
static bool is_untouched(const struct shown *shown, bool end_untouched)
{
    static const uint8_t nothing[sizeof shown->callee_data];
    return end_untouched && shown->callee.buf == (const CHAR *)shown->callee_data &&
           shown->callee.len == sizeof nothing && memcmp(shown->callee_data, nothing, sizeof nothing) == 0;
}

/* The function may have pointed to its own callee data instead of writing to the room that it was given.
 * Returns 0, or WSAEINVAL if there are more data than room, or a length without data. */
static int take_callee_data(struct shown *shown)
{
    WSABUF *callee = &shown->callee;
    uint8_t *end = shown->callee_data + sizeof shown->callee_data - sizeof shown->mark;
    bool end_untouched = memcmp(end, shown->mark, sizeof shown->mark) == 0;
    if (end_untouched) {
        memset(end, 0, sizeof shown->mark);
    }
    if (is_untouched(shown, end_untouched)) {
        callee->len = 0;
        return 0;
    }
    if (callee->len > sizeof shown->callee_data || (callee->len > 0 && callee->buf == NULL)) {
        return WSAEINVAL;
    }
    if (callee->buf != (CHAR *)shown->callee_data && callee->len > 0) {
        memmove(shown->callee_data, callee->buf, callee->len);
    }
    return 0;
}

/* The thread is not inside its condition function any more. Others may be, which have entered before it or
 * later. */
static void forget_deciding(struct rooted_socket *socket, const struct rooted_deciding *deciding)
{
    struct rooted_deciding **at = &socket->deciding;
    while (*at != deciding) {
        at = &(*at)->next;
    }
    *at = deciding->next;
}

/*
 * Calls the condition function without the lock. Returns 0 if it accepts, or the code that WSPAccept fails
 * with. What the function made of the callee data and the flow specifications is in *shown.
 */
static int let_condition_decide(struct rooted_socket *socket, struct rooted_link *link,
                                LPCONDITIONPROC condition, DWORD_PTR data, struct shown *shown)
{
    bool has_data = link->request.data_length > 0, has_flow = link->request.flow.given;
    DWORD directions =
        flow_specs_directions(socket->kind != ROOTED_ROOT, link->request.leaf); /* the asker's */
    GROUP group = 0;
    show_request(link, shown);
    link->deciding = true;
    struct rooted_deciding deciding = {.next = socket->deciding, .thread = system_thread_self()};
    socket->deciding = &deciding;
    rooted_leave(socket);
    int decision =
        condition(&shown->caller_id, has_data ? &shown->caller : NULL, has_flow ? &shown->qos : NULL, NULL,
                  &shown->callee_id, &shown->callee, &group, data);
    system_mutex_lock(&socket->session->links.lock);
    forget_deciding(socket, &deciding);
    if (!link_decided(link)) {
        return WSAECONNRESET; /* AC-07 */
    }
    if (socket->closing) {
        return WSAEINTR;
    }
    switch (decision) {
    case CF_ACCEPT:
        return has_flow && flow_specs_check(&shown->qos, directions) != 0 ? WSAEINVAL
                                                                          : take_callee_data(shown);
    case CF_REJECT:
        refusal_send(socket, link);
        return WSAECONNREFUSED;
    case CF_DEFER:
        return WSATRY_AGAIN;
    default:
        return WSAEINVAL;
    }
}

static void put_admit(struct rooted_link *link, const struct rooted_socket *owner, const struct shown *shown)
{
    uint8_t frame[WIRE_SMALL_MAX];
    struct wire_request admit = {.planes = owner->planes};
    if (shown != NULL) {
        admit.data = shown->callee_data;
        admit.data_length = shown->callee.len;
    }
    if (link->request.flow.given) {
        admit.flow = link->request.flow;
        if (shown != NULL) {
            flow_specs_of(&shown->qos, &admit.flow);
        }
    }
    link_put(link, frame, wire_put_admit(frame, &admit));
}

/* Puts the flow specifications in force on the new socket. What one end sends is what the other receives, so
 * the two are swapped. */
static int take_flow(struct rooted_socket *child, const struct rooted_link *link, const struct shown *shown)
{
    struct wire_flow flow = link->request.flow;
    if (!flow.given) {
        return 0;
    }
    if (shown != NULL) {
        flow_specs_of(&shown->qos, &flow);
    }
    uint32_t swapped[16];
    memcpy(swapped, flow.specs + 8, WIRE_FLOW_SPECS / 2);
    memcpy(swapped + 8, flow.specs, WIRE_FLOW_SPECS / 2);
    memcpy(flow.specs, swapped, sizeof swapped);
    return flow_specs_set(child, &flow,
                          flow_specs_directions(child->kind != ROOTED_LEAF, link->request.leaf));
}

static void take_names(struct rooted_socket *child, const struct rooted_link *link)
{
    child->join = ROOTED_JOINED;
    child->peer = link->remote;
    child->local = link->local;
    child->local_known = true;
}

/* Does all that may fail when a socket for the other side is made. If something fails, the socket is freed,
 * and *error is the code. */
static bool prepare_and_publish(struct rooted_socket *child, const struct rooted_socket *parent,
                                const struct rooted_link *link, const struct shown *shown, int *error)
{
    *error = take_flow(child, link, shown);
    if (*error == 0 && rooted_publish_child(child, parent, error)) {
        return true;
    }
    rooted_free_child(child);
    return false;
}

static SOCKET admit_to_root(struct rooted_socket *socket, struct rooted_link *link, const struct shown *shown,
                            int *error)
{
    struct rooted_session *session = socket->session;
    *error = root_start(session, &link->local);
    struct rooted_socket *child =
        *error != 0 ? NULL : rooted_make_child(socket, ROOTED_LEAF_AT_ROOT, session, error);
    if (child == NULL || !prepare_and_publish(child, socket, link, shown, error)) {
        return INVALID_SOCKET;
    }
    link_dequeue(link);
    take_names(child, link);
    child->link = link;
    link->leaf.socket = child;
    put_admit(link, socket, shown);
    root_admit(session, link);
    return child->handle;
}

/* A leaf that was invited gets a session of its own. */
static SOCKET admit_to_leaf(struct rooted_socket *socket, struct rooted_link *link, const struct shown *shown,
                            int *error)
{
    struct rooted_session *session = rooted_new_session(false, &socket->session->options);
    if (session == NULL) {
        *error = WSAENOBUFS;
        return INVALID_SOCKET;
    }
    system_mutex_lock(&session->links.lock);
    struct rooted_socket *child = rooted_make_child(socket, ROOTED_LEAF, session, error);
    if (child == NULL) {
        session_drop(session);
        return INVALID_SOCKET;
    }
    SOCKET handle = INVALID_SOCKET;
    if (prepare_and_publish(child, socket, link, shown, error)) {
        handle = child->handle;
        link_dequeue(link);
        take_names(child, link);
        child->link = link;
        put_admit(link, socket, shown);
        link->state = LINK_HANDSHAKE;
        link->until = system_clock_now() + session->options.handshake_time;
        link_move(link, &session->links);
        link_flush(link);
        session_kick(session);
    }
    system_mutex_unlock(&session->links.lock);
    return handle;
}

static int wait_for_request(struct rooted_socket *socket, struct rooted_link **link)
{
    struct rooted_session *session = socket->session;
    for (;;) {
        if (socket->kind == ROOTED_LEAF_AT_ROOT || !session->listener.listening) {
            return WSAEINVAL; /* AC-03, AC-08 */
        }
        *link = listener_first(session);
        if (*link != NULL) {
            session->listener.withdrawn = 0;
            return 0;
        }
        if (session->listener.withdrawn != 0) {
            int error = session->listener.withdrawn;
            session->listener.withdrawn = 0;
            return error;
        }
        if (socket->nonblocking) {
            return WSAEWOULDBLOCK;
        }
        int error = rooted_wait(socket, ROOTED_NEVER);
        if (error != 0) {
            return error;
        }
    }
}

/* If the condition function returns no CF_ value, or accepts with callee data or flow specifications that
 * cannot be, the accept fails and the request stays in the queue (AC-05). */
static SOCKET accept_locked(struct rooted_socket *socket, struct WS_sockaddr *address, LPINT address_length,
                            LPCONDITIONPROC condition, DWORD_PTR data, int *error)
{
    struct rooted_link *link;
    struct shown *shown = NULL;
    SOCKET child = INVALID_SOCKET;
    if (address != NULL &&
        (address_length == NULL || *address_length < (int)system_address_size(socket->family))) {
        *error = WSAEFAULT;
        return INVALID_SOCKET;
    }
    *error = wait_for_request(socket, &link);
    if (*error == 0 && condition != NULL) {
        shown = malloc(sizeof *shown);
        bool ready = shown != NULL && system_random(shown->mark, sizeof shown->mark);
        *error = ready ? let_condition_decide(socket, link, condition, data, shown) : WSAENOBUFS;
    }
    if (*error == 0) {
        union system_address from = link->remote;
        child = (socket->kind == ROOTED_ROOT ? admit_to_root : admit_to_leaf)(socket, link, shown, error);
        if (*error == 0 && address != NULL) {
            name_write(&from, address, address_length);
        }
    }
    free(shown);
    return child;
}

SOCKET WSPAPI rooted_WSPAccept(SOCKET s, struct WS_sockaddr *address, LPINT address_length,
                               LPCONDITIONPROC condition, DWORD_PTR callback_data, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return INVALID_SOCKET;
    }
    SOCKET accepted = accept_locked(socket, address, address_length, condition, callback_data, error);
    if (*error != WSATRY_AGAIN && !socket->closing) {
        rooted_enable(socket, FD_ACCEPT); /* EV-04 */
    }
    rooted_leave(socket);
    return accepted;
}

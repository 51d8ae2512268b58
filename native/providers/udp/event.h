/* What the provider's other calls tell a socket's selection. Each costs a socket that has none a bit test. */
#ifndef JOINLEAF_IP_EVENT_H
#define JOINLEAF_IP_EVENT_H

#include "ip.h"

void ip_event_init(struct ip_socket *socket);
/* Is told of ready descriptors from here on. */
void ip_event_start(void);

/* For these three the socket is known to have a selection. */
void ip_event_note_receive(struct ip_socket *socket, int code);
void ip_event_note_blocked(struct ip_socket *socket);
void ip_event_note_bound(struct ip_socket *socket);

/* A nonblocking join ended with this code (JL-09, IP-10). The socket's lock is held. */
void ip_event_joined(struct ip_socket *socket, int code);

static inline bool ip_event_is_selected(const struct ip_socket *socket)
{
    return (atomic_load_explicit(&socket->state, memory_order_relaxed) & IP_SELECTED) != 0;
}

/* A receive call ended with this code (EV-04: a failing one re-enables FD_READ, too). */
static inline void ip_event_received(struct ip_socket *socket, int code)
{
    if (ip_event_is_selected(socket)) {
        ip_event_note_receive(socket, code);
    }
}

/* A send call ended with this code (EV-07). */
static inline void ip_event_sent(struct ip_socket *socket, int code)
{
    if (code == WSAEWOULDBLOCK && ip_event_is_selected(socket)) {
        ip_event_note_blocked(socket);
    }
}

/* The socket was bound: it can send (EV-07). IP_BOUND is set already. */
static inline void ip_event_bound(struct ip_socket *socket)
{
    if ((atomic_load(&socket->state) & IP_SELECTED) != 0) {
        ip_event_note_bound(socket);
    }
}

#endif

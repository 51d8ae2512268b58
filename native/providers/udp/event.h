/* What the provider's other calls tell a socket's selection. For a socket that never had a selection each of
 * them costs the test of one bit. */
#ifndef JOINLEAF_UDP_EVENT_H
#define JOINLEAF_UDP_EVENT_H

#include "udp.h"

void udp_event_init(struct udp_socket *socket);
/* The API half calls this when one of a socket's descriptors is ready. */
provider_ready udp_event_ready;
/* And this to take the records for joinleaf_ready_sockets. */
void udp_event_take(uintptr_t context, LPWSANETWORKEVENTS taken);

/* The provider's `flags` and `await`. */
DWORD udp_event_flags(uintptr_t context);
int udp_event_await(uintptr_t context, struct event *event, bool receives);

/* These three are called only for a socket that has, or has had, a selection. */
void udp_event_note_receive(struct udp_socket *socket, int code);
void udp_event_note_blocked(struct udp_socket *socket);
void udp_event_note_bound(struct udp_socket *socket);

/* A nonblocking join ended with this code (JL-09, IP-10), or connect succeeded (EV-07b). The socket's lock is
 * held. */
void udp_event_joined(struct udp_socket *socket, int code);

/* A receive call ended with this code. A call that fails re-enables FD_READ, too (EV-04). A call whose
 * arguments were refused does not (EV-05). */
static inline void udp_event_received(struct udp_socket *socket, int code)
{
    if (udp_is_followed(socket) && code != WSAEFAULT && code != WSAEINVAL) {
        udp_event_note_receive(socket, code);
    }
}

/* A send call ended with this code (EV-07). */
static inline void udp_event_sent(struct udp_socket *socket, int code)
{
    if (code == WSAEWOULDBLOCK && udp_is_followed(socket)) {
        udp_event_note_blocked(socket);
    }
}

/* The socket was bound: it can send (EV-07). UDP_BOUND is set already. */
static inline void udp_event_bound(struct udp_socket *socket)
{
    if ((atomic_load(&socket->state) & UDP_FOLLOWED) != 0) {
        udp_event_note_bound(socket);
    }
}

#endif

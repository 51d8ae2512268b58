/* Quality of service of a socket (QS-01 to QS-04): what is in force, and how it shapes what is sent. */
#ifndef JOINLEAF_UDP_QOS_H
#define JOINLEAF_UDP_QOS_H

#include "failure.h"

/* Which flow specifications count: a unidirectional socket lacks one of the directions (QS-03). */
struct udp_directions {
    bool sends, receives;
};

struct udp_directions udp_qos_directions(const struct udp_socket *socket);

/*
 * These change what is in force in two steps, so that what may fail does so before a join. If `wanted` is
 * NULL nothing changes. The socket's lock is held in both. They return 0 or the code.
 */
int udp_qos_prepare(struct udp_socket *socket, const QOS *wanted, struct udp_directions directions);
void udp_qos_commit(struct udp_socket *socket, const QOS *wanted, struct udp_directions directions);

/* IP_TOS and IPV6_TCLASS. Datagrams of that version carry the byte while no sending flow specification is in
 * force, which has a mark of its own (OP-06). They return 0 or the code. The lock is held. */
int udp_qos_set_mark_v4(struct udp_socket *socket, int value);
int udp_qos_set_mark_v6(struct udp_socket *socket, int value);

/* Returns what is in force, and re-enables FD_QOS (QS-04). The lock is held. */
QOS udp_qos_in_force(struct udp_socket *socket);

/*
 * Called before each send of a socket with UDP_SHAPED. Returns 0 once so many bytes may go. A blocking socket
 * waits for that (SK-10, IO-02). A nonblocking one gets WSAEWOULDBLOCK, and FD_WRITE when they may go
 * (EV-07). `segment` is the size of the datagrams that the kernel makes of them (OP-09), or 0 if the socket's
 * option says it.
 */
int udp_qos_admit(struct udp_socket *socket, size_t size, size_t segment, int os_flags,
                  struct udp_patience patience);
/* Gives back the tokens of what was admitted and then not sent. */
void udp_qos_give_back(struct udp_socket *socket, size_t size);

/* Returns false after a send was refused, until the tokens are there that it lacked. */
bool udp_qos_has_room(const struct udp_socket *socket);
/* Returns a descriptor that becomes readable when udp_qos_has_room becomes true again; -1 if that is true
 * now. */
int udp_qos_room_timer(const struct udp_socket *socket);

/* The socket is being closed or shut down: threads that wait for tokens look at its state. */
void udp_qos_wake(struct udp_socket *socket);
void udp_qos_free(struct udp_socket *socket);

#endif

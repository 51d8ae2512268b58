/* Quality of service of a socket (QS-01 to QS-04): what is in force, and what it makes of sending. */
#ifndef JOINLEAF_UDP_QOS_H
#define JOINLEAF_UDP_QOS_H

#include "failure.h"

/* Which flow specifications count: a unidirectional socket lacks one of the directions (QS-03). */
struct udp_directions {
    bool sends, receives;
};

struct udp_directions udp_qos_directions(const struct udp_socket *socket);

/*
 * Changes what is in force, in two steps, so that what may fail does so before a join. Wanted NULL: nothing
 * changes. Both with the socket's lock held. 0 or the code.
 */
int udp_qos_prepare(struct udp_socket *socket, const QOS *wanted, struct udp_directions directions);
void udp_qos_commit(struct udp_socket *socket, const QOS *wanted, struct udp_directions directions);

/* What is in force; re-enables FD_QOS (QS-04). The lock is held. */
QOS udp_qos_in_force(struct udp_socket *socket);

/*
 * For a socket with UDP_SHAPED, before each send: whether so many bytes may go now. Waits, if the socket is
 * blocking, until they may (SK-10, IO-02); if not, WSAEWOULDBLOCK, and FD_WRITE when they may (EV-07).
 * Segment: the size of the datagrams that the kernel makes of them (OP-09), 0: as the socket's option says.
 */
int udp_qos_admit(struct udp_socket *socket, size_t size, size_t segment, int os_flags,
                  struct udp_patience patience);
/* What was admitted was not sent. */
void udp_qos_give_back(struct udp_socket *socket, size_t size);

/* False after a send was refused, until the tokens that it lacked are there. */
bool udp_qos_has_room(const struct udp_socket *socket);
/* While that is so, a descriptor that gets readable when it ends; -1 else. */
int udp_qos_room_timer(const struct udp_socket *socket);

/* The socket is closing or shut down: whoever waits for tokens looks at its state. */
void udp_qos_wake(struct udp_socket *socket);
void udp_qos_free(struct udp_socket *socket);

#endif

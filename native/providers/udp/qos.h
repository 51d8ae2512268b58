/* Quality of service of a socket (QS-01 to QS-04): what is in force, and what it makes of sending. */
#ifndef JOINLEAF_IP_QOS_H
#define JOINLEAF_IP_QOS_H

#include "data.h"

/* Which flow specifications count: a unidirectional socket lacks one of the directions (QS-03). */
struct ip_directions {
    bool sends, receives;
};

struct ip_directions ip_qos_directions(const struct ip_socket *socket);

/*
 * Changes what is in force, in two steps, so that what may fail does so before a join. Wanted NULL: nothing
 * changes. Both with the socket's lock held. 0 or the code.
 */
int ip_qos_prepare(struct ip_socket *socket, const QOS *wanted, struct ip_directions directions);
void ip_qos_commit(struct ip_socket *socket, const QOS *wanted, struct ip_directions directions);

/* What is in force; re-enables FD_QOS (QS-04). The lock is held. */
QOS ip_qos_in_force(struct ip_socket *socket);

/*
 * For a socket with IP_SHAPED, before each send: whether so many bytes may go now. Waits, if the socket is
 * blocking, until they may (SK-10, IO-02); if not, WSAEWOULDBLOCK, and FD_WRITE when they may (EV-07).
 * Segment: the size of the datagrams that the kernel makes of them (OP-09), 0: as the socket's option says.
 */
int ip_qos_admit(struct ip_socket *socket, size_t size, size_t segment, int os_flags,
                 struct ip_patience patience);
/* What was admitted was not sent. */
void ip_qos_give_back(struct ip_socket *socket, size_t size);

/* False after a send was refused, until the tokens that it lacked are there. */
bool ip_qos_has_room(const struct ip_socket *socket);
/* While that is so, a descriptor that gets readable when it ends; -1 else. */
int ip_qos_room_timer(const struct ip_socket *socket);

/* The socket is closing or shut down: whoever waits for tokens looks at its state. */
void ip_qos_wake(struct ip_socket *socket);
void ip_qos_free(struct ip_socket *socket);

#endif

/* The options and ioctls that change memberships, and the question for one. The socket's lock is held. */
#ifndef JOINLEAF_UDP_MEMBERSHIP_OPTION_H
#define JOINLEAF_UDP_MEMBERSHIP_OPTION_H

#include "udp.h"

/*
 * Finds the interface that a request means, which is named by its index, by an address of IPv4 (else 0) or by
 * the group's zone. A new membership needs one, so the system chooses if none is named; for other requests
 * *interface_index stays 0 then. Returns 0 or the code.
 */
int udp_membership_place(const struct udp_socket *socket, const union os_address *group,
                         struct in_addr interface_address, bool joins, unsigned *interface_index);
/* Returns whether the address can be that of a source. */
bool udp_membership_is_source(const union os_address *source);

/*
 * Sets IP_ADD_MEMBERSHIP or one of its kin of both levels. Returns false if the option is none of them; else
 * *error is the result.
 */
bool udp_membership_option(struct udp_socket *socket, int level, int name, const char *value, int length,
                           int *error);
/* Answers JLU_MEMBER, for a group of either family that the socket takes. Returns 0 or the code. */
int udp_membership_question(const struct udp_socket *socket, char *value, int length);

#endif

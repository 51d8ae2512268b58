/*
 * link.h - the ground of the proofs: two network namespaces of this process, a cable (veth) between them, and
 * captures of what passes. Nothing here reaches the host's own network; all is gone when the process ends.
 *
 *     near: lo and `near`, NEAR_IPV4, SECOND_IPV4, NEAR_IPV6, NEAR_LINK_LOCAL     far: `far`, FAR_IPV4,
 * FAR_IPV6
 */
#ifndef WIRE_LINK_H
#define WIRE_LINK_H

#include <stdint.h>

#include "packet.h"

#define NEAR_IPV4       "10.78.0.1"
#define SECOND_IPV4     "10.78.0.3"
#define FAR_IPV4        "10.78.0.2"
#define NEAR_IPV6       "fd78::1"
#define FAR_IPV6        "fd78::2"
#define NEAR_LINK_LOCAL "fe80::78:1"

/* Makes all that; this thread is in `near` then. Ends the program, saying why, if it cannot be. */
void link_make(void);
/* Gives the near end this IPv4 address in place of NEAR_IPV4, and SECOND_IPV4 besides. */
void link_number_near(const char *address);
/* Where sockets that are made from now on belong. */
void link_enter_near(void);
void link_enter_far(void);
/* The index of the near end, and of the far end in its own namespace. */
unsigned link_near_index(void);
unsigned link_far_index(void);

struct capture;
struct capture *capture_far(void); /* what arrives at the far end of the cable */
struct capture *capture_lo(void);  /* what passes on lo in `near` */
/* The next packet; 0 when none came before the time (capture_now) `until`. */
int capture_next(struct capture *capture, struct packet *packet, int64_t until);
int64_t capture_now(void); /* ns, the clock of packet.time */
void capture_close(struct capture *capture);

#endif

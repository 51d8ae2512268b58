/* ip.h - the rules of IP are in several files; ip.c lists them all. */
#ifndef CONFORMANCE_IP_H
#define CONFORMANCE_IP_H

#include "conformance.h"

/* A leaf without any choice of interface. */
SOCKET leaf_raw(int family);

extern const struct rule rule_IP_02; /* ip_place.c */
extern const struct rule rule_IP_14; /* ip_interfaces.c */
extern const struct rule rule_IP_15; /* ip_leave.c */
extern const struct rule rule_IP_16; /* ip_bound.c */

#endif

/* op.h - the rules of OP are in several files; op.c lists them all. */
#ifndef CONFORMANCE_OP_H
#define CONFORMANCE_OP_H

#include "conformance.h"

extern const struct rule rule_OP_02, rule_OP_04, rule_OP_05, rule_OP_09, rule_OP_10, rule_OP_13;

int set_int(SOCKET s, int level, int option, int value);
int get_int(SOCKET s, int level, int option); /* negative when it fails */

/* Part of OP-06. */
void packet_information(int family);
void packet_source(int family);
void packet_mark(int family);
void packet_congestion(int family);
void packet_hops(int family);
void packet_time(int family);

/* peers.c: part of ER-02b. */
void peers_one_after_another(void);

/* op_filter.c: part of OP-04. */
void source_filters(int family);

/* op_both.c: an address of IPv4 as IPv6 has it. */
struct name mapped(const struct name *four);

/* By family. */
int ip_level(int family);
int ip_option(int family, int v4, int v6);

/* op_interfaces.c: the options of the name MCAST_*, of the group's family. */
int request_group(SOCKET s, int option, const struct name *group, unsigned interface_index);
int request_source(SOCKET s, int option, const struct name *group, unsigned interface_index,
                   const struct name *source);
/* Nobody sends from these addresses. */
struct name source_elsewhere(int family, int number);

#endif

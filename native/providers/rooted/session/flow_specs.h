/* The flow specifications of a socket (QS-*): checked, put into a request, and in force. */
#ifndef JOINLEAF_ROOTED_FLOW_SPECS_H
#define JOINLEAF_ROOTED_FLOW_SPECS_H

#include "session.h"

/* What a call with these JL_ directions may ask for (QS-03). qos may be NULL. 0 or the code. */
int flow_specs_check(const QOS *qos, DWORD directions);
/* What goes into a frame; *flow points into *qos. */
void flow_specs_of(const QOS *qos, struct wire_flow *flow);
/* Puts a copy in force, unless none is given. False without memory. */
bool flow_specs_set(struct rooted_socket *socket, const struct wire_flow *flow);

#endif

/* change.h - address lists and routes that change while somebody waits for it: parts of two rules. */
#ifndef CONFORMANCE_CHANGE_H
#define CONFORMANCE_CHANGE_H

#include "conformance.h"

void change_requests(void); /* of OP-08 */
void change_events(void);   /* of EV-04 */

#endif

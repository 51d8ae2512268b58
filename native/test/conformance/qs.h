/* qs.h - flow specifications as both files of QS make them. */
#ifndef CONFORMANCE_QS_H
#define CONFORMANCE_QS_H

#include "conformance.h"

#include <qos.h>

QOS qos_none(void); /* best effort both ways, all else QOS_NOT_SPECIFIED */
QOS qos_sending(SERVICETYPE service, ULONG rate, ULONG bucket);
int qos_set(SOCKET s, QOS qos);
QOS qos_get(SOCKET s);
int qos_equal(const FLOWSPEC *one, const FLOWSPEC *other);

/* A socket, not of a group, that sends to itself. */
SOCKET talker_open(void);

int qos_works(void); /* 0: SIO_SET_QOS is not to be had; says so as the rule's lack */
#define NEEDS_QOS()                                                                                          \
    do {                                                                                                     \
        if (!qos_works())                                                                                    \
            return;                                                                                          \
    } while (0)

extern const struct rule rule_QS_03; /* qs_shape.c */

#endif

/* qos.h - flow specifications and service types, for Linux. See joinleaf/ws_qos.h. */
#ifndef JOINLEAF_QOS_H
#define JOINLEAF_QOS_H

#include "joinleaf/ws_qos.h"

#endif

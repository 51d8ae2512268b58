/* The structures of our extensions that classes of org.joinleaf read and write by offsets of their own. */
#include "jni_support.h"
#include "table.h"

#include <joinleaf/batch.h>
#include <joinleaf/ready.h>
#include <joinleaf/rooted.h>

#define AT(type, member, offset) _Static_assert(offsetof(type, member) == (offset), "as Java has it")
#define SIZE(type, size)         _Static_assert(sizeof(type) == (size), "as Java has it")

/* ReceiveBatch, MessageSource */
AT(struct joinleaf_run, offset, 0);
AT(struct joinleaf_run, size, 4);
AT(struct joinleaf_run, each, 8);
AT(struct joinleaf_run, count, 12);
AT(struct joinleaf_run, lost, 16);
AT(struct joinleaf_run, fromlen, 20);
AT(struct joinleaf_run, from, 24);
AT(struct joinleaf_run, flags, 52);
AT(struct joinleaf_run, member, 56);
AT(struct joinleaf_run, control, 60);
SIZE(struct joinleaf_run, 64);

/* ReadyNatives */
#define READY(name) org_joinleaf_internal_natives_ReadyNatives_##name
AT(WSANETWORKEVENTS, lNetworkEvents, READY(EVENTS) - offsetof(struct joinleaf_ready, events));
AT(WSANETWORKEVENTS, iErrorCode, READY(ERRORS) - offsetof(struct joinleaf_ready, events));
SIZE(struct joinleaf_ready, READY(SIZEOF_READY));

/* Behind */
AT(JLR_BEHIND, bytes, 0);
AT(JLR_BEHIND, messages, 8);
AT(JLR_BEHIND, milliseconds, 16);
AT(JLR_BEHIND, unread, 20);
SIZE(JLR_BEHIND, 24);

/* Refusal */
AT(JLR_REFUSAL, cause, 0);
AT(JLR_REFUSAL, number, 4);
AT(JLR_REFUSAL, length, 8);
AT(JLR_REFUSAL, data, 12);
SIZE(JLR_REFUSAL, 12 + JLR_REFUSAL_DATA_MAX);

/* RootedStatistics: the counters in the order of the structure */
AT(JLR_STATISTICS, messagesSent, 0);
AT(JLR_STATISTICS, messagesReceived, 8);
AT(JLR_STATISTICS, datagramsSent, 16);
AT(JLR_STATISTICS, datagramsReceived, 24);
AT(JLR_STATISTICS, heartbeatsSent, 32);
AT(JLR_STATISTICS, repairsSent, 40);
AT(JLR_STATISTICS, remulticasts, 48);
AT(JLR_STATISTICS, gapsReported, 56);
AT(JLR_STATISTICS, duplicates, 64);
AT(JLR_STATISTICS, strangers, 72);
AT(JLR_STATISTICS, badFrames, 80);
AT(JLR_STATISTICS, halfOpenDropped, 88);
AT(JLR_STATISTICS, refused, 96);
AT(JLR_STATISTICS, leaves, 104);
AT(JLR_STATISTICS, unicastLeaves, 108);
AT(JLR_STATISTICS, acceptsRefused, 112);
SIZE(JLR_STATISTICS, 120);

/* RootedUndelivered */
AT(JLR_UNDELIVERED, bytes, 0);
AT(JLR_UNDELIVERED, lostBytes, 8);
AT(JLR_UNDELIVERED, lostLeaves, 16);
AT(JLR_UNDELIVERED, closing, 20);
SIZE(JLR_UNDELIVERED, 24);

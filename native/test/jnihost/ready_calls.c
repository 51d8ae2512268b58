/* ready_calls.c - org.joinleaf.internal.natives.ReadyNatives. */
#include "host.h"

#include <joinleaf/ready.h>

static SOCKET asked[1];
static struct joinleaf_ready found[2];

void ready_natives_call(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jobject byte = object_direct("x", 1);
    jlong group = NATIVE(ReadyNatives_open)(env, NULL);
    jlong sockets = NATIVE(ReadyNatives_address)(env, NULL, object_direct(asked, sizeof asked));
    jlong ready = NATIVE(ReadyNatives_address)(env, NULL, object_direct(found, sizeof found));
    EXPECT(sockets, (jlong)(uintptr_t)asked);
    EXPECT(NATIVE(ReadyNatives_address)(env, NULL, object_heap(8)), 0);
    EXPECT(org_joinleaf_internal_natives_ReadyNatives_SIZEOF_READY, sizeof found[0]);
    EXPECT(org_joinleaf_internal_natives_ReadyNatives_EVENTS,
           offsetof(struct joinleaf_ready, events.lNetworkEvents));
    EXPECT(org_joinleaf_internal_natives_ReadyNatives_ERRORS,
           offsetof(struct joinleaf_ready, events.iErrorCode));
    EXPECT(group > 0, 1);
    asked[0] = (SOCKET)stage->ear;
    EXPECT(NATIVE(ReadyNatives_select)(env, NULL, group, stage->ear, FD_READ), 0);
    EXPECT(NATIVE(ReadyNatives_await)(env, NULL, group, 0), WSA_WAIT_TIMEOUT);
    EXPECT(NATIVE(ReadyNatives_readySockets)(env, NULL, group, sockets, 1, ready, 2), 0);
    EXPECT(NATIVE(DataNatives_send)(env, NULL, stage->mouth, byte, 0, 1, 0), 1);
    EXPECT(NATIVE(ReadyNatives_await)(env, NULL, group, 2000), 0);
    EXPECT(NATIVE(ReadyNatives_readySockets)(env, NULL, group, sockets, 1, ready, 2), 1);
    EXPECT((jlong)found[0].socket, stage->ear);
    EXPECT(found[0].events.lNetworkEvents, FD_READ);
    EXPECT(found[0].events.iErrorCode[FD_READ_BIT], 0);
    EXPECT(NATIVE(ReadyNatives_await)(env, NULL, group, 0), WSA_WAIT_TIMEOUT);
    EXPECT(NATIVE(DataNatives_recv)(env, NULL, stage->ear, object_direct(found, sizeof found), 0, 8, 0), 1);
    NATIVE(ReadyNatives_wake)(env, NULL, group);
    EXPECT(NATIVE(ReadyNatives_await)(env, NULL, group, 0), 0);
    EXPECT(NATIVE(ReadyNatives_readySockets)(env, NULL, group, sockets, 1, ready, 2), 0);
    EXPECT(NATIVE(ReadyNatives_await)(env, NULL, group, 0), WSA_WAIT_TIMEOUT);
    EXPECT(NATIVE(ReadyNatives_select)(env, NULL, group, stage->ear, 0), 0);
    NATIVE(ReadyNatives_close)(env, NULL, group);
}

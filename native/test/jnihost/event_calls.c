/* event_calls.c - org.joinleaf.internal.natives.EventNatives. */
#include "host.h"

static char record[64];

static jint wait(struct stage *stage, jlong *events, jint count, jint timeout)
{
    return NATIVE(EventNatives_waitForMultipleEvents)(stage->env, NULL, object_longs(events, count), count,
                                                      JNI_FALSE, timeout, JNI_FALSE);
}

static void event_objects(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jlong events[2];
    for (int i = 0; i < 2; i++) {
        events[i] = NATIVE(EventNatives_createEvent)(env, NULL);
        EXPECT_TRUE(events[i] > 0);
    }
    EXPECT(wait(stage, events, 2, 0), WSA_WAIT_TIMEOUT);
    EXPECT(NATIVE(EventNatives_setEvent)(env, NULL, events[1]), 0);
    EXPECT(wait(stage, events, 2, 1000), 1);
    EXPECT(NATIVE(EventNatives_resetEvent)(env, NULL, events[1]), 0);
    EXPECT(wait(stage, events, 2, 10), WSA_WAIT_TIMEOUT);
    EXPECT(NATIVE(EventNatives_closeEvent)(env, NULL, events[0]), 0);
    EXPECT(NATIVE(EventNatives_closeEvent)(env, NULL, events[1]), 0);
    EXPECT_CODE(NATIVE(EventNatives_closeEvent)(env, NULL, events[1]), WSA_INVALID_HANDLE);
    EXPECT_CODE(NATIVE(EventNatives_setEvent)(env, NULL, events[1]), WSA_INVALID_HANDLE);
    EXPECT_CODE(NATIVE(EventNatives_resetEvent)(env, NULL, events[1]), WSA_INVALID_HANDLE);
    EXPECT_TRUE(wait(stage, events, 0, 0) < 0);
}

static void network_events(struct stage *stage)
{
    JNIEnv *env = stage->env;
    WSANETWORKEVENTS seen;
    jobject room = object_direct(record, sizeof record), byte = object_direct("x", 1);
    jlong event = NATIVE(EventNatives_createEvent)(env, NULL);
    EXPECT(NATIVE(EventNatives_eventSelect)(env, NULL, stage->ear, event, FD_READ), 0);
    EXPECT_CODE(NATIVE(EventNatives_eventSelect)(env, NULL, -1, event, FD_READ), WSAENOTSOCK);
    EXPECT(NATIVE(DataNatives_send)(env, NULL, stage->mouth, byte, 0, 1, 0), 1);
    EXPECT(wait(stage, &event, 1, 2000), 0);
    EXPECT(NATIVE(EventNatives_enumNetworkEvents)(env, NULL, stage->ear, event, room, 4), 0);
    memcpy(&seen, record + 4, sizeof seen);
    EXPECT(seen.lNetworkEvents, FD_READ);
    EXPECT(seen.iErrorCode[FD_READ_BIT], 0);
    EXPECT(wait(stage, &event, 1, 0), WSA_WAIT_TIMEOUT);
    EXPECT_TRUE(NATIVE(EventNatives_enumNetworkEvents)(env, NULL, -1, event, room, 0) < 0);
    EXPECT(NATIVE(EventNatives_eventSelect)(env, NULL, stage->ear, 0, 0), 0);
    EXPECT(NATIVE(EventNatives_closeEvent)(env, NULL, event), 0);
}

static void readiness(struct stage *stage)
{
    JNIEnv *env = stage->env;
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET((SOCKET)stage->ear, &readable);
    jobject set = object_direct(&readable, sizeof readable);
    EXPECT(NATIVE(EventNatives_select)(env, NULL, set, NULL, NULL, 1000000),
           1); /* the datagram is still there */
    EXPECT(readable.fd_count, 1);
    EXPECT(NATIVE(DataNatives_recv)(env, NULL, stage->ear, object_direct(record, sizeof record), 0, 8, 0), 1);
    EXPECT(NATIVE(EventNatives_select)(env, NULL, set, NULL, NULL, 1000), 0);
    EXPECT(readable.fd_count, 0);
    EXPECT_CODE(NATIVE(EventNatives_select)(env, NULL, NULL, NULL, NULL, 0), WSAEINVAL);
}

void event_natives_call(struct stage *stage)
{
    event_objects(stage);
    network_events(stage);
    readiness(stage);
}

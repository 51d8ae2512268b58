/* org.joinleaf.internal.natives.EventNatives: Winsock's events and select. */
#include "jni_support.h"
#include "table.h"

jlong EventNatives_createEvent(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    WSAEVENT event = WSACreateEvent();
    return event == WSA_INVALID_EVENT ? result_code() : (jlong)(uintptr_t)event;
}

jint EventNatives_closeEvent(JNIEnv *env, jclass type, jlong event)
{
    (void)env, (void)type;
    return result_bool(WSACloseEvent(to_event(event)));
}

jint EventNatives_setEvent(JNIEnv *env, jclass type, jlong event)
{
    (void)env, (void)type;
    return result_bool(WSASetEvent(to_event(event)));
}

jint EventNatives_resetEvent(JNIEnv *env, jclass type, jlong event)
{
    (void)env, (void)type;
    return result_bool(WSAResetEvent(to_event(event)));
}

jint EventNatives_eventSelect(JNIEnv *env, jclass type, jlong handle, jlong event, jint events)
{
    (void)env, (void)type;
    return result_int(WSAEventSelect(to_socket(handle), to_event(event), events));
}

jint EventNatives_enumNetworkEvents(JNIEnv *env, jclass type, jlong handle, jlong event,
                                    jobject network_events, jint offset)
{
    (void)type;
    LPWSANETWORKEVENTS record = (LPWSANETWORKEVENTS)(void *)memory_at(env, network_events, offset);
    return result_int(WSAEnumNetworkEvents(to_socket(handle), to_event(event), record));
}

jint EventNatives_waitForMultipleEvents(JNIEnv *env, jclass type, jlongArray events, jint count, jboolean all,
                                        jint timeout, jboolean alertable)
{
    (void)type;
    jlong handles[WSA_MAXIMUM_WAIT_EVENTS];
    WSAEVENT waited[WSA_MAXIMUM_WAIT_EVENTS];
    (*env)->GetLongArrayRegion(env, events, 0, count, handles);
    for (jint i = 0; i < count; i++) {
        waited[i] = to_event(handles[i]);
    }
    DWORD result = WSAWaitForMultipleEvents((DWORD)count, waited, all, (DWORD)timeout, alertable);
    return result == WSA_WAIT_FAILED ? result_code() : (jint)result;
}

static fd_set *set_at(JNIEnv *env, jobject set)
{
    return (fd_set *)(void *)memory_at(env, set, 0);
}

jint EventNatives_select(JNIEnv *env, jclass type, jobject readable, jobject writable, jobject exceptional,
                         jlong microseconds)
{
    (void)type;
    const jlong second = 1000000;
    struct timeval timeout = {(int32_t)(microseconds / second), (int32_t)(microseconds % second)};
    return result_int(select(0, set_at(env, readable), set_at(env, writable), set_at(env, exceptional),
                             microseconds < 0 ? NULL : &timeout));
}

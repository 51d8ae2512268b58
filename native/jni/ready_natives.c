/* org.joinleaf.internal.natives.ReadyNatives: what a selector does in each round, with as little as can be
 * around it. */
#include "jni_support.h"
#include "table.h"

#include <joinleaf/ready.h>

jlong ReadyNatives_address(JNIEnv *env, jclass type, jobject buffer)
{
    (void)type;
    return (jlong)(uintptr_t)memory_at(env, buffer, 0);
}

jint ReadyNatives_await(JNIEnv *env, jclass type, jlong event, jint timeout)
{
    (void)env, (void)type;
    WSAEVENT waited = to_event(event);
    DWORD result = WSAWaitForMultipleEvents(1, &waited, FALSE, (DWORD)timeout, FALSE);
    return result == WSA_WAIT_FAILED ? result_code() : (jint)result;
}

jint ReadyNatives_readySockets(JNIEnv *env, jclass type, jlong event, jlong sockets, jint count, jlong ready,
                               jint room)
{
    (void)env, (void)type;
    const SOCKET *asked = (const SOCKET *)(uintptr_t)sockets;
    struct joinleaf_ready *found = (struct joinleaf_ready *)(uintptr_t)ready;
    return result_int(joinleaf_ready_sockets(to_event(event), asked, count, found, room));
}

/* org.joinleaf.internal.natives.ReadyNatives: what a selector does in each round, at the least cost. */
#include "jni_support.h"
#include "table.h"

#include "winsock/ready_group.h"

static struct ready_group *to_group(jlong number)
{
    return (struct ready_group *)(uintptr_t)number;
}

jlong ReadyNatives_address(JNIEnv *env, jclass type, jobject buffer)
{
    (void)type;
    return (jlong)(uintptr_t)memory_at(env, buffer, 0);
}

jlong ReadyNatives_open(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    struct ready_group *group = ready_group_open();
    return group == NULL ? result_code() : (jlong)(uintptr_t)group;
}

void ReadyNatives_close(JNIEnv *env, jclass type, jlong group)
{
    (void)env, (void)type;
    ready_group_close(to_group(group));
}

void ReadyNatives_wake(JNIEnv *env, jclass type, jlong group)
{
    (void)env, (void)type;
    ready_group_wake(to_group(group));
}

jint ReadyNatives_select(JNIEnv *env, jclass type, jlong group, jlong socket, jint events)
{
    (void)env, (void)type;
    return result_int(ready_group_select(to_group(group), to_socket(socket), events));
}

jint ReadyNatives_await(JNIEnv *env, jclass type, jlong group, jint timeout)
{
    (void)env, (void)type;
    DWORD result = ready_group_wait(to_group(group), (DWORD)timeout);
    return result == WSA_WAIT_FAILED ? result_code() : (jint)result;
}

jint ReadyNatives_readySockets(JNIEnv *env, jclass type, jlong group, jlong sockets, jint count, jlong ready,
                               jint room)
{
    (void)env, (void)type;
    const SOCKET *asked = (const SOCKET *)(uintptr_t)sockets;
    struct joinleaf_ready *found = (struct joinleaf_ready *)(uintptr_t)ready;
    return result_int(ready_group_sockets(to_group(group), asked, count, found, room));
}

/* org.joinleaf.internal.natives.BatchNatives: many datagrams in one call (joinleaf/batch.h). */
#include "jni_support.h"
#include "table.h"

#include <joinleaf/batch.h>

_Static_assert(org_joinleaf_internal_natives_BatchNatives_CONTROL_ROOM == JOINLEAF_CONTROL_ROOM,
               "Java's room for control data");

jint BatchNatives_send(JNIEnv *env, jclass type, jlong handle, jobject data, jint offset, jint length,
                       jint size, jobject sizes, jint count, jobject to, jint to_length)
{
    (void)type;
    struct joinleaf_datagrams datagrams = {
        .data = direct_at(env, data, offset),
        .length = (ULONG)length,
        .size = (ULONG)size,
        .sizes = (const ULONG *)(const void *)direct_at(env, sizes, 0),
        .count = (ULONG)count,
    };
    return result_int(
        joinleaf_send_batch(to_socket(handle), &datagrams, 0, direct_address_at(env, to, 0), to_length));
}

jint BatchNatives_receive(JNIEnv *env, jclass type, jlong handle, jobject data, jint offset, jint length,
                          jint slot, jobject runs, jint room, jobject control)
{
    (void)type;
    return result_int(joinleaf_receive_batch_control(
        to_socket(handle), direct_at(env, data, offset), (ULONG)length, (ULONG)slot,
        (struct joinleaf_run *)(void *)direct_at(env, runs, 0), room, direct_at(env, control, 0), 0));
}

jint BatchNatives_modes(JNIEnv *env, jclass type, jlong handle, jint size)
{
    (void)env, (void)type;
    DWORD modes = 0;
    int result = joinleaf_batch_modes(to_socket(handle), (ULONG)size, &modes);
    return result_int(result == 0 ? (int)modes : result);
}

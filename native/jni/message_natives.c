/* org.joinleaf.internal.natives.MessageNatives: messages with control data, WSAPoll, disconnect data,
 * WSADuplicateSocket and WSAGetQOSByName. */
#include "buffers.h"
#include "jni_support.h"
#include "table.h"

#include <mswsock.h>

#define VALUE(name) org_joinleaf_internal_natives_MessageNatives_##name

jint MessageNatives_send(JNIEnv *env, jclass type, jlong handle, jobject name, jint name_offset,
                         jint name_length, jobjectArray data, jintArray offsets, jintArray lengths,
                         jint count, jobject control, jint control_offset, jint control_length,
                         jint message_flags, jint flags)
{
    (void)type;
    WSABUF buffers[MOST_BUFFERS];
    buffers_fill(env, buffers, data, offsets, lengths, count);
    WSAMSG message = {
        .name = address_at(env, name, name_offset),
        .namelen = name_length,
        .lpBuffers = buffers,
        .dwBufferCount = (DWORD)count,
        .Control = {(u_long)control_length, memory_at(env, control, control_offset)},
        .dwFlags = (DWORD)message_flags,
    };
    DWORD sent = 0;
    int result = WSASendMsg(to_socket(handle), &message, (DWORD)flags, &sent, NULL, NULL);
    return result_int(result == 0 ? (int)sent : result);
}

jint MessageNatives_receive(JNIEnv *env, jclass type, jlong handle, jobject name, jint name_offset,
                            jobjectArray data, jintArray offsets, jintArray lengths, jint count,
                            jobject control, jint control_offset, jintArray values)
{
    (void)type;
    GUID id = WSAID_WSARECVMSG;
    LPFN_WSARECVMSG receive = NULL;
    DWORD size = 0;
    if (WSAIoctl(to_socket(handle), SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &receive,
                 sizeof receive, &size, NULL, NULL) == SOCKET_ERROR) {
        return result_code();
    }
    WSABUF buffers[MOST_BUFFERS];
    buffers_fill(env, buffers, data, offsets, lengths, count);
    jint in_out[VALUE(VALUES)];
    (*env)->GetIntArrayRegion(env, values, 0, VALUE(VALUES), in_out);
    WSAMSG message = {
        .name = address_at(env, name, name_offset),
        .namelen = in_out[VALUE(NAME_LENGTH)],
        .lpBuffers = buffers,
        .dwBufferCount = (DWORD)count,
        .Control = {(u_long)in_out[VALUE(CONTROL_LENGTH)], memory_at(env, control, control_offset)},
        .dwFlags = (DWORD)in_out[VALUE(FLAGS)],
    };
    DWORD received = 0;
    jint code = result_int(receive(to_socket(handle), &message, &received, NULL, NULL));
    in_out[VALUE(NAME_LENGTH)] = message.namelen;
    in_out[VALUE(CONTROL_LENGTH)] = (jint)message.Control.len;
    in_out[VALUE(FLAGS)] = (jint)message.dwFlags;
    in_out[VALUE(RECEIVED)] = (jint)received;
    (*env)->SetIntArrayRegion(env, values, 0, VALUE(VALUES), in_out);
    return code;
}

jint MessageNatives_poll(JNIEnv *env, jclass type, jobject polled, jint offset, jint count, jint timeout)
{
    (void)type;
    LPWSAPOLLFD sockets = (LPWSAPOLLFD)(void *)memory_at(env, polled, offset);
    return result_int(WSAPoll(sockets, (ULONG)count, timeout));
}

jint MessageNatives_sendDisconnect(JNIEnv *env, jclass type, jlong handle, jobject data, jint offset,
                                   jint length)
{
    (void)type;
    WSABUF buffer = {(u_long)length, memory_at(env, data, offset)};
    return result_int(WSASendDisconnect(to_socket(handle), length < 0 ? NULL : &buffer));
}

jint MessageNatives_receiveDisconnect(JNIEnv *env, jclass type, jlong handle, jobject data, jint room)
{
    (void)type;
    return result_int(WSARecvDisconnect(to_socket(handle), callee_at(env, data, room)));
}

jint MessageNatives_duplicate(JNIEnv *env, jclass type, jlong handle, jint process, jobject info, jint offset)
{
    (void)type;
    LPWSAPROTOCOL_INFOW entry = (LPWSAPROTOCOL_INFOW)(void *)memory_at(env, info, offset);
    return result_int(WSADuplicateSocketW(to_socket(handle), (DWORD)process, entry));
}

jint MessageNatives_qosByName(JNIEnv *env, jclass type, jlong handle, jobject name, jint offset, jint length,
                              jobject qos, jint qos_offset)
{
    (void)type;
    WSABUF template = {(u_long)length, memory_at(env, name, offset)};
    QOS found = {.ProviderSpecific = {0, NULL}};
    jint code = result_bool(WSAGetQOSByName(to_socket(handle), &template, &found));
    if (code == 0) {
        memcpy(memory_at(env, qos, qos_offset), &found, offsetof(QOS, ProviderSpecific));
    }
    return code;
}

/* org.joinleaf.internal.natives.DataNatives: Winsock's sending and receiving calls. */
#include "buffers.h"
#include "jni_support.h"
#include "table.h"

#include <stdbool.h>

#include <mswsock.h>

#include "system/memory.h"

jint DataNatives_send(JNIEnv *env, jclass type, jlong handle, jobject data, jint offset, jint length,
                      jint flags)
{
    (void)type;
    return result_int(send(to_socket(handle), direct_at(env, data, offset), length, flags));
}

jint DataNatives_sendto(JNIEnv *env, jclass type, jlong handle, jobject data, jint offset, jint length,
                        jint flags, jobject to, jint to_offset, jint to_length)
{
    (void)type;
    return result_int(sendto(to_socket(handle), direct_at(env, data, offset), length, flags,
                             direct_address_at(env, to, to_offset), to_length));
}

jint DataNatives_recv(JNIEnv *env, jclass type, jlong handle, jobject data, jint offset, jint length,
                      jint flags)
{
    (void)type;
    return result_int(recv(to_socket(handle), direct_at(env, data, offset), length, flags));
}

jlong DataNatives_recvfrom(JNIEnv *env, jclass type, jlong handle, jobject data, jint offset, jint length,
                           jint flags, jobject from, jint from_offset, jint from_length)
{
    (void)type;
    int address_length = from_length;
    int result = recvfrom(to_socket(handle), direct_at(env, data, offset), length, flags,
                          direct_address_at(env, from, from_offset), from == NULL ? NULL : &address_length);
    return result_sized(result, result, from == NULL ? 0 : (uint32_t)address_length);
}

jint DataNatives_sendBuffers(JNIEnv *env, jclass type, jlong handle, jobjectArray data, jintArray offsets,
                             jintArray lengths, jint count, jint flags, jboolean to_given, jobject to,
                             jint to_offset, jint to_length)
{
    (void)type;
    WSABUF buffers[MOST_BUFFERS];
    buffers_fill(env, buffers, data, offsets, lengths, count);
    DWORD sent = 0;
    int result = to_given
                     ? WSASendTo(to_socket(handle), buffers, (DWORD)count, &sent, (DWORD)flags,
                                 address_at(env, to, to_offset), to_length, NULL, NULL)
                     : WSASend(to_socket(handle), buffers, (DWORD)count, &sent, (DWORD)flags, NULL, NULL);
    return result_int(result == 0 ? (int)sent : result);
}

jint DataNatives_receiveBuffers(JNIEnv *env, jclass type, jlong handle, jobjectArray data, jintArray offsets,
                                jintArray lengths, jint count, jboolean from_wanted, jobject from,
                                jint from_offset, jintArray in_out)
{
    (void)type;
    WSABUF buffers[MOST_BUFFERS];
    buffers_fill(env, buffers, data, offsets, lengths, count);
    jint values[3];
    (*env)->GetIntArrayRegion(env, in_out, 0, 3, values);
    DWORD received = 0, flags = (DWORD)values[1];
    int address_length = values[2];
    int result = from_wanted
                     ? WSARecvFrom(to_socket(handle), buffers, (DWORD)count, &received, &flags,
                                   address_at(env, from, from_offset), from == NULL ? NULL : &address_length,
                                   NULL, NULL)
                     : WSARecv(to_socket(handle), buffers, (DWORD)count, &received, &flags, NULL, NULL);
    jint code = result_int(result);
    values[0] = (jint)received;
    values[1] = (jint)flags;
    values[2] = address_length;
    (*env)->SetIntArrayRegion(env, in_out, 0, 3, values);
    return code;
}

#define KIND(name) org_joinleaf_internal_natives_DataNatives_##name

jint DataNatives_kindOf(JNIEnv *env, jclass type, jobject buffer)
{
    (void)type;
    if (jni_buffer_segment == NULL || jni_buffer_file == NULL ||
        (*env)->GetObjectField(env, buffer, jni_buffer_segment) != NULL) {
        return KIND(OF_SEGMENT);
    }
    return (*env)->GetObjectField(env, buffer, jni_buffer_file) != NULL ? KIND(OF_FILE) : KIND(STEADY);
}

jint DataNatives_read(JNIEnv *env, jclass type, jobject from, jint offset, jint length, jobject to)
{
    (void)type;
    bool there = system_memory_read(direct_at(env, from, offset), direct_at(env, to, 0), (size_t)length);
    return there ? 0 : ~WSAEFAULT;
}

jint DataNatives_write(JNIEnv *env, jclass type, jobject to, jint offset, jint length, jobject from)
{
    (void)type;
    bool there = system_memory_write(direct_at(env, to, offset), direct_at(env, from, 0), (size_t)length);
    return there ? 0 : ~WSAEFAULT;
}

jlong DataNatives_receiveFunction(JNIEnv *env, jclass type, jlong handle)
{
    (void)env, (void)type;
    GUID id = WSAID_WSARECVMSG;
    LPFN_WSARECVMSG function = NULL;
    DWORD size = 0;
    int result = WSAIoctl(to_socket(handle), SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function,
                          sizeof function, &size, NULL, NULL);
    return result == SOCKET_ERROR ? result_code() : (jlong)(uintptr_t)function;
}

jlong DataNatives_countsPerSecond(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    LARGE_INTEGER frequency = {.QuadPart = 0};
    QueryPerformanceFrequency(&frequency); /* cannot fail since Windows XP */
    return frequency.QuadPart;
}

#define CONTROL(name) org_joinleaf_internal_natives_DataNatives_CONTROL_##name

jlong DataNatives_receiveMessage(JNIEnv *env, jclass type, jlong handle, jlong function, jobject data,
                                 jint offset, jint length, jobject from, jint from_length, jobject control,
                                 jint control_room)
{
    (void)type;
    WSABUF buffer = {(u_long)length, direct_at(env, data, offset)};
    char *memory = direct_at(env, control, 0);
    WSAMSG message = {
        .name = direct_address_at(env, from, 0),
        .namelen = from_length,
        .lpBuffers = &buffer,
        .dwBufferCount = 1,
        .Control = {(u_long)control_room, memory + CONTROL(DATA)},
    };
    DWORD received = 0;
    LPFN_WSARECVMSG receive = (LPFN_WSARECVMSG)(uintptr_t)function;
    int result = receive(to_socket(handle), &message, &received, NULL, NULL);
    jlong answer = result_sized(result, (int)received, (uint32_t)message.namelen);
    jint told = (jint)message.Control.len, flags = (jint)message.dwFlags;
    if (result == SOCKET_ERROR && (jint)~answer != WSAEMSGSIZE) {
        told = flags = 0; /* nothing was received: these members still have the values of the call */
    }
    memcpy(memory + CONTROL(LENGTH), &told, sizeof told);
    memcpy(memory + CONTROL(FLAGS), &flags, sizeof flags);
    return answer;
}

/* org.joinleaf.internal.natives.SocketNatives: Winsock's calls on sockets. */
#include "jni_support.h"
#include "table.h"

#include "winsock/install.h"

#include "winsock/batch_loop.h"
#include "winsock/cancel.h"

jint SocketNatives_startup(JNIEnv *env, jclass type, jint version, jobject data, jint data_offset)
{
    (void)type;
    /* WSAStartup returns its error and sets none (SK-01). */
    int code = WSAStartup((WORD)version, (LPWSADATA)(void *)memory_at(env, data, data_offset));
    return code == 0 ? 0 : ~code;
}

jint SocketNatives_cleanup(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    return result_int(WSACleanup());
}

jlong SocketNatives_socket(JNIEnv *env, jclass type, jint family, jint kind, jint protocol, jobject info,
                           jint info_offset, jint group, jint flags)
{
    (void)type;
    LPWSAPROTOCOL_INFOW entry = (LPWSAPROTOCOL_INFOW)(void *)memory_at(env, info, info_offset);
    return result_socket(WSASocketW(family, kind, protocol, entry, (GROUP)group, (DWORD)flags));
}

jboolean SocketNatives_cancelCalls(JNIEnv *env, jclass type, jlong handle)
{
    (void)env, (void)type;
    return cancel_calls(to_socket(handle)) ? JNI_TRUE : JNI_FALSE;
}

jint SocketNatives_closesocket(JNIEnv *env, jclass type, jlong handle)
{
    (void)env, (void)type;
    batch_forget(to_socket(handle));
    return result_int(closesocket(to_socket(handle)));
}

jint SocketNatives_bind(JNIEnv *env, jclass type, jlong handle, jobject name, jint name_offset,
                        jint name_length)
{
    (void)type;
    return result_int(bind(to_socket(handle), address_at(env, name, name_offset), name_length));
}

jint SocketNatives_connect(JNIEnv *env, jclass type, jlong handle, jobject name, jint name_offset,
                           jint name_length)
{
    (void)type;
    return result_int(connect(to_socket(handle), address_at(env, name, name_offset), name_length));
}

jint SocketNatives_listen(JNIEnv *env, jclass type, jlong handle, jint backlog)
{
    (void)env, (void)type;
    return result_int(listen(to_socket(handle), backlog));
}

jlong SocketNatives_accept(JNIEnv *env, jclass type, jlong handle, jobject address, jint address_offset,
                           jintArray length)
{
    (void)type;
    int address_length = length_from(env, length);
    jlong result = result_socket(accept(to_socket(handle), address_at(env, address, address_offset),
                                        length == NULL ? NULL : &address_length));
    length_to(env, length, address_length);
    return result;
}

jlong SocketNatives_joinLeaf(JNIEnv *env, jclass type, jlong handle, jobject name, jint name_offset,
                             jint name_length, jobject caller, jint caller_offset, jint caller_length,
                             jobject callee, jint callee_room, jobject sqos, jint sqos_offset,
                             jint sqos_length, jobject gqos, jint gqos_offset, jint gqos_length, jint flags)
{
    (void)type;
    WSABUF caller_data = {(u_long)caller_length, memory_at(env, caller, caller_offset)};
    QOS socket_qos, group_qos;
    return result_socket(
        WSAJoinLeaf(to_socket(handle), address_at(env, name, name_offset), name_length,
                    caller_length < 0 ? NULL : &caller_data, callee_at(env, callee, callee_room),
                    flow_specs(env, sqos, sqos_offset, sqos_length, &socket_qos),
                    flow_specs(env, gqos, gqos_offset, gqos_length, &group_qos), (DWORD)flags));
}

jint SocketNatives_getsockname(JNIEnv *env, jclass type, jlong handle, jobject name, jint name_offset,
                               jint name_length)
{
    (void)type;
    int length = name_length;
    int result = getsockname(to_socket(handle), address_at(env, name, name_offset), &length);
    return result_int(result == 0 ? length : result);
}

jint SocketNatives_getpeername(JNIEnv *env, jclass type, jlong handle, jobject name, jint name_offset,
                               jint name_length)
{
    (void)type;
    int length = name_length;
    int result = getpeername(to_socket(handle), address_at(env, name, name_offset), &length);
    return result_int(result == 0 ? length : result);
}

jint SocketNatives_setsockopt(JNIEnv *env, jclass type, jlong handle, jint level, jint option, jobject value,
                              jint value_offset, jint value_length)
{
    (void)type;
    return result_int(
        setsockopt(to_socket(handle), level, option, memory_at(env, value, value_offset), value_length));
}

jint SocketNatives_setIntOption(JNIEnv *env, jclass type, jlong handle, jint level, jint option, jint value)
{
    (void)env, (void)type;
    return result_int(setsockopt(to_socket(handle), level, option, (const char *)&value, sizeof value));
}

jint SocketNatives_getsockopt(JNIEnv *env, jclass type, jlong handle, jint level, jint option, jobject value,
                              jint value_offset, jint value_length)
{
    (void)type;
    int length = value_length;
    int result = getsockopt(to_socket(handle), level, option, memory_at(env, value, value_offset), &length);
    return result_int(result == 0 ? length : result);
}

jlong SocketNatives_getIntOption(JNIEnv *env, jclass type, jlong handle, jint level, jint option)
{
    (void)env, (void)type;
    uint32_t value = 0;
    int length = sizeof value;
    int result = getsockopt(to_socket(handle), level, option, (char *)&value, &length);
    return result_unsigned(result, value);
}

jlong SocketNatives_ioctlsocket(JNIEnv *env, jclass type, jlong handle, jint command, jint argument)
{
    (void)env, (void)type;
    u_long value = (u_long)argument;
    int result = ioctlsocket(to_socket(handle), command, &value);
    return result_unsigned(result, value);
}

jlong SocketNatives_ioctl(JNIEnv *env, jclass type, jlong handle, jint code, jobject in, jint in_offset,
                          jint in_length, jobject out, jint out_offset, jint out_length)
{
    (void)type;
    DWORD returned = 0;
    int result = WSAIoctl(to_socket(handle), (DWORD)code, memory_at(env, in, in_offset), (DWORD)in_length,
                          memory_at(env, out, out_offset), (DWORD)out_length, &returned, NULL, NULL);
    return result_sized(result, 0, returned);
}

jint SocketNatives_shutdown(JNIEnv *env, jclass type, jlong handle, jint how)
{
    (void)env, (void)type;
    return result_int(shutdown(to_socket(handle), how));
}

jlong SocketNatives_enumProtocols(JNIEnv *env, jclass type, jintArray protocols, jobject buffer,
                                  jint buffer_offset, jint buffer_length)
{
    (void)type;
    DWORD length = (DWORD)buffer_length;
    jint *wanted = protocols == NULL ? NULL : (*env)->GetIntArrayElements(env, protocols, NULL);
    if (protocols != NULL && wanted == NULL) {
        return ~(jlong)WSA_NOT_ENOUGH_MEMORY; /* with an OutOfMemoryError pending */
    }
    LPWSAPROTOCOL_INFOW entries = (LPWSAPROTOCOL_INFOW)(void *)memory_at(env, buffer, buffer_offset);
    int count = WSAEnumProtocolsW((LPINT)wanted, entries, &length);
    jlong result = result_sized(count, count, length);
    if (wanted != NULL) {
        (*env)->ReleaseIntArrayElements(env, protocols, wanted, JNI_ABORT);
    }
    return result;
}

/* These calls return their code and leave the thread's last error as it is. */
static jint complement_of(int code)
{
    return code == 0 ? 0 : ~(jint)code;
}

jint SocketNatives_installProvider(JNIEnv *env, jclass type, jobject path)
{
    (void)type;
    return complement_of(install_provider((const uint16_t *)(void *)memory_at(env, path, 0)));
}

jint SocketNatives_removeProvider(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    return complement_of(install_remove());
}

jint SocketNatives_providerPath(JNIEnv *env, jclass type, jobject path, jint room)
{
    (void)type;
    return complement_of(install_path((uint16_t *)(void *)memory_at(env, path, 0), room));
}

/* org.joinleaf.internal.natives.QosNatives: the requests of WSAIoctl that take or give a QOS. */
#include "jni_support.h"
#include "table.h"

jint QosNatives_set(JNIEnv *env, jclass type, jlong handle, jint code, jobject qos, jint offset, jint length)
{
    (void)type;
    QOS wanted;
    DWORD returned = 0;
    return result_int(WSAIoctl(to_socket(handle), (DWORD)code, flow_specs(env, qos, offset, length, &wanted),
                               sizeof wanted, NULL, 0, &returned, NULL, NULL));
}

/*
 * Moves the provider-specific data to where Java looks for them, after the structure, and sets the pointer to
 * 0. Returns the size of both; if it is larger than the room, the data were not moved.
 */
static size_t put_behind(char *memory, size_t room)
{
    QOS found;
    memcpy(&found, memory, sizeof found); /* Java's memory may begin at any address */
    size_t length = found.ProviderSpecific.buf == NULL ? 0 : found.ProviderSpecific.len;
    size_t size = sizeof found + length;
    if (length > 0 && size <= room) {
        memmove(memory + sizeof found, found.ProviderSpecific.buf, length);
    }
    memset(memory + offsetof(QOS, ProviderSpecific), 0, sizeof found.ProviderSpecific);
    ULONG told = (ULONG)length;
    memcpy(memory + offsetof(QOS, ProviderSpecific.len), &told, sizeof told);
    return size;
}

jlong QosNatives_get(JNIEnv *env, jclass type, jlong handle, jint code, jobject qos, jint offset, jint room)
{
    (void)type;
    char *memory = memory_at(env, qos, offset);
    DWORD returned = 0;
    int result =
        WSAIoctl(to_socket(handle), (DWORD)code, NULL, 0, memory, (DWORD)room, &returned, NULL, NULL);
    if (result == SOCKET_ERROR || returned < sizeof(QOS)) {
        return result_sized(result, 0, returned);
    }
    size_t size = put_behind(memory, (size_t)room);
    if (size > (size_t)room) {
        WSASetLastError(WSAEFAULT);
        result = SOCKET_ERROR;
    }
    return result_sized(result, 0, (uint32_t)size);
}

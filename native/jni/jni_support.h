/*
 * native/jni: the native methods of the Java classes, one file for each class, the same for both systems.
 *
 * They own nothing and hold no lock. Only the JVM calls them, from any thread. What they share stands here:
 * Java's memory as pointers, and results that carry the error code.
 *
 * A result is at least 0, or the bitwise complement of the error code, fetched in the same call because a JVM
 * may change the thread's last error in between. A result with a size is size << 32 | value, complemented as
 * a whole after a failure.
 */
#ifndef JOINLEAF_JNI_SUPPORT_H
#define JOINLEAF_JNI_SUPPORT_H

#include <jni.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <joinleaf/ws_calls.h>
#include <ws2tcpip.h>

/* The memory of a direct buffer from offset on; NULL for none. Java has checked offset and length. */
static inline char *memory_at(JNIEnv *env, jobject buffer, jint offset)
{
    char *start = buffer == NULL ? NULL : (*env)->GetDirectBufferAddress(env, buffer);
    return start == NULL ? NULL : start + offset;
}

/*
 * direct_at does the same for the calls that move data, where Java has made sure that the buffer is direct.
 * It reads the field with the address, which costs a fraction of GetDirectBufferAddress: that one checks the
 * buffer's class first.
 */
extern jfieldID jni_buffer_address; /* load.c; NULL: not known */
/* The segment that a buffer is a view of, and the file that it is mapped from; NULL: not known. */
extern jfieldID jni_buffer_segment, jni_buffer_file;

static inline char *direct_at(JNIEnv *env, jobject buffer, jint offset)
{
    if (buffer == NULL || jni_buffer_address == NULL) {
        return memory_at(env, buffer, offset);
    }
    char *start = (char *)(uintptr_t)(*env)->GetLongField(env, buffer, jni_buffer_address);
    return start == NULL ? NULL : start + offset;
}

static inline struct sockaddr *direct_address_at(JNIEnv *env, jobject buffer, jint offset)
{
    return (struct sockaddr *)(void *)direct_at(env, buffer, offset);
}

static inline struct sockaddr *address_at(JNIEnv *env, jobject buffer, jint offset)
{
    return (struct sockaddr *)(void *)memory_at(env, buffer, offset);
}

/*
 * Makes a QOS of the flow specs as Java has them: there the provider-specific data follow the structure,
 * where C has a pointer to them. `length` is that of both. Returns `room`, which refers to Java's memory, or
 * NULL for NULL.
 */
static inline QOS *flow_specs(JNIEnv *env, jobject buffer, jint offset, jint length, QOS *room)
{
    char *source = memory_at(env, buffer, offset);
    if (source == NULL) {
        return NULL;
    }
    memset(room, 0, sizeof *room);
    memcpy(room, source, offsetof(QOS, ProviderSpecific));
    room->ProviderSpecific.len = (ULONG)length - (ULONG)sizeof *room;
    room->ProviderSpecific.buf = room->ProviderSpecific.len == 0 ? NULL : source + sizeof *room;
    return room;
}

/* Returns the WSABUF for callee data. It and its memory lie in one block of Java's, which keeps both while
 * the call is pending. */
static inline WSABUF *callee_at(JNIEnv *env, jobject block, jint room)
{
    WSABUF *callee = (WSABUF *)(void *)memory_at(env, block, 0);
    if (callee != NULL) {
        callee->len = (u_long)room;
        callee->buf = (char *)(callee + 1);
    }
    return callee;
}

/* The length that an int[] of one element holds, for a pointer to an int in C; 0 if there is none. */
static inline jint length_from(JNIEnv *env, jintArray length)
{
    jint value = 0;
    if (length != NULL) {
        (*env)->GetIntArrayRegion(env, length, 0, 1, &value);
    }
    return value;
}

static inline void length_to(JNIEnv *env, jintArray length, int value)
{
    if (length != NULL) {
        const jint written = value;
        (*env)->SetIntArrayRegion(env, length, 0, 1, &written);
    }
}

static inline SOCKET to_socket(jlong handle)
{
    return (SOCKET)handle;
}

static inline WSAEVENT to_event(jlong handle)
{
    return (WSAEVENT)(uintptr_t)handle;
}

static inline jint result_code(void)
{
    return ~WSAGetLastError();
}

static inline jint result_int(int result)
{
    return result == SOCKET_ERROR ? result_code() : result;
}

static inline jint result_bool(BOOL result)
{
    return result ? 0 : result_code();
}

static inline jlong result_socket(SOCKET handle)
{
    return handle == INVALID_SOCKET ? result_code() : (jlong)handle;
}

static inline jlong result_unsigned(int result, uint32_t value)
{
    return result == SOCKET_ERROR ? result_code() : (jlong)value;
}

static inline jlong result_sized(int result, int value, uint32_t size)
{
    jlong high = (jlong)(size & INT32_MAX) << 32;
    return result == SOCKET_ERROR ? ~(high | (jlong)WSAGetLastError()) : high | (jlong)value;
}

#endif

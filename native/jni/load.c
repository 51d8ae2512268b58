/*
 * JNI_OnLoad: when the JVM loads the library, the natives of the table are registered, and the fields that
 * they need are looked up.
 */
#include "jni_support.h"
#include "table.h"

#include <stdio.h>

#define PACKAGE "org/joinleaf/internal/natives/"

jfieldID jni_buffer_address, jni_buffer_segment, jni_buffer_file;

#define METHOD(class, name, signature) {(char *)#name, (char *)signature, (void *)(uintptr_t) class##_##name},
#define METHODS(class)                 static const JNINativeMethod class##_methods[] = {class##_METHODS(METHOD)};
NATIVE_CLASSES(METHODS)

#define CLASS(class)                                                                                         \
    {PACKAGE #class, class##_methods, (jint)(sizeof class##_methods / sizeof class##_methods[0])},
static const struct native_class {
    const char *name;
    const JNINativeMethod *methods;
    jint count;
} classes[] = {NATIVE_CLASSES(CLASS)};

/* Throws the UnsatisfiedLinkError that System.load then throws, in place of the JVM's own. */
static jint not_of_one_build(JNIEnv *env, const char *class_name, const char *method, const char *signature)
{
    char message[512];
    snprintf(message, sizeof message,
             "the native library and joinleaf's classes are not of one build: "
             "the library has %s%s%s%s, the classes have not",
             class_name, method[0] == '\0' ? "" : ".", method, signature);
    (*env)->ExceptionClear(env);
    jclass error = (*env)->FindClass(env, "java/lang/UnsatisfiedLinkError");
    if (error != NULL) {
        (*env)->ThrowNew(env, error, message);
    }
    return JNI_ERR;
}

/* Registers them one by one, so that the message can name the one that is missing. */
static jint register_natives(JNIEnv *env, const struct native_class *natives)
{
    jclass found = (*env)->FindClass(env, natives->name);
    if (found == NULL) {
        return not_of_one_build(env, natives->name, "", "");
    }
    for (jint i = 0; i < natives->count; i++) {
        const JNINativeMethod *method = &natives->methods[i];
        if ((*env)->RegisterNatives(env, found, method, 1) != JNI_OK) {
            return not_of_one_build(env, natives->name, method->name, method->signature);
        }
    }
    (*env)->DeleteLocalRef(env, found);
    return JNI_OK;
}

/* Returns the class, or NULL if the look-up has failed; then no exception is left pending. */
static jclass found_class(JNIEnv *env, jclass found)
{
    (*env)->ExceptionClear(env);
    return found;
}

static jfieldID found_field(JNIEnv *env, jfieldID field)
{
    (*env)->ExceptionClear(env);
    return field;
}

/* If there is no field for the address, GetDirectBufferAddress is used; without the other two every buffer is
 * copied. */
static void find_buffer_fields(JNIEnv *env)
{
    jclass buffer = found_class(env, (*env)->FindClass(env, "java/nio/Buffer"));
    if (buffer != NULL) {
        jni_buffer_address = found_field(env, (*env)->GetFieldID(env, buffer, "address", "J"));
        jni_buffer_segment =
            found_field(env, (*env)->GetFieldID(env, buffer, "segment", "Ljava/lang/foreign/MemorySegment;"));
        if (jni_buffer_segment == NULL) { /* before JDK 21 */
            jni_buffer_segment =
                found_field(env, (*env)->GetFieldID(env, buffer, "segment",
                                                    "Ljdk/internal/access/foreign/MemorySegmentProxy;"));
        }
        (*env)->DeleteLocalRef(env, buffer);
    }
    jclass mapped = found_class(env, (*env)->FindClass(env, "java/nio/MappedByteBuffer"));
    if (mapped != NULL) {
        jni_buffer_file = found_field(env, (*env)->GetFieldID(env, mapped, "fd", "Ljava/io/FileDescriptor;"));
        (*env)->DeleteLocalRef(env, mapped);
    }
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    (void)reserved;
    JNIEnv *env = NULL;
    if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8) != JNI_OK) {
        return JNI_ERR;
    }
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (register_natives(env, &classes[i]) != JNI_OK) {
            return JNI_ERR;
        }
    }
    find_buffer_fields(env);
    return JNI_VERSION_1_8;
}

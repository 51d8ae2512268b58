/*
 * What happens when the JVM loads the library: the natives are registered from the table, and what they look
 * up once is looked up.
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

/* Throws the UnsatisfiedLinkError that System.load is left with, instead of what the JVM said. */
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

/* One by one, so that the message can name the one that is missing. */
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

/* NULL where there is no such field. */
static jfieldID find_field(JNIEnv *env, const char *class_name, const char *name, const char *type)
{
    jclass found = (*env)->FindClass(env, class_name);
    jfieldID field = found == NULL ? NULL : (*env)->GetFieldID(env, found, name, type);
    (*env)->ExceptionClear(env);
    if (found != NULL) {
        (*env)->DeleteLocalRef(env, found);
    }
    return field;
}

/* Without the address GetDirectBufferAddress does; without the others no buffer is used in place. */
static void find_buffer_fields(JNIEnv *env)
{
    jni_buffer_address = find_field(env, "java/nio/Buffer", "address", "J");
    jni_buffer_file = find_field(env, "java/nio/MappedByteBuffer", "fd", "Ljava/io/FileDescriptor;");
    jni_buffer_segment = find_field(env, "java/nio/Buffer", "segment", "Ljava/lang/foreign/MemorySegment;");
    if (jni_buffer_segment == NULL) { /* before JDK 21 */
        jni_buffer_segment =
            find_field(env, "java/nio/Buffer", "segment", "Ljdk/internal/access/foreign/MemorySegmentProxy;");
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

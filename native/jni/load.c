/* What the natives look up once, when the JVM loads the library. */
#include "jni_support.h"

jfieldID jni_buffer_address;

/* Where there is no such field, GetDirectBufferAddress does. */
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    (void)reserved;
    JNIEnv *env = NULL;
    if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8) != JNI_OK) {
        return JNI_ERR;
    }
    jclass buffer = (*env)->FindClass(env, "java/nio/Buffer");
    if (buffer != NULL) {
        jni_buffer_address = (*env)->GetFieldID(env, buffer, "address", "J");
        (*env)->DeleteLocalRef(env, buffer);
    }
    if (jni_buffer_address == NULL) {
        (*env)->ExceptionClear(env);
    }
    return JNI_VERSION_1_8;
}

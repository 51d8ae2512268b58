/* The buffers of one scatter or gather call, as Java gives them. */
#ifndef JOINLEAF_JNI_BUFFERS_H
#define JOINLEAF_JNI_BUFFERS_H

#include "jni_support.h"
#include "table.h"

#define MOST_BUFFERS org_joinleaf_internal_natives_DataNatives_MOST_BUFFERS

/* Fills buffers from Java's arrays, which hold at least count elements, and count is at most MOST_BUFFERS. */
static inline void buffers_fill(JNIEnv *env, WSABUF *buffers, jobjectArray data, jintArray offsets,
                                jintArray lengths, jint count)
{
    for (jint i = 0; i < count; i++) {
        jint offset, length;
        (*env)->GetIntArrayRegion(env, offsets, i, 1, &offset);
        (*env)->GetIntArrayRegion(env, lengths, i, 1, &length);
        jobject buffer = (*env)->GetObjectArrayElement(env, data, i);
        buffers[i].len = (u_long)length;
        buffers[i].buf = memory_at(env, buffer, offset);
        (*env)->DeleteLocalRef(env, buffer); /* the array keeps it */
    }
}

#endif

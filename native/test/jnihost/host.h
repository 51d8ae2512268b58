/*
 * host.h - a Java virtual machine's part in a native call, without one: objects, a JNIEnv that knows what our
 * natives use of it, the natives themselves, and expectations.
 */
#ifndef JNIHOST_HOST_H
#define JNIHOST_HOST_H

/* <winsock2.h> first, as in the natives. */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <jni.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "org_joinleaf_internal_natives_BatchNatives.h"
#include "org_joinleaf_internal_natives_DataNatives.h"
#include "org_joinleaf_internal_natives_EventNatives.h"
#include "org_joinleaf_internal_natives_MessageNatives.h"
#include "org_joinleaf_internal_natives_NameNatives.h"
#include "org_joinleaf_internal_natives_QosNatives.h"
#include "org_joinleaf_internal_natives_ReadyNatives.h"
#include "org_joinleaf_internal_natives_RequestNatives.h"
#include "org_joinleaf_internal_natives_SocketNatives.h"

/* ---- the system: linux/ and windows/ ---- */

typedef void (*native_function)(void);

void *library_open(const char *path); /* NULL, and why on standard error */
native_function library_find(void *library, const char *name);

/* ---- objects ---- */

/* Buffers: direct ones have memory; a heap one has none that a native could reach. NULL when there are too
 * many. */
jobject object_direct(void *memory, size_t size);
jobject object_heap(size_t size);
jintArray object_ints(jint *values, jint length);
jlongArray object_longs(jlong *values, jint length);
jobjectArray object_array(jobject *elements, jint length);

JNIEnv *env_make(void);
JavaVM *vm_make(JNIEnv *env);
/* How many calls of each kind were out of order: references freed twice, regions outside an array. */
int env_complaints(void);

/* ---- natives ---- */

/* Reads the names from a header that javac -h wrote; 0 when it cannot. */
int natives_read(const char *header);
/* Takes what the library registers; called by the JNIEnv. 0 when no header has it. */
int natives_register(const char *class_name, const JNINativeMethod *method);
/* Tells of each one that was not registered, and how many are. */
int natives_missing(void);
/* The function of that name, which counts as called. Ends the program when there is none. */
native_function native_use(const char *name);
/* Tells of each one never called, and how many are. */
int natives_unused(void);
int natives_count(void);

/* The type comes from javac's header, the address from what the library registers. */
#define NATIVE(name)                                                                                         \
    ((__typeof__(Java_org_joinleaf_internal_natives_##name) *)native_use(                                    \
        "Java_org_joinleaf_internal_natives_" #name))

/* ---- expectations ---- */

extern int failures;

#define EXPECT(actual, expected) expect(__FILE__, __LINE__, #actual, (actual), (expected))
/* A native that fails gives the bitwise complement of the code. */
#define EXPECT_CODE(actual, code) expect(__FILE__, __LINE__, #actual, (actual), ~(long long)(code))
#define EXPECT_TRUE(what)         expect(__FILE__, __LINE__, #what, (what) ? 1 : 0, 1)

int expect(const char *file, int line, const char *what, long long actual, long long expected);

/* ---- the calls: one function a class of natives ---- */

/* What they share: a started Winsock, two bound sockets of 127.0.0.1. */
struct stage {
    JNIEnv *env;
    jlong ear;      /* bound; gives up receiving after two seconds */
    jlong mouth;    /* unbound at first */
    jobject target; /* a direct buffer: ear's sockaddr_in, at TARGET_OFFSET */
};
#define TARGET_OFFSET 8

void socket_natives_start(struct stage *stage);
void socket_natives_call(struct stage *stage);
void data_natives_call(struct stage *stage);
void batch_natives_call(struct stage *stage);
void event_natives_call(struct stage *stage);
void ready_natives_call(struct stage *stage);
void request_natives_call(struct stage *stage);
void qos_natives_call(struct stage *stage);
void message_natives_call(struct stage *stage);
void name_natives_call(struct stage *stage);
void socket_natives_end(struct stage *stage);

#endif

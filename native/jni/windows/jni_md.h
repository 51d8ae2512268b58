/*
 * native/jni/windows: what the natives need to be built for Windows, beside their sources.
 *
 * This is the machine-dependent part of <jni.h>, for building the DLL with a JDK for another system.
 */
#ifndef JOINLEAF_WINDOWS_JNI_MD_H
#define JOINLEAF_WINDOWS_JNI_MD_H

#define JNIEXPORT __declspec(dllexport)
#define JNIIMPORT __declspec(dllimport)
/* 64-bit Windows has one calling convention; from JDK 25 on <jni.h> itself defines it so. */
#define JNICALL

/* On Windows jint is a long, which has 32 bits there. */
typedef long jint;
typedef __int64 jlong;
typedef signed char jbyte;

#endif

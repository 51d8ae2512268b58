/*
 * The table of all native methods, which JNI_OnLoad registers (load.c) and the files of natives define.
 *
 * A class C of org.joinleaf.internal.natives has its list C_METHODS here; its method m is the function C_m,
 * whose type is that of the prototype which javac -h wrote. A test compares the table with the classes.
 */
#ifndef JOINLEAF_JNI_TABLE_H
#define JOINLEAF_JNI_TABLE_H

#include <jni.h>

#include "org_joinleaf_internal_natives_SocketNatives.h"
#include "org_joinleaf_internal_natives_DataNatives.h"
#include "org_joinleaf_internal_natives_BatchNatives.h"
#include "org_joinleaf_internal_natives_EventNatives.h"
#include "org_joinleaf_internal_natives_ReadyNatives.h"
#include "org_joinleaf_internal_natives_RequestNatives.h"
#include "org_joinleaf_internal_natives_QosNatives.h"
#include "org_joinleaf_internal_natives_MessageNatives.h"
#include "org_joinleaf_internal_natives_NameNatives.h"

/* clang-format off */
#define SocketNatives_METHODS(METHOD) \
    METHOD(SocketNatives, startup, "(ILjava/nio/ByteBuffer;I)I") \
    METHOD(SocketNatives, cleanup, "()I") \
    METHOD(SocketNatives, socket, "(IIILjava/nio/ByteBuffer;III)J") \
    METHOD(SocketNatives, cancelCalls, "(J)Z") \
    METHOD(SocketNatives, closesocket, "(J)I") \
    METHOD(SocketNatives, bind, "(JLjava/nio/ByteBuffer;II)I") \
    METHOD(SocketNatives, connect, "(JLjava/nio/ByteBuffer;II)I") \
    METHOD(SocketNatives, listen, "(JI)I") \
    METHOD(SocketNatives, accept, "(JLjava/nio/ByteBuffer;I[I)J") \
    METHOD(SocketNatives, joinLeaf, \
        "(JLjava/nio/ByteBuffer;IILjava/nio/ByteBuffer;II" \
        "Ljava/nio/ByteBuffer;ILjava/nio/ByteBuffer;IILjava/nio/ByteBuffer;III)J") \
    METHOD(SocketNatives, getsockname, "(JLjava/nio/ByteBuffer;II)I") \
    METHOD(SocketNatives, getpeername, "(JLjava/nio/ByteBuffer;II)I") \
    METHOD(SocketNatives, setsockopt, "(JIILjava/nio/ByteBuffer;II)I") \
    METHOD(SocketNatives, setIntOption, "(JIII)I") \
    METHOD(SocketNatives, getsockopt, "(JIILjava/nio/ByteBuffer;II)I") \
    METHOD(SocketNatives, getIntOption, "(JII)J") \
    METHOD(SocketNatives, ioctlsocket, "(JII)J") \
    METHOD(SocketNatives, ioctl, "(JILjava/nio/ByteBuffer;IILjava/nio/ByteBuffer;II)J") \
    METHOD(SocketNatives, shutdown, "(JI)I") \
    METHOD(SocketNatives, enumProtocols, "([ILjava/nio/ByteBuffer;II)J") \
    METHOD(SocketNatives, installProvider, "(Ljava/nio/ByteBuffer;)I") \
    METHOD(SocketNatives, removeProvider, "()I") \
    METHOD(SocketNatives, providerPath, "(Ljava/nio/ByteBuffer;I)I")

#define DataNatives_METHODS(METHOD) \
    METHOD(DataNatives, send, "(JLjava/nio/ByteBuffer;III)I") \
    METHOD(DataNatives, sendto, "(JLjava/nio/ByteBuffer;IIILjava/nio/ByteBuffer;II)I") \
    METHOD(DataNatives, recv, "(JLjava/nio/ByteBuffer;III)I") \
    METHOD(DataNatives, recvfrom, "(JLjava/nio/ByteBuffer;IIILjava/nio/ByteBuffer;II)J") \
    METHOD(DataNatives, sendBuffers, "(J[Ljava/nio/ByteBuffer;[I[IIIZLjava/nio/ByteBuffer;II)I") \
    METHOD(DataNatives, receiveBuffers, "(J[Ljava/nio/ByteBuffer;[I[IIZLjava/nio/ByteBuffer;I[I)I") \
    METHOD(DataNatives, kindOf, "(Ljava/nio/ByteBuffer;)I") \
    METHOD(DataNatives, read, "(Ljava/nio/ByteBuffer;IILjava/nio/ByteBuffer;)I") \
    METHOD(DataNatives, write, "(Ljava/nio/ByteBuffer;IILjava/nio/ByteBuffer;)I") \
    METHOD(DataNatives, receiveFunction, "(J)J") \
    METHOD(DataNatives, countsPerSecond, "()J") \
    METHOD(DataNatives, receiveMessage, \
        "(JJLjava/nio/ByteBuffer;IILjava/nio/ByteBuffer;ILjava/nio/ByteBuffer;I)J")

#define BatchNatives_METHODS(METHOD) \
    METHOD(BatchNatives, send, "(JLjava/nio/ByteBuffer;IIILjava/nio/ByteBuffer;ILjava/nio/ByteBuffer;I)I") \
    METHOD(BatchNatives, receive, "(JLjava/nio/ByteBuffer;IIILjava/nio/ByteBuffer;ILjava/nio/ByteBuffer;)I") \
    METHOD(BatchNatives, modes, "(JI)I")

#define EventNatives_METHODS(METHOD) \
    METHOD(EventNatives, createEvent, "()J") \
    METHOD(EventNatives, closeEvent, "(J)I") \
    METHOD(EventNatives, setEvent, "(J)I") \
    METHOD(EventNatives, resetEvent, "(J)I") \
    METHOD(EventNatives, eventSelect, "(JJI)I") \
    METHOD(EventNatives, enumNetworkEvents, "(JJLjava/nio/ByteBuffer;I)I") \
    METHOD(EventNatives, waitForMultipleEvents, "([JIZIZ)I") \
    METHOD(EventNatives, select, "(Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;J)I")

#define ReadyNatives_METHODS(METHOD) \
    METHOD(ReadyNatives, address, "(Ljava/nio/ByteBuffer;)J") \
    METHOD(ReadyNatives, open, "()J") \
    METHOD(ReadyNatives, close, "(J)V") \
    METHOD(ReadyNatives, wake, "(J)V") \
    METHOD(ReadyNatives, select, "(JJI)I") \
    METHOD(ReadyNatives, await, "(JI)I") \
    METHOD(ReadyNatives, readySockets, "(JJIJI)I")

#define RequestNatives_METHODS(METHOD) \
    METHOD(RequestNatives, accept, \
        "(JLjava/nio/ByteBuffer;I[ILjava/nio/ByteBuffer;ZI" \
        "Ljava/nio/ByteBuffer;IILjava/nio/ByteBuffer;II)J") \
    METHOD(RequestNatives, connect, \
        "(JLjava/nio/ByteBuffer;IILjava/nio/ByteBuffer;II" \
        "Ljava/nio/ByteBuffer;ILjava/nio/ByteBuffer;IILjava/nio/ByteBuffer;II)I")

#define QosNatives_METHODS(METHOD) \
    METHOD(QosNatives, set, "(JILjava/nio/ByteBuffer;II)I") \
    METHOD(QosNatives, get, "(JILjava/nio/ByteBuffer;II)J")

#define MessageNatives_METHODS(METHOD) \
    METHOD(MessageNatives, send, \
        "(JLjava/nio/ByteBuffer;II[Ljava/nio/ByteBuffer;[I[II" \
        "Ljava/nio/ByteBuffer;IIII)I") \
    METHOD(MessageNatives, receive, \
        "(JLjava/nio/ByteBuffer;I[Ljava/nio/ByteBuffer;[I[IILjava/nio/ByteBuffer;I[I)I") \
    METHOD(MessageNatives, poll, "(Ljava/nio/ByteBuffer;III)I") \
    METHOD(MessageNatives, sendDisconnect, "(JLjava/nio/ByteBuffer;II)I") \
    METHOD(MessageNatives, receiveDisconnect, "(JLjava/nio/ByteBuffer;I)I") \
    METHOD(MessageNatives, duplicate, "(JILjava/nio/ByteBuffer;I)I") \
    METHOD(MessageNatives, qosByName, "(JLjava/nio/ByteBuffer;IILjava/nio/ByteBuffer;I)I")

#define NameNatives_METHODS(METHOD) \
    METHOD(NameNatives, addressToString, \
        "(Ljava/nio/ByteBuffer;IILjava/nio/ByteBuffer;ILjava/nio/ByteBuffer;I)I") \
    METHOD(NameNatives, stringToAddress, \
        "(Ljava/nio/ByteBuffer;ILjava/nio/ByteBuffer;ILjava/nio/ByteBuffer;II)I") \
    METHOD(NameNatives, hostName, "(Ljava/nio/ByteBuffer;I)I") \
    METHOD(NameNatives, addressInfo, \
        "(Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;[ILjava/nio/ByteBuffer;I)I") \
    METHOD(NameNatives, nameInfo, \
        "(Ljava/nio/ByteBuffer;IILjava/nio/ByteBuffer;ILjava/nio/ByteBuffer;II)I") \
    METHOD(NameNatives, textToHost, "(ILjava/nio/ByteBuffer;Ljava/nio/ByteBuffer;I)I") \
    METHOD(NameNatives, hostToText, "(ILjava/nio/ByteBuffer;ILjava/nio/ByteBuffer;I)I") \
    METHOD(NameNatives, textToIpv4, "(Ljava/nio/ByteBuffer;)I") \
    METHOD(NameNatives, hostByName, "(Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;I)I") \
    METHOD(NameNatives, hostByAddress, "(Ljava/nio/ByteBuffer;IIILjava/nio/ByteBuffer;I)I") \
    METHOD(NameNatives, serviceByName, \
        "(Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;I)I") \
    METHOD(NameNatives, serviceByPort, "(ILjava/nio/ByteBuffer;Ljava/nio/ByteBuffer;I)I") \
    METHOD(NameNatives, protocolByName, "(Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;I)I") \
    METHOD(NameNatives, protocolByNumber, "(ILjava/nio/ByteBuffer;I)I")

#define NATIVE_CLASSES(CLASS) \
    CLASS(SocketNatives) \
    CLASS(DataNatives) \
    CLASS(BatchNatives) \
    CLASS(EventNatives) \
    CLASS(ReadyNatives) \
    CLASS(RequestNatives) \
    CLASS(QosNatives) \
    CLASS(MessageNatives) \
    CLASS(NameNatives)

#define NATIVE_DECLARATION(class, name, signature) \
    __typeof__(Java_org_joinleaf_internal_natives_##class##_##name) class##_##name;

SocketNatives_METHODS(NATIVE_DECLARATION)
DataNatives_METHODS(NATIVE_DECLARATION)
BatchNatives_METHODS(NATIVE_DECLARATION)
EventNatives_METHODS(NATIVE_DECLARATION)
ReadyNatives_METHODS(NATIVE_DECLARATION)
RequestNatives_METHODS(NATIVE_DECLARATION)
QosNatives_METHODS(NATIVE_DECLARATION)
MessageNatives_METHODS(NATIVE_DECLARATION)
NameNatives_METHODS(NATIVE_DECLARATION)
/* clang-format on */

#undef NATIVE_DECLARATION

#endif

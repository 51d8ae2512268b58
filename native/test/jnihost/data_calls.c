/* data_calls.c - org.joinleaf.internal.natives.DataNatives. */
#include "host.h"

#include <mswsock.h>

#define BAD_HANDLE 0x7ffffff4LL

static char out[256], in[256], name[64];

static void datagrams(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jobject out_buffer = object_direct(out, sizeof out), in_buffer = object_direct(in, sizeof in);
    jobject from = object_direct(name, sizeof name);
    memcpy(out + 10, "datagram", 8);
    EXPECT(NATIVE(DataNatives_sendto)(env, NULL, stage->mouth, out_buffer, 10, 8, 0, stage->target,
                                      TARGET_OFFSET, 16),
           8);
    EXPECT(NATIVE(DataNatives_recv)(env, NULL, stage->ear, in_buffer, 20, 100, 0), 8);
    EXPECT(memcmp(in + 20, "datagram", 8), 0);
    EXPECT(NATIVE(DataNatives_sendto)(env, NULL, stage->mouth, out_buffer, 10, 4, 0, stage->target,
                                      TARGET_OFFSET, 16),
           4);
    /* The address's size above, the data's below. */
    EXPECT(NATIVE(DataNatives_recvfrom)(env, NULL, stage->ear, in_buffer, 0, 100, 0, from, 4, 32),
           16LL << 32 | 4);
    EXPECT(memcmp(in, "data", 4), 0);
    EXPECT(((struct sockaddr_in *)(void *)(name + 4))->sin_family, AF_INET);
    EXPECT_TRUE(((struct sockaddr_in *)(void *)(name + 4))->sin_port != 0);
    EXPECT(NATIVE(DataNatives_sendto)(env, NULL, stage->mouth, out_buffer, 10, 4, 0, stage->target,
                                      TARGET_OFFSET, 16),
           4);
    EXPECT(NATIVE(DataNatives_recvfrom)(env, NULL, stage->ear, in_buffer, 0, 100, 0, NULL, 0, -1), 4);
    EXPECT(NATIVE(SocketNatives_connect)(env, NULL, stage->mouth, stage->target, TARGET_OFFSET, 16), 0);
    EXPECT(NATIVE(DataNatives_send)(env, NULL, stage->mouth, out_buffer, 10, 8, 0), 8);
    EXPECT_CODE(NATIVE(DataNatives_recv)(env, NULL, stage->ear, in_buffer, 0, 3, 0), WSAEMSGSIZE);
    EXPECT(NATIVE(DataNatives_send)(env, NULL, stage->mouth, NULL, 0, 0, 0), 0); /* an empty one */
    EXPECT(NATIVE(DataNatives_recv)(env, NULL, stage->ear, in_buffer, 0, 3, 0), 0);
}

static void errors(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jobject buffer = object_direct(in, sizeof in);
    EXPECT_CODE(NATIVE(DataNatives_send)(env, NULL, BAD_HANDLE, buffer, 0, 1, 0), WSAENOTSOCK);
    EXPECT_CODE(
        NATIVE(DataNatives_sendto)(env, NULL, BAD_HANDLE, buffer, 0, 1, 0, stage->target, TARGET_OFFSET, 16),
        WSAENOTSOCK);
    EXPECT_CODE(NATIVE(DataNatives_recv)(env, NULL, BAD_HANDLE, buffer, 0, 1, 0), WSAENOTSOCK);
    EXPECT((jint)~NATIVE(DataNatives_recvfrom)(env, NULL, BAD_HANDLE, buffer, 0, 1, 0, NULL, 0, -1),
           WSAENOTSOCK);
    EXPECT_TRUE(NATIVE(DataNatives_recv)(env, NULL, -1, buffer, 0, 1, 0) < 0);
    /* A heap buffer has no memory here: Java copies it. What comes all the same is refused, and harms
     * nothing. */
    EXPECT_TRUE(NATIVE(DataNatives_send)(env, NULL, stage->mouth, object_heap(10), 0, 10, 0) < 0);
    EXPECT(NATIVE(SocketNatives_setIntOption)(env, NULL, stage->ear, SOL_SOCKET, SO_RCVTIMEO, 50), 0);
    EXPECT_CODE(NATIVE(DataNatives_recv)(env, NULL, stage->ear, buffer, 0, 10, 0), WSAETIMEDOUT);
    EXPECT(NATIVE(SocketNatives_setIntOption)(env, NULL, stage->ear, SOL_SOCKET, SO_RCVTIMEO, 2000), 0);
    EXPECT(NATIVE(SocketNatives_ioctlsocket)(env, NULL, stage->ear, (jint)FIONBIO, 1), 1);
    EXPECT_CODE(NATIVE(DataNatives_recv)(env, NULL, stage->ear, buffer, 0, 10, 0), WSAEWOULDBLOCK);
    EXPECT(NATIVE(SocketNatives_ioctlsocket)(env, NULL, stage->ear, (jint)FIONBIO, 0), 0);
}

static void several_buffers(struct stage *stage)
{
    JNIEnv *env = stage->env;
    char head[4] = {0}, tail[16] = {0};
    jobject parts[2] = {object_direct("onetwo", 6), object_direct("three", 5)};
    jobject rooms[2] = {object_direct(head, sizeof head), object_direct(tail, sizeof tail)};
    jint offsets[2] = {3, 0}, lengths[2] = {3, 5}, room_offsets[2] = {0, 1}, room_lengths[2] = {3, 10};
    jint in_out[3] = {0, 0, 32};
    jobjectArray data = object_array(parts, 2), room = object_array(rooms, 2);
    jobject from = object_direct(name, sizeof name);
    EXPECT(NATIVE(DataNatives_sendBuffers)(env, NULL, stage->mouth, data, object_ints(offsets, 2),
                                           object_ints(lengths, 2), 2, 0, JNI_FALSE, NULL, 0, 0),
           8);
    EXPECT(NATIVE(DataNatives_receiveBuffers)(env, NULL, stage->ear, room, object_ints(room_offsets, 2),
                                              object_ints(room_lengths, 2), 2, JNI_TRUE, from, 0,
                                              object_ints(in_out, 3)),
           0);
    EXPECT(in_out[0], 8);
    EXPECT(in_out[1], 0);
    EXPECT(in_out[2], 16);
    EXPECT(memcmp(head, "two", 3), 0);
    EXPECT(memcmp(tail, "\0three", 6), 0);
    EXPECT(NATIVE(DataNatives_sendBuffers)(env, NULL, stage->mouth, data, object_ints(offsets, 2),
                                           object_ints(lengths, 2), 1, 0, JNI_TRUE, stage->target,
                                           TARGET_OFFSET, 16),
           3);
    in_out[0] = 0;
    EXPECT(NATIVE(DataNatives_receiveBuffers)(env, NULL, stage->ear, room, object_ints(room_offsets, 2),
                                              object_ints(room_lengths, 2), 2, JNI_FALSE, NULL, 0,
                                              object_ints(in_out, 3)),
           0);
    EXPECT(in_out[0], 3);
    EXPECT_CODE(NATIVE(DataNatives_sendBuffers)(env, NULL, BAD_HANDLE, data, object_ints(offsets, 2),
                                                object_ints(lengths, 2), 2, 0, JNI_FALSE, NULL, 0, 0),
                WSAENOTSOCK);
    EXPECT_CODE(NATIVE(DataNatives_receiveBuffers)(env, NULL, BAD_HANDLE, room, object_ints(room_offsets, 2),
                                                   object_ints(room_lengths, 2), 2, JNI_FALSE, NULL, 0,
                                                   object_ints(in_out, 3)),
                WSAENOTSOCK);
}

#define CONTROL(name) org_joinleaf_internal_natives_DataNatives_CONTROL_##name

static void control_data(struct stage *stage)
{
    JNIEnv *env = stage->env;
    _Alignas(8) char control[CONTROL(DATA) + 128];
    jobject in_buffer = object_direct(in, sizeof in), from = object_direct(name, sizeof name);
    jobject memory = object_direct(control, sizeof control);
    jlong function = NATIVE(DataNatives_receiveFunction)(env, NULL, stage->ear);
    EXPECT_TRUE(function > 0);
    EXPECT_TRUE(NATIVE(DataNatives_countsPerSecond)(env, NULL) >= 1000000);
    EXPECT((jint)~NATIVE(DataNatives_receiveMessage)(env, NULL, BAD_HANDLE, function, in_buffer, 0, 100, from,
                                                     28, memory, 128),
           WSAENOTSOCK);
    EXPECT(NATIVE(SocketNatives_setIntOption)(env, NULL, stage->ear, IPPROTO_IP, IP_PKTINFO, 1), 0);
    EXPECT(NATIVE(DataNatives_sendto)(env, NULL, stage->mouth, object_direct("told", 4), 0, 4, 0,
                                      stage->target, TARGET_OFFSET, 16),
           4);
    EXPECT(NATIVE(DataNatives_receiveMessage)(env, NULL, stage->ear, function, in_buffer, 5, 100, from, 28,
                                              memory, 128),
           16LL << 32 | 4);
    EXPECT(memcmp(in + 5, "told", 4), 0);
    jint length;
    memcpy(&length, control + CONTROL(LENGTH), sizeof length);
    EXPECT(length, 24); /* a header of 16 bytes and an IN_PKTINFO */
    WSACMSGHDR header;
    memcpy(&header, control + CONTROL(DATA), sizeof header);
    EXPECT(header.cmsg_level, IPPROTO_IP);
    EXPECT(header.cmsg_type, IP_PKTINFO);
    IN_PKTINFO info;
    memcpy(&info, control + CONTROL(DATA) + WSA_CMSG_LEN(0), sizeof info);
    EXPECT(info.ipi_addr.s_addr, htonl(INADDR_LOOPBACK));
    EXPECT_TRUE(info.ipi_ifindex > 0);
    EXPECT(NATIVE(SocketNatives_setIntOption)(env, NULL, stage->ear, IPPROTO_IP, IP_PKTINFO, 0), 0);
    EXPECT(NATIVE(SocketNatives_ioctlsocket)(env, NULL, stage->ear, (jint)FIONBIO, 1), 1);
    EXPECT((jint)~NATIVE(DataNatives_receiveMessage)(env, NULL, stage->ear, function, in_buffer, 0, 100, from,
                                                     28, memory, 128),
           WSAEWOULDBLOCK);
    memcpy(&length, control + CONTROL(LENGTH), sizeof length);
    EXPECT(length, 0);
    EXPECT(NATIVE(SocketNatives_ioctlsocket)(env, NULL, stage->ear, (jint)FIONBIO, 0), 0);
}

#define KIND(name) org_joinleaf_internal_natives_DataNatives_##name

/* This host's buffers have no fields: what their memory is cannot be told. */
static void memory(struct stage *stage)
{
    JNIEnv *env = stage->env;
    static char own[32];
    jobject there = object_direct(out, sizeof out), block = object_direct(own, sizeof own);
    EXPECT(NATIVE(DataNatives_kindOf)(env, NULL, there), KIND(OF_SEGMENT));
    memcpy(out + 10, "memory", 6);
    EXPECT(NATIVE(DataNatives_read)(env, NULL, there, 10, 6, block), 0);
    EXPECT(memcmp(own, "memory", 6), 0);
    EXPECT(NATIVE(DataNatives_write)(env, NULL, there, 20, 6, block), 0);
    EXPECT(memcmp(out + 20, "memory", 6), 0);
    EXPECT(NATIVE(DataNatives_read)(env, NULL, there, 0, 0, block), 0);
    jobject nowhere = object_direct((void *)(uintptr_t)4096, 64);
    EXPECT_CODE(NATIVE(DataNatives_read)(env, NULL, nowhere, 0, 6, block), WSAEFAULT);
    EXPECT_CODE(NATIVE(DataNatives_write)(env, NULL, nowhere, 0, 6, block), WSAEFAULT);
}

void data_natives_call(struct stage *stage)
{
    datagrams(stage);
    memory(stage);
    control_data(stage);
    errors(stage);
    several_buffers(stage);
}

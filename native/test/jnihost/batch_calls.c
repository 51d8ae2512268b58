/* batch_calls.c - org.joinleaf.internal.natives.BatchNatives. */
#include "host.h"

#include <mswsock.h>

#include <joinleaf/batch.h>

#define BAD_HANDLE 0x7ffffff4LL

#define CONTROL_ROOM org_joinleaf_internal_natives_BatchNatives_CONTROL_ROOM

enum { SLOT = 64, SLOTS = 8, COUNT = 5 };

static char out[256], in[SLOT * SLOTS];
static struct joinleaf_run runs[SLOTS];

/* Datagrams follow each other in one order on lo; how many a call finds is the system's affair. */
static int receive_all(struct stage *stage, int expected)
{
    JNIEnv *env = stage->env;
    jobject room = object_direct(in, sizeof in), records = object_direct(runs, sizeof runs);
    int received = 0;
    while (received < expected) {
        jint some = NATIVE(BatchNatives_receive)(env, NULL, stage->ear, room, received * SLOT,
                                                 (SLOTS - received) * SLOT, SLOT, records, 1, NULL);
        if (!EXPECT(some, 1))
            return received;
        EXPECT(runs[0].offset, 0);
        EXPECT(runs[0].count, 1);
        EXPECT(runs[0].fromlen, 16);
        EXPECT(runs[0].from.sin6_family, AF_INET);
        received++;
    }
    return received;
}

static void together(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jobject data = object_direct(out, sizeof out);
    for (int i = 0; i < (int)sizeof out; i++)
        out[i] = (char)i;
    EXPECT(NATIVE(BatchNatives_send)(env, NULL, stage->mouth, data, 1, 4 * 30 + 7, 30, NULL, 0, NULL, 0),
           COUNT);
    EXPECT(receive_all(stage, COUNT), COUNT);
    for (int i = 0; i < COUNT; i++)
        EXPECT(memcmp(in + i * SLOT, out + 1 + i * 30, i < COUNT - 1 ? 30 : 7), 0);
    EXPECT(runs[0].size, 7);
    jint sizes[] = {10, 0, 64, 3};
    jobject size_buffer = object_direct(sizes, sizeof sizes);
    EXPECT(NATIVE(BatchNatives_send)(env, NULL, stage->mouth, data, 0, 77, 0, size_buffer, 4, NULL, 0), 4);
    jobject room = object_direct(in, sizeof in), records = object_direct(runs, sizeof runs);
    EXPECT(
        NATIVE(BatchNatives_receive)(env, NULL, stage->ear, room, 0, sizeof in, SLOT, records, SLOTS, NULL),
        4);
    for (int i = 0; i < 4; i++) {
        EXPECT(runs[i].size, sizes[i]);
        EXPECT(runs[i].offset, i * SLOT);
        EXPECT(runs[i].lost, 0);
    }
    EXPECT(memcmp(in + 2 * SLOT, out + 10, 64), 0);
    EXPECT(memcmp(in + 3 * SLOT, out + 74, 3), 0);
}

static void errors(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jobject data = object_direct(out, sizeof out), records = object_direct(runs, sizeof runs);
    EXPECT_CODE(NATIVE(BatchNatives_send)(env, NULL, BAD_HANDLE, data, 0, 10, 5, NULL, 0, NULL, 0),
                WSAENOTSOCK);
    EXPECT_CODE(NATIVE(BatchNatives_send)(env, NULL, stage->mouth, data, 0, 10, 0, NULL, 0, NULL, 0),
                WSAEINVAL);
    EXPECT_CODE(NATIVE(BatchNatives_send)(env, NULL, stage->mouth, NULL, 0, 10, 5, NULL, 0, NULL, 0),
                WSAEFAULT);
    jint sizes[] = {3, 8};
    jobject size_buffer = object_direct(sizes, sizeof sizes);
    EXPECT_CODE(NATIVE(BatchNatives_send)(env, NULL, stage->mouth, data, 0, 2, 0, size_buffer, 2, NULL, 0),
                WSAEFAULT);
    EXPECT(NATIVE(BatchNatives_send)(env, NULL, stage->mouth, data, 0, 10, 0, size_buffer, 2, NULL, 0), 1);
    EXPECT(NATIVE(BatchNatives_send)(env, NULL, stage->mouth, data, 0, 0, 5, NULL, 0, NULL, 0), 0);
    EXPECT(receive_all(stage, 1), 1);
    jobject room = object_direct(in, sizeof in);
    EXPECT_CODE(NATIVE(BatchNatives_receive)(env, NULL, BAD_HANDLE, room, 0, 10, 5, records, 2, NULL),
                WSAENOTSOCK);
    EXPECT_CODE(NATIVE(BatchNatives_receive)(env, NULL, stage->ear, room, 0, 10, 0, records, 2, NULL),
                WSAEINVAL);
    EXPECT_CODE(NATIVE(BatchNatives_receive)(env, NULL, stage->ear, room, 0, 10, 11, records, 2, NULL),
                WSAEINVAL);
    EXPECT_CODE(NATIVE(BatchNatives_receive)(env, NULL, stage->ear, room, 0, 10, 5, records, 0, NULL),
                WSAEINVAL);
    EXPECT_CODE(NATIVE(BatchNatives_receive)(env, NULL, stage->ear, NULL, 0, 10, 5, records, 2, NULL),
                WSAEFAULT);
    EXPECT_CODE(NATIVE(BatchNatives_modes)(env, NULL, BAD_HANDLE, 5), WSAENOTSOCK);
    EXPECT_TRUE(NATIVE(BatchNatives_modes)(env, NULL, stage->mouth, 5) >= 0);
}

/* A datagram that is longer than its slot, in the middle of others. */
static void cut(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jobject data = object_direct(out, sizeof out), records = object_direct(runs, sizeof runs);
    jobject room = object_direct(in, sizeof in);
    jint sizes[] = {4, 10, 4};
    jobject size_buffer = object_direct(sizes, sizeof sizes);
    EXPECT(NATIVE(BatchNatives_send)(env, NULL, stage->mouth, data, 0, 18, 0, size_buffer, 3, NULL, 0), 3);
    EXPECT(NATIVE(BatchNatives_receive)(env, NULL, stage->ear, room, 0, 16, 4, records, SLOTS, NULL), 3);
    EXPECT(runs[0].lost, 0);
    EXPECT_TRUE(runs[1].lost > 0);
    EXPECT(runs[1].size, 4);
    EXPECT(runs[2].lost, 0);
    EXPECT(memcmp(in + 8, out + 14, 4), 0);
}

/* Two datagrams to one address of this host, each with what came with it. */
static void control_data(struct stage *stage)
{
    JNIEnv *env = stage->env;
    static _Alignas(8) char told[SLOTS * CONTROL_ROOM];
    jobject data = object_direct(out, sizeof out), records = object_direct(runs, sizeof runs);
    jobject room = object_direct(in, sizeof in), control = object_direct(told, sizeof told);
    EXPECT(NATIVE(SocketNatives_setIntOption)(env, NULL, stage->ear, IPPROTO_IP, IP_PKTINFO, 1), 0);
    EXPECT(
        NATIVE(DataNatives_sendto)(env, NULL, stage->mouth, data, 0, 9, 0, stage->target, TARGET_OFFSET, 16),
        9);
    EXPECT(
        NATIVE(DataNatives_sendto)(env, NULL, stage->mouth, data, 0, 7, 0, stage->target, TARGET_OFFSET, 16),
        7);
    EXPECT(NATIVE(BatchNatives_receive)(env, NULL, stage->ear, room, 0, sizeof in, SLOT, records, SLOTS,
                                        control),
           2);
    for (int i = 0; i < 2; i++) {
        EXPECT(runs[i].size, i == 0 ? 9 : 7);
        EXPECT(runs[i].offset, i * SLOT);
        EXPECT(runs[i].lost, 0);
        EXPECT(runs[i].control, 24); /* a header of 16 bytes and an IN_PKTINFO */
        WSACMSGHDR header;
        memcpy(&header, told + i * CONTROL_ROOM, sizeof header);
        EXPECT(header.cmsg_level, IPPROTO_IP);
        EXPECT(header.cmsg_type, IP_PKTINFO);
        IN_PKTINFO info;
        memcpy(&info, told + i * CONTROL_ROOM + WSA_CMSG_LEN(0), sizeof info);
        EXPECT(info.ipi_addr.s_addr, htonl(INADDR_LOOPBACK));
        EXPECT_TRUE(info.ipi_ifindex > 0);
    }
    EXPECT(NATIVE(SocketNatives_setIntOption)(env, NULL, stage->ear, IPPROTO_IP, IP_PKTINFO, 0), 0);
}

void batch_natives_call(struct stage *stage)
{
    together(stage);
    cut(stage);
    control_data(stage);
    errors(stage);
}

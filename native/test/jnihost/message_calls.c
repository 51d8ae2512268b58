/* message_calls.c - org.joinleaf.internal.natives.MessageNatives. */
#include "host.h"

#include <mswsock.h>

#define BAD_HANDLE  0x7ffffff4LL
#define VALUE(name) org_joinleaf_internal_natives_MessageNatives_##name

static char out[64], in[64], name[64];
static _Alignas(8) char control[128];

static jint send_parts(struct stage *stage, jlong s, jobject target)
{
    jobject parts[2] = {object_direct(out, sizeof out), object_direct(out, sizeof out)};
    jint offsets[2] = {3, 10}, lengths[2] = {3, 5};
    return NATIVE(MessageNatives_send)(stage->env, NULL, s, target, TARGET_OFFSET, target == NULL ? 0 : 16,
                                       object_array(parts, 2), object_ints(offsets, 2),
                                       object_ints(lengths, 2), 2, NULL, 0, 0, 0, 0);
}

static jint receive(struct stage *stage, jlong s, jint *values)
{
    jobject parts[1] = {object_direct(in, sizeof in)};
    jint offsets[1] = {4}, lengths[1] = {values[VALUE(RECEIVED)]};
    return NATIVE(MessageNatives_receive)(stage->env, NULL, s, object_direct(name, sizeof name), 8,
                                          object_array(parts, 1), object_ints(offsets, 1),
                                          object_ints(lengths, 1), 1, object_direct(control, sizeof control),
                                          0, object_ints(values, VALUE(VALUES)));
}

static void messages(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jint values[VALUE(VALUES)] = {28, sizeof control, 0, 20}, none[VALUE(VALUES)] = {28, 0, 0, 20};
    memcpy(out, "...one....three", 15);
    EXPECT_CODE(send_parts(stage, BAD_HANDLE, stage->target), WSAENOTSOCK);
    EXPECT_CODE(receive(stage, BAD_HANDLE, none), WSAENOTSOCK);
    EXPECT(NATIVE(SocketNatives_setIntOption)(env, NULL, stage->ear, IPPROTO_IP, IP_PKTINFO, 1), 0);
    EXPECT(send_parts(stage, stage->mouth, stage->target), 8);
    EXPECT(receive(stage, stage->ear, values), 0);
    EXPECT(values[VALUE(RECEIVED)], 8);
    EXPECT(memcmp(in + 4, "onethree", 8), 0);
    EXPECT(values[VALUE(NAME_LENGTH)], 16);
    EXPECT(values[VALUE(CONTROL_LENGTH)], 24); /* a header of 16 bytes and an IN_PKTINFO */
    EXPECT(values[VALUE(FLAGS)], 0);
    WSACMSGHDR header;
    memcpy(&header, control, sizeof header);
    EXPECT(header.cmsg_type, IP_PKTINFO);
    EXPECT(NATIVE(SocketNatives_setIntOption)(env, NULL, stage->ear, IPPROTO_IP, IP_PKTINFO, 0), 0);
    EXPECT(send_parts(stage, stage->mouth, stage->target), 8);
    values[VALUE(RECEIVED)] = 2;
    EXPECT_CODE(receive(stage, stage->ear, values), WSAEMSGSIZE);
}

static void polls(struct stage *stage)
{
    JNIEnv *env = stage->env;
    WSAPOLLFD polled[3] = {
        {.fd = INVALID_SOCKET}, {(SOCKET)stage->ear, POLLRDNORM, 0}, {(SOCKET)stage->mouth, POLLWRNORM, 0}};
    jobject memory = object_direct(polled, sizeof polled);
    EXPECT_CODE(NATIVE(MessageNatives_poll)(env, NULL, NULL, 0, 1, 0), WSAEFAULT);
    EXPECT(NATIVE(MessageNatives_poll)(env, NULL, memory, sizeof polled[0], 1, 0), 0);
    EXPECT(NATIVE(MessageNatives_poll)(env, NULL, memory, sizeof polled[0], 2, 0), 1);
    EXPECT(polled[1].revents, 0);
    EXPECT(polled[2].revents, POLLWRNORM);
}

/* No provider has these but Windows' own, and of those only one for streams: a code comes, and nothing else.
 */
static void ends(struct stage *stage)
{
    static WSAPROTOCOL_INFOW info;
    static char block[64];
    static QOS qos;
    JNIEnv *env = stage->env;
    jobject data = object_direct(block, sizeof block), entry = object_direct(&info, sizeof info);
    jobject flows = object_direct(&qos, sizeof qos);
    EXPECT_CODE(NATIVE(MessageNatives_sendDisconnect)(env, NULL, BAD_HANDLE, data, 0, 4), WSAENOTSOCK);
    EXPECT_TRUE(NATIVE(MessageNatives_sendDisconnect)(env, NULL, stage->mouth, data, 0, 4) <= 0);
    EXPECT_CODE(NATIVE(MessageNatives_receiveDisconnect)(env, NULL, BAD_HANDLE, data, 32), WSAENOTSOCK);
    EXPECT_TRUE(NATIVE(MessageNatives_receiveDisconnect)(env, NULL, stage->mouth, NULL, 0) <= 0);
    EXPECT_CODE(NATIVE(MessageNatives_duplicate)(env, NULL, BAD_HANDLE, 1, entry, 0), WSAENOTSOCK);
    EXPECT_TRUE(NATIVE(MessageNatives_qosByName)(env, NULL, stage->mouth, data, 0, 4, flows, 0) < 0);
}

void message_natives_call(struct stage *stage)
{
    messages(stage);
    polls(stage);
    ends(stage);
}

/* name_calls.c - org.joinleaf.internal.natives.NameNatives. */
#include "host.h"

static WCHAR text[1025];
static _Alignas(8) char memory[8192];

/* The text as Java would give it. */
static jobject wide(const char *narrow)
{
    static WCHAR rooms[8][64];
    static int next;
    WCHAR *room = rooms[next++ % 8];
    for (size_t i = 0; i <= strlen(narrow); i++)
        room[i] = (WCHAR)narrow[i];
    return object_direct(room, sizeof rooms[0]);
}

static int text_is(const char *narrow)
{
    size_t i = 0;
    while (narrow[i] != '\0' && text[i] == (WCHAR)narrow[i])
        i++;
    return narrow[i] == '\0' && text[i] == 0;
}

static jobject narrow(const char *name)
{
    return object_direct((void *)(uintptr_t)name, strlen(name) + 1);
}

static void hosts(JNIEnv *env)
{
    jobject room = object_direct(text, sizeof text), host = object_direct(memory, sizeof memory);
    EXPECT(NATIVE(NameNatives_textToHost)(env, NULL, AF_INET, wide("239.1.2.3"), host, 8), 1);
    EXPECT(memcmp(memory + 8, "\xef\1\2\3", 4), 0);
    EXPECT(NATIVE(NameNatives_textToHost)(env, NULL, AF_INET, wide("239.1.2"), host, 8), 0);
    EXPECT_CODE(NATIVE(NameNatives_textToHost)(env, NULL, 99, wide("239.1.2.3"), host, 8), WSAEAFNOSUPPORT);
    EXPECT(NATIVE(NameNatives_hostToText)(env, NULL, AF_INET, host, 8, room, 1025), 0);
    EXPECT_TRUE(text_is("239.1.2.3"));
    EXPECT_CODE(NATIVE(NameNatives_hostToText)(env, NULL, 99, host, 8, room, 1025), WSAEAFNOSUPPORT);
    EXPECT(NATIVE(NameNatives_textToIpv4)(env, NULL, narrow("127.0.0.1")), (jint)htonl(0x7f000001));
    EXPECT(NATIVE(NameNatives_textToIpv4)(env, NULL, narrow("nowhere")), -1);
}

static void sockaddrs(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jobject room = object_direct(text, sizeof text), address = object_direct(memory, sizeof memory);
    struct sockaddr_in in;
    EXPECT(
        NATIVE(NameNatives_stringToAddress)(env, NULL, wide("10.1.2.3:80"), AF_INET, NULL, 0, address, 4, 28),
        16);
    memcpy(&in, memory + 4, sizeof in);
    EXPECT(in.sin_family, AF_INET);
    EXPECT(in.sin_port, htons(80));
    EXPECT(in.sin_addr.s_addr, htonl(0x0a010203));
    EXPECT(NATIVE(NameNatives_addressToString)(env, NULL, address, 4, 16, NULL, 0, room, 1025), 12);
    EXPECT_TRUE(text_is("10.1.2.3:80"));
    EXPECT_CODE(NATIVE(NameNatives_addressToString)(env, NULL, address, 4, 16, NULL, 0, room, 3), WSAEFAULT);
    EXPECT_CODE(NATIVE(NameNatives_stringToAddress)(env, NULL, wide("ten"), AF_INET, NULL, 0, address, 4, 28),
                WSAEINVAL);
}

/* An int at a place of an answer. */
static jint told(size_t at)
{
    jint value;
    memcpy(&value, memory + at, sizeof value);
    return value;
}

static void names(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jint hints[4] = {AI_NUMERICHOST, AF_INET, SOCK_DGRAM, IPPROTO_UDP};
    jobject room = object_direct(text, sizeof text), answer = object_direct(memory, sizeof memory);
    EXPECT(NATIVE(NameNatives_hostName)(env, NULL, room, 1025), 0);
    EXPECT_TRUE(text[0] != 0);
    EXPECT_CODE(NATIVE(NameNatives_hostName)(env, NULL, room, 0), WSAEFAULT);
    /* Four ints, the address and its length, and no name. */
    EXPECT(NATIVE(NameNatives_addressInfo)(env, NULL, wide("127.0.0.1"), wide("99"), object_ints(hints, 4),
                                           answer, sizeof memory),
           4 * 4 + 4 + 16 + 4);
    EXPECT(told(4), AF_INET);
    EXPECT(told(8), SOCK_DGRAM);
    EXPECT(told(16), 16);
    EXPECT(told(36), -1);
    memset(memory, 0x55, 64);
    EXPECT(NATIVE(NameNatives_addressInfo)(env, NULL, wide("127.0.0.1"), wide("99"), object_ints(hints, 4),
                                           answer, 7),
           4 * 4 + 4 + 16 + 4); /* the size, and no more than fits */
    EXPECT(memory[7], 0x55);
    EXPECT_CODE(NATIVE(NameNatives_addressInfo)(env, NULL, wide("no number"), NULL, object_ints(hints, 4),
                                                answer, sizeof memory),
                WSAHOST_NOT_FOUND);
    EXPECT(NATIVE(NameNatives_nameInfo)(env, NULL, stage->target, TARGET_OFFSET, 16, room, 1025, NULL, 0,
                                        NI_NUMERICHOST),
           0);
    EXPECT_TRUE(text_is("127.0.0.1"));
    memset(memory, 0x55, 16); /* no family */
    EXPECT_CODE(NATIVE(NameNatives_nameInfo)(env, NULL, answer, 0, 16, room, 1025, NULL, 0, NI_NUMERICHOST),
                WSAEAFNOSUPPORT);
}

static void data_bases(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jobject answer = object_direct(memory, sizeof memory);
    EXPECT_TRUE(NATIVE(NameNatives_hostByName)(env, NULL, narrow("127.0.0.1"), answer, sizeof memory) > 16);
    jint name_length = told(0);
    EXPECT(told(4 + (size_t)name_length), AF_INET);
    EXPECT(told(8 + (size_t)name_length), 4);
    EXPECT_TRUE(NATIVE(NameNatives_hostByAddress)(env, NULL, object_direct("\0\0", 2), 0, 2, 99, answer, 8) <
                0);
    EXPECT_TRUE(NATIVE(NameNatives_protocolByName)(env, NULL, narrow("udp"), answer, sizeof memory) > 8);
    EXPECT(memcmp(memory + 4, "udp", 3), 0);
    EXPECT_TRUE(NATIVE(NameNatives_protocolByNumber)(env, NULL, IPPROTO_TCP, answer, sizeof memory) > 8);
    EXPECT(memcmp(memory + 4, "tcp", 3), 0);
    EXPECT_TRUE(NATIVE(NameNatives_protocolByNumber)(env, NULL, 12345, answer, sizeof memory) < 0);
    EXPECT_TRUE(NATIVE(NameNatives_serviceByName)(env, NULL, narrow("domain"), narrow("udp"), answer,
                                                  sizeof memory) > 8);
    EXPECT(memcmp(memory + 4, "domain", 6), 0);
    EXPECT_TRUE(
        NATIVE(NameNatives_serviceByPort)(env, NULL, htons(53), narrow("udp"), answer, sizeof memory) > 8);
    EXPECT(memcmp(memory + 4, "domain", 6), 0);
    EXPECT_TRUE(NATIVE(NameNatives_serviceByName)(env, NULL, narrow("no such"), NULL, answer, sizeof memory) <
                0);
}

void name_natives_call(struct stage *stage)
{
    hosts(stage->env);
    sockaddrs(stage);
    names(stage);
    data_bases(stage);
}

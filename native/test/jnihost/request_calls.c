/* request_calls.c - org.joinleaf.internal.natives.RequestNatives: decided about by a session's root where
 * there is a provider for it, by a TCP listener where there is none. */
#include "host.h"

#define BAD_HANDLE   0x7ffffff4LL
#define MEMBER(name) org_joinleaf_internal_natives_RequestNatives_##name

enum { CALLER_DATA_ROOM = 64, POLLS = 20, POLL_MICROSECONDS = 500000 };

static union {
    jint words[7];
    char bytes[MEMBER(CALLER_DATA) + CALLER_DATA_ROOM];
} request;
static char name[32], memory[64], callee[sizeof(WSABUF) + 32];

static jint word(jint offset)
{
    return request.words[offset / 4];
}

static jlong stream(struct stage *stage, jint kind, jint protocol, jint flags)
{
    return NATIVE(SocketNatives_socket)(stage->env, NULL, AF_INET, kind, protocol, NULL, 0, 0,
                                        flags | WSA_FLAG_OVERLAPPED);
}

static jobject listen_on_loopback(struct stage *stage, jlong s)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    any.sin_addr.s_addr = htonl(0x7f000001);
    memcpy(name, &any, sizeof any);
    jobject address = object_direct(name, sizeof name);
    EXPECT(NATIVE(SocketNatives_bind)(stage->env, NULL, s, address, 0, 16), 0);
    EXPECT(NATIVE(SocketNatives_getsockname)(stage->env, NULL, s, address, 0, 32), 16);
    EXPECT(NATIVE(SocketNatives_listen)(stage->env, NULL, s, 5), 0);
    EXPECT(NATIVE(SocketNatives_ioctlsocket)(stage->env, NULL, s, (jint)FIONBIO, 1), 1);
    return address;
}

static jlong answer(struct stage *stage, jlong s, jboolean known, jint decision, jint callee_length)
{
    JNIEnv *env = stage->env;
    static char peer[32];
    jint length = sizeof peer;
    jobject shown = object_direct(&request, sizeof request), address = object_direct(peer, sizeof peer);
    jobject back = object_direct("..welcome", 9);
    return NATIVE(RequestNatives_accept)(env, NULL, s, address, 0, object_ints(&length, 1), shown, known,
                                         decision, back, 2, callee_length, NULL, 0, 0);
}

/* Waits by the library's own select: the system's knows nothing of our sockets on Windows, and would fail at
 * once. */
static jlong first_answer(struct stage *stage, jlong s, jint decision)
{
    jlong result = ~(jlong)WSAEWOULDBLOCK;
    for (int left = POLLS; left > 0 && result == ~(jlong)WSAEWOULDBLOCK; left--) {
        fd_set readable;
        FD_ZERO(&readable);
        FD_SET((SOCKET)s, &readable);
        EXPECT_TRUE(NATIVE(EventNatives_select)(stage->env, NULL, object_direct(&readable, sizeof readable),
                                                NULL, NULL, POLL_MICROSECONDS) >= 0);
        result = answer(stage, s, JNI_FALSE, decision, 0);
    }
    return result;
}

static void rooted_session(struct stage *stage, jlong root)
{
    JNIEnv *env = stage->env;
    jlong leaf = stream(stage, SOCK_SEQPACKET, 0, WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    jobject address = listen_on_loopback(stage, root), box = object_direct(memory, sizeof memory);
    jobject room = object_direct(callee, sizeof callee);
    EXPECT(NATIVE(SocketNatives_ioctlsocket)(env, NULL, leaf, (jint)FIONBIO, 1), 1);
    memcpy(memory, "hello", 5);
    EXPECT_CODE(answer(stage, root, JNI_FALSE, CF_DEFER, 0), WSAEWOULDBLOCK);
    EXPECT(word(MEMBER(SEEN)), MEMBER(NOTHING));
    EXPECT(NATIVE(SocketNatives_joinLeaf)(env, NULL, leaf, address, 0, 16, box, 0, 5, room, 32, NULL, 0, 0,
                                          NULL, 0, 0, JL_BOTH),
           leaf);
    EXPECT_CODE(first_answer(stage, root, CF_DEFER), WSATRY_AGAIN);
    EXPECT(word(MEMBER(SEEN)), MEMBER(THIS));
    EXPECT(word(MEMBER(CALLER_ID_LENGTH)), 16);
    EXPECT(word(MEMBER(CALLEE_ID_LENGTH)), 16);
    EXPECT(word(MEMBER(CALLER_DATA_LENGTH)), 5);
    EXPECT(word(MEMBER(HAS_FLOW_SPECS)), 0);
    EXPECT(memcmp(request.bytes + MEMBER(CALLER_DATA), "hello", 5), 0);
    request.bytes[MEMBER(CALLER_DATA)] = 'j'; /* as if another had come */
    EXPECT_CODE(answer(stage, root, JNI_TRUE, CF_ACCEPT, 0), WSATRY_AGAIN);
    EXPECT(word(MEMBER(SEEN)), MEMBER(OTHER));
    request.bytes[MEMBER(CALLER_DATA)] = 'h';
    EXPECT_CODE(answer(stage, root, JNI_TRUE, CF_ACCEPT, 1 << 20), WSATRY_AGAIN);
    EXPECT(word(MEMBER(SEEN)), MEMBER(NO_ROOM));
    jlong branch = answer(stage, root, JNI_TRUE, CF_ACCEPT, 7);
    EXPECT_TRUE(branch >= 0);
    EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, branch), 0);
    EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, leaf), 0);
}

/* No connect data, no deferring: what Wine's WSAAccept can do. */
static void tcp_connection(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jlong listener = stream(stage, SOCK_STREAM, IPPROTO_TCP, 0);
    jlong caller = stream(stage, SOCK_STREAM, IPPROTO_TCP, 0);
    EXPECT_TRUE(listener >= 0 && caller >= 0);
    jobject address = listen_on_loopback(stage, listener);
    EXPECT(NATIVE(RequestNatives_connect)(env, NULL, caller, address, 0, 16, NULL, 0, -1, NULL, 0, NULL, 0, 0,
                                          NULL, 0, 0),
           0);
    jlong accepted = first_answer(stage, listener, CF_ACCEPT);
    EXPECT_TRUE(accepted >= 0);
    EXPECT(word(MEMBER(SEEN)), MEMBER(THIS));
    EXPECT(word(MEMBER(CALLER_ID_LENGTH)), 16);
    EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, accepted), 0);
    EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, caller), 0);
    EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, listener), 0);
}

void request_natives_call(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jobject none = object_direct(&request, sizeof request);
    EXPECT_CODE(NATIVE(RequestNatives_accept)(env, NULL, BAD_HANDLE, NULL, 0, NULL, none, JNI_FALSE, CF_DEFER,
                                              NULL, 0, 0, NULL, 0, 0),
                WSAENOTSOCK);
    EXPECT_CODE(NATIVE(RequestNatives_connect)(env, NULL, BAD_HANDLE, stage->target, TARGET_OFFSET, 16, NULL,
                                               0, -1, NULL, 0, NULL, 0, 0, NULL, 0, 0),
                WSAENOTSOCK);
    jlong root = stream(stage, SOCK_SEQPACKET, 0, WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF);
    if (root >= 0) {
        rooted_session(stage, root);
        EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, root), 0);
    } else {
        tcp_connection(stage);
    }
}

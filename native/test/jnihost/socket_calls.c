/* socket_calls.c - org.joinleaf.internal.natives.SocketNatives. */
#include "host.h"

#define LEAF_FLAGS (WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF)
#define BAD_HANDLE 0x7ffffff4LL
#define OWN_HANDLE 5 /* of our half, and of no socket */

static char memory[8192];      /* what Java would call a direct buffer */
static char target_memory[64]; /* another, which stays as it is */

static jobject address_object(const char *ipv4, unsigned short port)
{
    static struct sockaddr_in address;
    unsigned a, b, c, d;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (sscanf(ipv4, "%u.%u.%u.%u", &a, &b, &c, &d) == 4)
        address.sin_addr.s_addr = htonl(a << 24 | b << 16 | c << 8 | d);
    return object_direct(&address, sizeof address);
}

/* Overlapped: without it time-outs do not work on Windows. */
static jlong datagram_socket(struct stage *stage, jint flags)
{
    jlong s = NATIVE(SocketNatives_socket)(stage->env, NULL, AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0,
                                           flags | WSA_FLAG_OVERLAPPED);
    EXPECT_TRUE(s >= 0);
    EXPECT(NATIVE(SocketNatives_setIntOption)(stage->env, NULL, s, SOL_SOCKET, SO_RCVTIMEO, 2000), 0);
    return s;
}

void socket_natives_start(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jobject data = object_direct(memory, sizeof memory);
    struct sockaddr_in bound;
    EXPECT_CODE(NATIVE(SocketNatives_cleanup)(env, NULL), WSANOTINITIALISED);
    EXPECT_CODE(NATIVE(SocketNatives_startup)(env, NULL, 0x0100, data, 0),
                WSAVERNOTSUPPORTED); /* version 0.1 */
    EXPECT_CODE(NATIVE(SocketNatives_startup)(env, NULL, 0x0202, NULL, 0), WSAEFAULT);
    EXPECT(NATIVE(SocketNatives_startup)(env, NULL, 0x0202, data, 8), 0);
    EXPECT(memory[8], 2);
    EXPECT(memory[9], 2);
    stage->ear = datagram_socket(stage, 0);
    stage->mouth = datagram_socket(stage, 0);
    EXPECT_CODE(NATIVE(SocketNatives_bind)(env, NULL, stage->ear, NULL, 0, 16), WSAEFAULT);
    EXPECT_CODE(NATIVE(SocketNatives_bind)(env, NULL, BAD_HANDLE, address_object("127.0.0.1", 0), 0, 16),
                WSAENOTSOCK);
    EXPECT(NATIVE(SocketNatives_bind)(env, NULL, stage->ear, address_object("127.0.0.1", 0), 0, 16), 0);
    stage->target = object_direct(target_memory, sizeof target_memory);
    EXPECT(NATIVE(SocketNatives_getsockname)(env, NULL, stage->ear, stage->target, TARGET_OFFSET, 32), 16);
    memcpy(&bound, target_memory + TARGET_OFFSET, sizeof bound);
    EXPECT(bound.sin_family, AF_INET);
    EXPECT_TRUE(bound.sin_port != 0);
    EXPECT(ntohl(bound.sin_addr.s_addr), 0x7f000001);
}

/* Nothing is installed, here or anywhere: what is to be refused is, and a path is not given. */
static void installed_provider(struct stage *stage)
{
    static WCHAR path[260];
    JNIEnv *env = stage->env;
    jobject room = object_direct(path, sizeof path);
    EXPECT_TRUE(NATIVE(SocketNatives_providerPath)(env, NULL, room, 260) < 0);
    EXPECT_TRUE(NATIVE(SocketNatives_removeProvider)(env, NULL) < 0);
    EXPECT_TRUE(NATIVE(SocketNatives_installProvider)(env, NULL, NULL) < 0);
    EXPECT_TRUE(NATIVE(SocketNatives_providerPath)(env, NULL, room, 260) < 0);
}

static void sockets(struct stage *stage)
{
    JNIEnv *env = stage->env;
    EXPECT_CODE(NATIVE(SocketNatives_socket)(env, NULL, 99, SOCK_DGRAM, 0, NULL, 0, 0, 0), WSAEAFNOSUPPORT);
    EXPECT_CODE(NATIVE(SocketNatives_closesocket)(env, NULL, BAD_HANDLE), WSAENOTSOCK);
    EXPECT_CODE(NATIVE(SocketNatives_closesocket)(env, NULL, -1), WSAENOTSOCK);
    jlong s = datagram_socket(stage, 0);
    NATIVE(SocketNatives_cancelCalls)(env, NULL, s); /* whether it did something is the system's matter */
    EXPECT(NATIVE(SocketNatives_cancelCalls)(env, NULL, OWN_HANDLE), JNI_FALSE);
    EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, s), 0);
    EXPECT_CODE(NATIVE(SocketNatives_closesocket)(env, NULL, s), WSAENOTSOCK);
}

/* The catalogue in a direct buffer, and a socket from an entry in the middle of it. */
static void catalogue(struct stage *stage)
{
    static WSAPROTOCOL_INFOW entries[16];
    static jint udp[] = {IPPROTO_UDP, 0};
    JNIEnv *env = stage->env;
    jobject room = object_direct(entries, sizeof entries);
    jlong result = NATIVE(SocketNatives_enumProtocols)(env, NULL, NULL, NULL, 0, 0);
    EXPECT_TRUE(result < 0);
    EXPECT((jint)~result, WSAENOBUFS); /* the value below, the size above */
    EXPECT_TRUE((~result >> 32) >= (jlong)sizeof entries[0] &&
                (~result >> 32) % (jlong)sizeof entries[0] == 0);
    result =
        NATIVE(SocketNatives_enumProtocols)(env, NULL, object_ints(udp, 2), room, 0, (jint)sizeof entries);
    EXPECT_TRUE(result >= 0);
    jint found = -1;
    for (jint i = 0; i < (jint)result; i++) {
        EXPECT(entries[i].iProtocol, IPPROTO_UDP);
        if (entries[i].iAddressFamily == AF_INET)
            found = i;
    }
    EXPECT_TRUE(found >= 0);
    jlong s =
        NATIVE(SocketNatives_socket)(env, NULL, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                                     room, found * (jint)sizeof entries[0], 0, LEAF_FLAGS);
    EXPECT_TRUE(s >= 0);
    EXPECT(NATIVE(SocketNatives_getIntOption)(env, NULL, s, SOL_SOCKET, SO_TYPE), SOCK_DGRAM);
    EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, s), 0);
}

static void options(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jint value = 1;
    jobject box = object_direct(memory, sizeof memory);
    memcpy(memory + 16, &value, sizeof value);
    jlong s = datagram_socket(stage, 0);
    EXPECT(NATIVE(SocketNatives_setsockopt)(env, NULL, s, SOL_SOCKET, SO_REUSEADDR, box, 16, 4), 0);
    EXPECT(NATIVE(SocketNatives_getIntOption)(env, NULL, s, SOL_SOCKET, SO_REUSEADDR), 1);
    EXPECT(NATIVE(SocketNatives_setIntOption)(env, NULL, s, SOL_SOCKET, SO_RCVBUF, 65536), 0);
    EXPECT(NATIVE(SocketNatives_getsockopt)(env, NULL, s, SOL_SOCKET, SO_RCVBUF, box, 32, 4), 4);
    memcpy(&value, memory + 32, sizeof value);
    EXPECT(value, 65536);
    EXPECT_CODE(NATIVE(SocketNatives_setsockopt)(env, NULL, s, SOL_SOCKET, SO_RCVBUF, NULL, 0, 4), WSAEFAULT);
    EXPECT_CODE(NATIVE(SocketNatives_setsockopt)(env, NULL, s, SOL_SOCKET, SO_RCVBUF, object_heap(4), 0, 4),
                WSAEFAULT);
    EXPECT_CODE(NATIVE(SocketNatives_getIntOption)(env, NULL, s, SOL_SOCKET, 0x7abc), WSAENOPROTOOPT);
    EXPECT_CODE(NATIVE(SocketNatives_setIntOption)(env, NULL, BAD_HANDLE, SOL_SOCKET, SO_RCVBUF, 1),
                WSAENOTSOCK);
    EXPECT_CODE(NATIVE(SocketNatives_getsockopt)(env, NULL, BAD_HANDLE, SOL_SOCKET, SO_TYPE, box, 0, 4),
                WSAENOTSOCK);
    EXPECT(NATIVE(SocketNatives_ioctlsocket)(env, NULL, s, (jint)FIONBIO, 1), 1);
    EXPECT_CODE(NATIVE(SocketNatives_ioctlsocket)(env, NULL, BAD_HANDLE, (jint)FIONBIO, 1), WSAENOTSOCK);
    /* A size comes with the result. */
    EXPECT(NATIVE(SocketNatives_bind)(env, NULL, s, address_object("127.0.0.1", 0), 0, 16), 0);
    EXPECT(NATIVE(SocketNatives_ioctl)(env, NULL, s, FIONREAD, NULL, 0, 0, box, 64, 4), 4LL << 32);
    EXPECT_TRUE(NATIVE(SocketNatives_ioctl)(env, NULL, s, FIONREAD, NULL, 0, 0, NULL, 0, 0) < 0);
    EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, s), 0);
}

static void connections(struct stage *stage)
{
    JNIEnv *env = stage->env;
    jint length = 32;
    jobject box = object_direct(memory, sizeof memory);
    jlong s = datagram_socket(stage, 0);
    EXPECT_CODE(NATIVE(SocketNatives_getpeername)(env, NULL, s, box, 0, 64), WSAENOTCONN);
    EXPECT(NATIVE(SocketNatives_connect)(env, NULL, s, stage->target, TARGET_OFFSET, 16), 0);
    EXPECT(NATIVE(SocketNatives_getpeername)(env, NULL, s, box, 5, 64), 16); /* at an odd place, too */
    EXPECT(memcmp(memory + 5, target_memory + TARGET_OFFSET, 8), 0);
    EXPECT_CODE(NATIVE(SocketNatives_connect)(env, NULL, BAD_HANDLE, stage->target, TARGET_OFFSET, 16),
                WSAENOTSOCK);
    EXPECT_CODE(NATIVE(SocketNatives_listen)(env, NULL, s, 5), WSAEOPNOTSUPP); /* a datagram socket */
    EXPECT(NATIVE(SocketNatives_ioctlsocket)(env, NULL, s, (jint)FIONBIO, 1),
           1); /* Wine's accept would wait */
    EXPECT_TRUE(NATIVE(SocketNatives_accept)(env, NULL, s, box, 0, object_ints(&length, 1)) < 0);
    EXPECT_TRUE(NATIVE(SocketNatives_accept)(env, NULL, s, NULL, 0, NULL) < 0);
    EXPECT_CODE(NATIVE(SocketNatives_accept)(env, NULL, BAD_HANDLE, box, 0, object_ints(&length, 1)),
                WSAENOTSOCK);
    EXPECT(NATIVE(SocketNatives_shutdown)(env, NULL, s, SD_SEND), 0);
    EXPECT_CODE(NATIVE(DataNatives_send)(env, NULL, s, box, 0, 1, 0), WSAESHUTDOWN);
    EXPECT_CODE(NATIVE(SocketNatives_shutdown)(env, NULL, BAD_HANDLE, SD_BOTH), WSAENOTSOCK);
    EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, s), 0);
}

/* The join of a provider, or Wine's stub, which sets no code: ~0 either way, and never -1 mistaken for a
 * socket. */
static void joins(struct stage *stage)
{
    JNIEnv *env = stage->env;
    struct in_addr loopback;
    jobject box = object_direct(memory, sizeof memory);
    loopback.s_addr = htonl(0x7f000001);
    WSASetLastError(0);
    jlong stub = NATIVE(SocketNatives_joinLeaf)(env, NULL, -1, address_object("239.255.77.90", 5090), 0, 16,
                                                NULL, 0, -1, NULL, 0, NULL, 0, 0, NULL, 0, 0, JL_BOTH);
    EXPECT_TRUE(stub == ~0LL || stub == ~(jlong)WSAENOTSOCK);
    jlong s = datagram_socket(stage, LEAF_FLAGS);
    EXPECT(
        NATIVE(SocketNatives_setIntOption)(env, NULL, s, IPPROTO_IP, IP_MULTICAST_IF, (jint)loopback.s_addr),
        0);
    memcpy(memory, "hello", 5);
    WSASetLastError(0);
    jlong result = NATIVE(SocketNatives_joinLeaf)(env, NULL, s, address_object("239.255.77.90", 5090), 0, 16,
                                                  box, 0, 5, NULL, 0, NULL, 0, 0, NULL, 0, 0, JL_BOTH);
    EXPECT(result, stub == ~0LL ? stub : ~(jlong)WSAEPROTONOSUPPORT);
    jobject flows = object_direct(memory + 256, sizeof(QOS));
    memset(memory + 256, 0xff, sizeof(QOS));
    jobject callee = object_direct(memory + 512, sizeof(WSABUF) + 32);
    WSASetLastError(0);
    result = NATIVE(SocketNatives_joinLeaf)(env, NULL, s, address_object("239.255.77.90", 5090), 0, 16, NULL,
                                            0, -1, callee, 32, NULL, 0, 0, flows, 0, sizeof(QOS), JL_BOTH);
    EXPECT(result, stub == ~0LL ? stub : s);
    if (result == s) {
        EXPECT(((WSABUF *)(void *)(memory + 512))->len, 0); /* no callee data */
        EXPECT(NATIVE(DataNatives_send)(env, NULL, s, box, 0, 5, 0), 5);
        EXPECT(NATIVE(DataNatives_recv)(env, NULL, s, box, 64, 100, 0), 5);
        EXPECT(memcmp(memory + 64, "hello", 5), 0);
    }
    EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, s), 0);
}

void socket_natives_call(struct stage *stage)
{
    sockets(stage);
    catalogue(stage);
    installed_provider(stage);
    options(stage);
    connections(stage);
    joins(stage);
}

void socket_natives_end(struct stage *stage)
{
    EXPECT(NATIVE(SocketNatives_closesocket)(stage->env, NULL, stage->ear), 0);
    EXPECT(NATIVE(SocketNatives_closesocket)(stage->env, NULL, stage->mouth), 0);
    EXPECT(NATIVE(SocketNatives_cleanup)(stage->env, NULL), 0);
    EXPECT_CODE(NATIVE(SocketNatives_cleanup)(stage->env, NULL), WSANOTINITIALISED);
}

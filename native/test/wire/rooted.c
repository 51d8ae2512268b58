/* rooted.c - the marks of packets of sessions with a root (QS-02): of the messages, and of the connection. */
#include "proof.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE = 900 /* larger than any datagram that carries no message */ };

struct session {
    SOCKET root, leaf, branch;
};

static void *admit(void *argument)
{
    struct session *session = argument;
    session->branch = accept(session->root, NULL, NULL);
    return NULL;
}

static struct session session_begin(int family, DWORD data_plane)
{
    struct name at = name_make(family == AF_INET ? "127.0.0.1" : "::1", 0);
    const DWORD leaf = WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF;
    struct session session = {
        .root = WSASocketW(family, SOCK_SEQPACKET, 0, NULL, 0, WSA_FLAG_MULTIPOINT_C_ROOT | data_plane),
        .leaf = WSASocketW(family, SOCK_SEQPACKET, 0, NULL, 0, leaf),
        .branch = INVALID_SOCKET,
    };
    pthread_t thread;
    receive_timeout(session.leaf, 5000);
    receive_timeout(session.root, 5000);
    WORKS(bind(session.root, SA(at), at.length));
    WORKS(getsockname(session.root, SA(at), &at.length));
    WORKS(listen(session.root, 5));
    WORKS(-pthread_create(&thread, NULL, admit, &session));
    WORKS(WSAJoinLeaf(session.leaf, SA(at), at.length, NULL, NULL, NULL, NULL, JL_BOTH));
    pthread_join(thread, NULL);
    return session;
}

/* Sends a message; every packet that carries it is to have the mark: datagrams from the root, segments from a
 * leaf (which the root relays, with its own mark, where the data plane is that of leaves). */
static void expect_marks(SOCKET from, SOCKET to, enum packet_kind carries, const char *what, int dscp)
{
    static char bytes[MESSAGE];
    struct packet packet;
    struct capture *capture = capture_lo();
    int messages = 0, others = 0, wrong = -1;
    WORKS(send(from, bytes, MESSAGE, 0));
    WORKS(recv(to, bytes, MESSAGE, 0));
    int64_t until = capture_now() + 200000000;
    while (capture_next(capture, &packet, until)) {
        if (packet.kind != carries || packet.size < MESSAGE) {
            others++;
        } else if (packet.dscp == dscp) {
            messages++;
        } else {
            wrong = packet.dscp;
        }
    }
    check(messages > 0 && wrong == -1, "%s: DSCP %d of %d messages, should be %d (%d other packets)", what,
          wrong == -1 ? dscp : wrong, messages, dscp, others);
    capture_close(capture);
}

static void marks(int family, DWORD data_plane, const char *what)
{
    char words[100];
    struct session session = session_begin(family, data_plane);
    struct direction {
        const char *name;
        SOCKET from, to;
        enum packet_kind carries;
    } directions[] = {{"from the root", session.root, session.leaf, PACKET_UDP},
                      {"from a leaf", session.leaf, session.root, PACKET_TCP}};
    for (int i = 0; i < 2; i++) {
        const struct direction *way = &directions[i];
        snprintf(words, sizeof words, "%s, IPv%d, %s", what, family == AF_INET ? 4 : 6, way->name);
        expect_marks(way->from, way->to, way->carries, words, 0);
        set_qos(way->from, qos_sending(SERVICETYPE_GUARANTEED, 1000000, 10000));
        expect_marks(way->from, way->to, way->carries, words, 40);
        set_qos(way->from, qos_sending(SERVICETYPE_CONTROLLEDLOAD, 1000000, 10000));
        expect_marks(way->from, way->to, way->carries, words, 24);
        set_qos(way->from, qos_sending(SERVICETYPE_GUARANTEED | SERVICE_NO_TRAFFIC_CONTROL, 1000000, 10000));
        expect_marks(way->from, way->to, way->carries, words, 0);
        set_qos(way->from, qos_unspecified());
    }
    WORKS(closesocket(session.branch));
    WORKS(closesocket(session.leaf));
    WORKS(closesocket(session.root));
}

void prove_rooted(void)
{
    for (int i = 0; i < 2; i++) {
        int family = i == 0 ? AF_INET : AF_INET6;
        marks(family, WSA_FLAG_MULTIPOINT_D_ROOT, "rooted data");
        marks(family, WSA_FLAG_MULTIPOINT_D_LEAF, "data of leaves");
    }
}

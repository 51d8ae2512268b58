/* rooted.c - sessions with a root on the wire: the marks of their packets (QS-02), of the messages and of the
 * connection, and the rate at which messages come that a flow specification grants (QS-06). */
#include "proof.h"

#include <pthread.h>
#include <stdatomic.h>
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

/* asked: for what the leaf sends, which the root grants; NULL for nothing. */
static struct session session_begin(int family, DWORD data_plane, QOS *asked)
{
    struct name at = name_make(family == AF_INET ? "127.0.0.1" : "::1", 0);
    const DWORD leaf = WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF;
    struct session session = {
        .root = WSASocketW(family, SOCK_SEQPACKET, 0, NULL, 0, WSA_FLAG_MULTIPOINT_C_ROOT | data_plane),
        .leaf = WSASocketW(family, SOCK_SEQPACKET, 0, NULL, 0, leaf),
        .branch = INVALID_SOCKET,
    };
    pthread_t thread;
    receive_timeout(session.leaf, PATIENCE_MS);
    receive_timeout(session.root, PATIENCE_MS);
    WORKS(bind(session.root, SA(at), at.length));
    WORKS(getsockname(session.root, SA(at), &at.length));
    WORKS(listen(session.root, 5));
    WORKS(-pthread_create(&thread, NULL, admit, &session));
    WORKS(WSAJoinLeaf(session.leaf, SA(at), at.length, NULL, NULL, asked, NULL, JL_BOTH));
    pthread_join(thread, NULL);
    return session;
}

static void session_end(const struct session *session)
{
    WORKS(closesocket(session->branch));
    WORKS(closesocket(session->leaf));
    WORKS(closesocket(session->root));
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
    struct session session = session_begin(family, data_plane, NULL);
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
    session_end(&session);
}

/* ---- the rate ---- */

enum { RATE = 200000, BUCKET = 10000, SETTLED_MS = 300, OBSERVED_MS = 2000 };

struct worker {
    SOCKET s;
    atomic_int stop;
};

static void *send_all(void *argument)
{
    static const char bytes[MESSAGE];
    struct worker *worker = argument;
    while (!atomic_load(&worker->stop) && send(worker->s, bytes, MESSAGE, 0) >= 0)
        continue;
    return NULL;
}

static void *receive_all(void *argument)
{
    char bytes[MESSAGE];
    struct worker *worker = argument;
    while (!atomic_load(&worker->stop))
        recv(worker->s, bytes, MESSAGE, 0); /* after the last one it waits for its time */
    return NULL;
}

static int carries_messages(const struct packet *packet, enum packet_kind kind)
{
    return packet->kind == kind && packet->size >= MESSAGE;
}

/* The bytes of packets in a stretch of time that begins so long after the first of them. */
static double bytes_in(struct capture *capture, enum packet_kind carries, int from_ms, int to_ms)
{
    struct packet packet;
    const int64_t ms = 1000000;
    int64_t first = 0, until = capture_now() + 10000 * ms;
    double bytes = 0;
    while (capture_next(capture, &packet, until)) {
        if (!carries_messages(&packet, carries))
            continue;
        first = first == 0 ? packet.time : first;
        if (packet.time - first >= to_ms * ms)
            break;
        bytes += packet.time - first >= from_ms * ms ? (double)packet.size : 0;
    }
    return bytes;
}

/* How many bytes carry one message: what comes around it is no matter of the specification. */
static double size_of_one(SOCKET from, SOCKET to, enum packet_kind carries)
{
    static char bytes[MESSAGE];
    struct packet packet;
    struct capture *capture = capture_lo();
    double size = 0;
    WORKS(send(from, bytes, MESSAGE, 0));
    WORKS(recv(to, bytes, MESSAGE, 0));
    int64_t until = capture_now() + PATIENCE_NS;
    while (size == 0 && capture_next(capture, &packet, until))
        size = carries_messages(&packet, carries) ? (double)packet.size : 0;
    capture_close(capture);
    check(size >= MESSAGE && size < 1.1 * MESSAGE, "%.0f bytes carry a message of %d", size, MESSAGE);
    return size;
}

/* As in flow.c: more than the rate never comes; less does where the machine keeps the sender waiting. */
static void rate(SOCKET from, SOCKET to, enum packet_kind carries, const char *what)
{
    double one = size_of_one(from, to, carries), arrived = 0;
    for (int i = 0; i < TRIES && arrived < 0.95 * RATE; i++) {
        struct worker sending = {.s = from}, receiving = {.s = to};
        pthread_t sender, receiver;
        struct capture *capture = capture_lo();
        receive_timeout(to, 500);
        WORKS(-pthread_create(&receiver, NULL, receive_all, &receiving));
        WORKS(-pthread_create(&sender, NULL, send_all, &sending));
        double bytes = bytes_in(capture, carries, SETTLED_MS, OBSERVED_MS);
        atomic_store(&sending.stop, 1);
        pthread_join(sender, NULL);
        atomic_store(&receiving.stop, 1);
        pthread_join(receiver, NULL);
        receive_timeout(to, PATIENCE_MS);
        capture_close(capture);
        arrived = bytes * MESSAGE / one / ((OBSERVED_MS - SETTLED_MS) / 1000.0);
        check(arrived < 1.05 * RATE, "%s, rate %d: no more than %.0f bytes/s arrive", what, RATE, arrived);
    }
    check(arrived > 0.95 * RATE, "%s, rate %d: no less than %.0f bytes/s arrive", what, RATE, arrived);
}

static void rates(int family, DWORD data_plane, const char *what)
{
    char words[100];
    QOS granted = qos_sending(SERVICETYPE_GUARANTEED, RATE, BUCKET);
    struct session session = session_begin(family, data_plane, &granted);
    set_qos(session.root, granted);
    snprintf(words, sizeof words, "%s, IPv%d, from the root", what, family == AF_INET ? 4 : 6);
    rate(session.root, session.leaf, PACKET_UDP, words);
    snprintf(words, sizeof words, "%s, IPv%d, from a leaf", what, family == AF_INET ? 4 : 6);
    rate(session.leaf, session.root, PACKET_TCP, words);
    session_end(&session);
}

void prove_rooted(void)
{
    for (int i = 0; i < 2; i++) {
        int family = i == 0 ? AF_INET : AF_INET6;
        marks(family, WSA_FLAG_MULTIPOINT_D_ROOT, "rooted data");
        marks(family, WSA_FLAG_MULTIPOINT_D_LEAF, "data of leaves");
        rates(family, WSA_FLAG_MULTIPOINT_D_ROOT, "rooted data");
        rates(family, WSA_FLAG_MULTIPOINT_D_LEAF, "data of leaves");
    }
}

/*
 * One member of a rooted session, for tests with several processes and hosts.
 *
 *     node root ADDRESS PORT LEAVES MESSAGES LARGEST [option=value ...]
 *         listens, waits for the leaves, sends, closes; with ends=1 it sends nothing, and tells how each
 *         leaf ended
 *
 *     node leaf ROOT PORT [option=value ...]
 *         joins, checks what comes, until the end
 *
 *     node listen ADDRESS PORT [option=value ...]
 *         the same for a leaf that is invited
 *
 *     node invite ADDRESS PORT MESSAGES LARGEST [option=value ...]
 *         a root that invites one leaf
 *
 * Options: window, keepalive, dead, slow, join, handshake, halfopen, linger, ttl (numbers), key (text), group
 * and groupport, rooted=0 for the nonrooted data plane, pause=ms between messages, readpause=us after each,
 * batch=messages a call, hold=ms before the root closes, expect=messages and end=code for a leaf. A leaf asks
 * for two minutes until the root is there. A root says when all have joined; what happened is one line of
 * output; 0 if all was right.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <joinleaf/batch.h>
#include <joinleaf/rooted.h>

#include "test/seconds.h"

enum { LARGEST = 65536, BATCH_MOST = 256, PATIENCE_S = 120 };

static const char *const *options;
static int option_count;

static const char *option(const char *name)
{
    size_t length = strlen(name);
    for (int i = 0; i < option_count; i++) {
        if (strncmp(options[i], name, length) == 0 && options[i][length] == '=') {
            return options[i] + length + 1;
        }
    }
    return NULL;
}

static long number_option(const char *name, long otherwise)
{
    const char *value = option(name);
    return value == NULL ? otherwise : atol(value);
}

static void fail(const char *what)
{
    printf("failed: %s: %d\n", what, WSAGetLastError());
    exit(1);
}

static int name_of(const char *address, const char *port, struct sockaddr_storage *name)
{
    struct addrinfo hints = {0}, *found;
    hints.ai_flags = AI_NUMERICHOST;
    if (getaddrinfo(address, port, &hints, &found) != 0) {
        fail("address");
    }
    int size = (int)found->ai_addrlen;
    memcpy(name, found->ai_addr, (size_t)size);
    freeaddrinfo(found);
    return size;
}

static void set_options(SOCKET s)
{
    static const struct {
        const char *name;
        int option;
    } numbers[] = {{"window", JLR_WINDOW},          {"keepalive", JLR_KEEP_ALIVE},
                   {"dead", JLR_DEAD_TIMEOUT},      {"slow", JLR_SLOW_TIMEOUT},
                   {"join", JLR_JOIN_TIMEOUT},      {"handshake", JLR_HANDSHAKE_TIMEOUT},
                   {"halfopen", JLR_MAX_HALF_OPEN}, {"linger", JLR_LINGER_TIMEOUT}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        DWORD value = (DWORD)number_option(numbers[i].name, 0);
        if (value != 0 &&
            setsockopt(s, SOL_JLROOTED, numbers[i].option, (const char *)&value, sizeof value) != 0) {
            fail(numbers[i].name);
        }
    }
    const char *key = option("key");
    if (key != NULL && setsockopt(s, SOL_JLROOTED, JLR_KEY, key, (int)strlen(key)) != 0) {
        fail("key");
    }
    const char *group = option("group"), *group_port = option("groupport");
    struct sockaddr_storage name;
    if (group != NULL) {
        int size = name_of(group, group_port == NULL ? "0" : group_port, &name);
        if (setsockopt(s, SOL_JLROOTED, JLR_GROUP, (const char *)&name, size) != 0) {
            fail("group");
        }
    }
    BYTE ttl = (BYTE)number_option("ttl", 1);
    setsockopt(s, IPPROTO_IP, IP_MULTICAST_TTL, (const char *)&ttl, sizeof ttl);
}

static SOCKET open_socket(int family, int root)
{
    int rooted = (int)number_option("rooted", 1);
    DWORD flags =
        root ? WSA_FLAG_MULTIPOINT_C_ROOT | (rooted ? WSA_FLAG_MULTIPOINT_D_ROOT : WSA_FLAG_MULTIPOINT_D_LEAF)
             : WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF;
    SOCKET s =
        WSASocketW(family, SOCK_SEQPACKET, rooted ? JLPROTO_ROOTED : JLPROTO_NONROOTED, NULL, 0, flags);
    if (s == INVALID_SOCKET) {
        fail("socket");
    }
    set_options(s);
    return s;
}

static int size_of(unsigned long message, int largest)
{
    unsigned long long mixed = (message + 1) * 0x9e3779b97f4a7c15ull;
    return (int)(8 + (mixed >> 33) % (unsigned long long)(largest - 7));
}

static void fill(char *bytes, int size, unsigned long message)
{
    memset(bytes, (int)(message & 0xff), (size_t)size);
    for (int i = 0; i < 8; i++) {
        bytes[i] = (char)((unsigned long long)message >> (8 * i)); /* a long of Windows has 4 bytes */
    }
}

static void print_statistics(SOCKET s)
{
    JLR_STATISTICS got;
    int size = sizeof got;
    if (getsockopt(s, SOL_JLROOTED, JLR_STATISTICS_NAME, (char *)&got, &size) == 0) {
        printf(" datagrams %llu/%llu repairs %llu again %llu gaps %llu twice %llu strangers %llu bad %llu "
               "halfopen %llu refused %llu leaves %u unicast %u",
               got.datagramsSent, got.datagramsReceived, got.repairsSent, got.remulticasts, got.gapsReported,
               got.duplicates, got.strangers, got.badFrames, got.halfOpenDropped, got.refused,
               (unsigned)got.leaves, (unsigned)got.unicastLeaves);
    }
}

/* How many messages a call, 0 for calls of single ones. */
static unsigned long batch_option(void)
{
    long batch = number_option("batch", 0);
    return batch < 0 ? 0 : batch > BATCH_MOST ? BATCH_MOST : (unsigned long)batch;
}

/* Returns how many were sent. */
static unsigned long send_some(SOCKET root, unsigned long first, unsigned long most, int largest)
{
    static char bytes[4 * LARGEST];
    ULONG sizes[BATCH_MOST], length = 0, count = 0;
    while (count < most && length + LARGEST <= sizeof bytes) {
        sizes[count] = (ULONG)size_of(first + count, largest);
        fill(bytes + length, (int)sizes[count], first + count);
        length += sizes[count++];
    }
    const struct joinleaf_datagrams batch = {.data = bytes, .length = length, .sizes = sizes, .count = count};
    int sent = batch_option() > 0 ? joinleaf_send_batch(root, &batch, 0, NULL, 0)
                                  : send(root, bytes, (int)length, 0) / (int)length;
    if (sent <= 0) {
        fail("send");
    }
    return (unsigned long)sent;
}

static int send_all(SOCKET root, const char *messages, const char *largest)
{
    unsigned long count = strtoul(messages, NULL, 0), most = batch_option() > 0 ? batch_option() : 1;
    double begin = seconds_now();
    for (unsigned long i = 0; i < count;) {
        i += send_some(root, i, most < count - i ? most : count - i, atoi(largest));
        if (number_option("pause", 0) > 0) {
            usleep((unsigned)number_option("pause", 0) * 1000u);
        }
    }
    double took = seconds_now() - begin;
    printf("sent %lu in %.2f s: %.0f/s", count, took, (double)count / took);
    print_statistics(root);
    printf("\n");
    fflush(stdout);
    usleep((unsigned)number_option("hold", 0) * 1000u);
    return closesocket(root);
}

/* Whether it is not the message of this number. */
static int is_wrong(const char *bytes, ULONG size, unsigned long expected)
{
    unsigned long number = 0;
    for (int i = 7; i >= 0 && size >= 8; i--) {
        number = number << 8 | (unsigned char)bytes[i];
    }
    return size < 8 || number != expected || (size > 8 && bytes[size - 1] != (char)(number & 0xff));
}

/* Returns how many came, -1 at the end. */
static int receive_some(SOCKET leaf, unsigned long next, unsigned long *wrong)
{
    static char bytes[16 * LARGEST];
    static struct joinleaf_run runs[BATCH_MOST];
    if (batch_option() == 0) {
        int size = recv(leaf, bytes, LARGEST, 0);
        *wrong += size >= 0 && is_wrong(bytes, (ULONG)size, next);
        return size < 0 ? -1 : 1;
    }
    int came = joinleaf_receive_batch(leaf, bytes, sizeof bytes, LARGEST, runs, BATCH_MOST, 0), count = 0;
    for (int i = 0; i < came; i++) {
        const struct joinleaf_run *run = &runs[i];
        *wrong += run->lost != 0 || run->size > run->count * run->each;
        for (ULONG at = 0, k = 0; k < run->count; k++, at += run->each, count++) {
            ULONG size = k == run->count - 1 ? run->size - at : run->each;
            *wrong += is_wrong(bytes + run->offset + at, size, next + (unsigned long)count) != 0;
        }
    }
    return came < 0 ? came : count;
}

static int receive_all(SOCKET leaf)
{
    unsigned long next = 0, wrong = 0;
    double begin = seconds_now();
    int came;
    while ((came = receive_some(leaf, next, &wrong)) > 0) {
        next += (unsigned long)came;
        if (number_option("readpause", 0) > 0) {
            usleep((unsigned)number_option("readpause", 0));
        }
    }
    int end = WSAGetLastError();
    printf("received %lu wrong %lu end %d after %.2f s", next, wrong, end, seconds_now() - begin);
    print_statistics(leaf);
    printf("\n");
    closesocket(leaf);
    long expected = number_option("expect", -1), ends = number_option("end", WSAESHUTDOWN);
    return wrong != 0 || end != ends || (expected >= 0 && next != (unsigned long)expected);
}

static SOCKET *branches;

static int be_root(char **arguments, int size, const struct sockaddr *name)
{
    SOCKET root = open_socket(name->sa_family, 1);
    long leaves = atol(arguments[4]);
    if (bind(root, name, size) != 0 || listen(root, SOMAXCONN) != 0) {
        fail("bind and listen");
    }
    branches = calloc((size_t)leaves + 1, sizeof *branches);
    for (long i = 0; i < leaves; i++) {
        branches[i] = accept(root, NULL, NULL);
        if (branches[i] == INVALID_SOCKET) {
            fail("accept");
        }
    }
    printf("all have joined\n");
    fflush(stdout);
    if (number_option("ends", 0) == 0) {
        return send_all(root, arguments[5], arguments[6]);
    }
    double begin = seconds_now();
    for (long i = 0; i < leaves; i++) {
        char byte;
        recv(branches[i], &byte, 1, 0); /* until the leaf is gone */
        printf("branch %ld end %d after %.2f s\n", i, WSAGetLastError(), seconds_now() - begin);
        fflush(stdout);
    }
    return closesocket(root);
}

int main(int count, char **arguments)
{
    WSADATA data;
    struct sockaddr_storage name;
    if (count < 4 || WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return 2;
    }
    options = (const char *const *)arguments;
    option_count = count;
    int size = name_of(arguments[2], arguments[3], &name), result = 1;
    if (strcmp(arguments[1], "root") == 0 && count >= 7) {
        result = be_root(arguments, size, (struct sockaddr *)&name);
    } else if (strcmp(arguments[1], "leaf") == 0) {
        SOCKET leaf = open_socket(name.ss_family, 0);
        double end = seconds_now() + PATIENCE_S;
        while (WSAJoinLeaf(leaf, (struct sockaddr *)&name, size, NULL, NULL, NULL, NULL, JL_BOTH) ==
               INVALID_SOCKET) {
            /* The root may be starting, and a bad link may lose the questions for its address, too. */
            if (seconds_now() > end ||
                (WSAGetLastError() != WSAECONNREFUSED && WSAGetLastError() != WSAEHOSTUNREACH)) {
                fail("join");
            }
            usleep(50000);
        }
        result = receive_all(leaf);
    } else if (strcmp(arguments[1], "listen") == 0) {
        SOCKET leaf = open_socket(name.ss_family, 0), accepted = INVALID_SOCKET;
        if (bind(leaf, (struct sockaddr *)&name, size) != 0 || listen(leaf, 1) != 0 ||
            (accepted = accept(leaf, NULL, NULL)) == INVALID_SOCKET) {
            fail("accept");
        }
        result = receive_all(accepted);
    } else if (strcmp(arguments[1], "invite") == 0 && count >= 6) {
        SOCKET root = open_socket(name.ss_family, 1);
        if (WSAJoinLeaf(root, (struct sockaddr *)&name, size, NULL, NULL, NULL, NULL, JL_BOTH) ==
            INVALID_SOCKET) {
            fail("join");
        }
        result = send_all(root, arguments[4], arguments[5]);
    }
    WSACleanup();
    return result != 0;
}

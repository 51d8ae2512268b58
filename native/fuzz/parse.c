/*
 * libFuzzer target: every function that reads a caller's bytes - names (sockaddr), options, ioctls, flow
 * specs, control data, texts - with bytes of any kind and length. The input is a row of calls: what to call,
 * then its arguments. After each: a failure has a documented code, buffers keep to their size
 * (AddressSanitizer), an answer's size fits.
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -pthread -Iinclude -Inative native/fuzz/parse.c
 *         native/fuzz/private_network.c
 *         $(find native/winsock native/providers native/system/linux -name '*.c' -not -path '*windows*')
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>

#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "must.h"
#include "private_network.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { SOCKETS = 4, CALLS_MOST = 24, ROOM = 300 };

static SOCKET sockets[SOCKETS];

/* A copy in memory of its own size, so that one byte too far is seen. Its length is the input's next byte. */
static char *take_block(struct input *input, int *length)
{
    size_t wanted = take(input) % ROOM;
    wanted = wanted < input->left ? wanted : input->left;
    char *block = malloc(wanted + 1);
    MUST(block != NULL);
    memcpy(block, input->bytes, wanted);
    char *exact = realloc(block, wanted == 0 ? 1 : wanted);
    input->bytes += wanted;
    input->left -= wanted;
    *length = (int)wanted;
    return exact;
}

static void check(long long result)
{
    MUST(result != SOCKET_ERROR || is_documented(WSAGetLastError()));
}

/* The options of the headers, and any number. */
static void choose_option(struct input *input, int *level, int *name)
{
    static const int levels[] = {SOL_SOCKET, IPPROTO_IP, IPPROTO_IPV6, IPPROTO_UDP, IPPROTO_TCP};
    unsigned which = take(input);
    *level = which < 250 ? levels[which % 5] : (int)(take(input) << 8 | take(input));
    *name = (int)take(input);
    if (*level == SOL_SOCKET) {
        *name |= (int)(which / 5 % 2) * 0x1000 + (int)(which / 10 % 2) * 0x2000;
    }
    if (which / 20 % 4 == 0) {
        *name = ~*name;
    }
}

static void set_option(SOCKET s, struct input *input)
{
    int level, name, length;
    choose_option(input, &level, &name);
    char *value = take_block(input, &length);
    check(setsockopt(s, level, name, value, length));
    free(value);
}

static void get_option(SOCKET s, struct input *input)
{
    int level, name, length;
    choose_option(input, &level, &name);
    char *value = take_block(input, &length);
    int given = length;
    int result = getsockopt(s, level, name, value, &length);
    check(result);
    MUST(result != 0 || (length >= 0 && length <= given));
    free(value);
}

static void control(SOCKET s, struct input *input)
{
    static const DWORD codes[] = {FIONBIO,
                                  FIONREAD,
                                  SIO_MULTIPOINT_LOOPBACK,
                                  SIO_MULTICAST_SCOPE,
                                  SIO_SET_QOS,
                                  SIO_GET_QOS,
                                  SIO_ADDRESS_LIST_QUERY,
                                  SIO_ROUTING_INTERFACE_QUERY,
                                  SIO_GET_EXTENSION_FUNCTION_POINTER,
                                  SIO_UDP_CONNRESET};
    enum { CODES = sizeof codes / sizeof codes[0] };
    unsigned which = take(input) % (CODES + 1);
    DWORD code = which < CODES ? codes[which] : (DWORD)(take(input) << 24 | take(input) << 8 | take(input));
    if (code == SIO_ADDRESS_LIST_CHANGE || code == SIO_ROUTING_INTERFACE_CHANGE) {
        return; /* they wait */
    }
    int in_length, out_length;
    char *in = take_block(input, &in_length);
    char *out = take_block(input, &out_length);
    DWORD returned = 0;
    if (code == SIO_SET_QOS && (size_t)in_length >= sizeof(QOS)) {
        QOS *qos = (QOS *)(void *)in;
        qos->ProviderSpecific.buf = in; /* a pointer to nowhere would be the caller's own fault */
        qos->ProviderSpecific.len = (ULONG)in_length;
    }
    int result = WSAIoctl(s, code, in, (DWORD)in_length, out, (DWORD)out_length, &returned, NULL, NULL);
    check(result);
    MUST(result != 0 || returned <= (DWORD)out_length);
    u_long on = 1;
    ioctlsocket(s, (long)FIONBIO, &on);
    free(in);
    free(out);
}

/* A flow spec of the input, whose provider-specific buffer points at input, too. */
static LPQOS take_qos(struct input *input, QOS *qos, char **block)
{
    int length;
    *block = take_block(input, &length);
    memset(qos, 0xff, sizeof *qos);
    memcpy(qos, *block, (size_t)length < sizeof *qos ? (size_t)length : sizeof *qos);
    qos->ProviderSpecific.buf = *block;
    qos->ProviderSpecific.len = (ULONG)length;
    return qos;
}

static void name_calls(unsigned what, SOCKET s, struct input *input)
{
    int length;
    char *name = take_block(input, &length);
    const struct sockaddr *address = (const struct sockaddr *)(void *)name;
    char text[NI_MAXHOST], service[NI_MAXSERV];
    DWORD room = take(input);
    char *block;
    QOS qos;
    switch (what) {
    case 0:
        check(bind(s, address, length));
        break;
    case 1:
        check(WSAConnect(s, address, length, NULL, NULL, take_qos(input, &qos, &block), NULL));
        free(block);
        break;
    case 2: {
        WSABUF caller = {take(input), name}, callee = {take(input), text};
        check((long long)WSAJoinLeaf(s, address, length, room & 1 ? &caller : NULL, room & 2 ? &callee : NULL,
                                     room & 4 ? take_qos(input, &qos, &block) : NULL, NULL, take(input)));
        if (room & 4) {
            free(block);
        }
        break;
    }
    case 3:
        check(sendto(s, name, length, 0, address, length));
        break;
    case 4:
        check(WSAAddressToStringA((LPSOCKADDR)(void *)name, (DWORD)length, NULL, text, &room));
        break;
    default:
        if (getnameinfo(address, length, text, room, service, sizeof service,
                        NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
            MUST(is_documented(WSAGetLastError()));
        }
    }
    free(name);
}

static void text_calls(unsigned what, struct input *input)
{
    int length;
    char *block = take_block(input, &length);
    char text[ROOM + 1];
    struct sockaddr_storage address;
    int size = (int)take(input);
    size = size < (int)sizeof address ? size : (int)sizeof address;
    memcpy(text, block, (size_t)length);
    text[length] = 0;
    free(block);
    switch (what) {
    case 0:
        check(WSAStringToAddressA(text, size & 1 ? AF_INET : AF_INET6, NULL, (struct sockaddr *)&address,
                                  &size));
        break;
    case 1:
        MUST(inet_pton(AF_INET6, text, &address) <= 1);
        break;
    case 2:
        inet_addr(text);
        break;
    default: {
        struct addrinfo hints, *list = NULL;
        memset(&hints, 0, sizeof hints);
        hints.ai_flags = AI_NUMERICHOST;
        hints.ai_family = size & 1 ? AF_UNSPEC : AF_INET6;
        hints.ai_socktype = size & 2 ? SOCK_DGRAM : SOCK_STREAM;
        int code = getaddrinfo(text, size & 4 ? "5000" : NULL, &hints, &list);
        MUST(code == 0 || is_documented(code));
        if (code == 0) {
            freeaddrinfo(list);
        }
    }
    }
}

static void message_calls(SOCKET s, struct input *input)
{
    static LPFN_WSASENDMSG send_message;
    GUID id = WSAID_WSASENDMSG;
    DWORD done = 0;
    if (send_message == NULL) {
        MUST(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &send_message,
                      sizeof send_message, &done, NULL, NULL) == 0);
    }
    int name_length, control_length;
    char *name = take_block(input, &name_length);
    char *data = take_block(input, &control_length);
    WSABUF part = {(ULONG)name_length, name};
    WSAMSG message = {
        (struct sockaddr *)(void *)name, name_length, &part, 1, {(ULONG)control_length, data}, 0};
    check(send_message(s, &message, take(input), &done, NULL, NULL));
    free(name);
    free(data);
}

static void call(struct input *input)
{
    unsigned what = take(input);
    SOCKET s = sockets[what % SOCKETS];
    what = what / SOCKETS % 16;
    if (what < 6) {
        name_calls(what, s, input);
    } else if (what < 9) {
        set_option(s, input);
    } else if (what == 9) {
        get_option(s, input);
    } else if (what == 10) {
        control(s, input);
    } else if (what == 11) {
        message_calls(s, input);
    } else {
        text_calls(what - 12, input);
    }
}

static void open_sockets(void)
{
    for (int i = 0; i < SOCKETS; i++) {
        DWORD flags = i & 1 ? WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF : 0;
        u_long on = 1;
        sockets[i] =
            WSASocketW(i & 2 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0, NULL, 0, flags | WSA_FLAG_OVERLAPPED);
        MUST(sockets[i] != INVALID_SOCKET && ioctlsocket(sockets[i], (long)FIONBIO, &on) == 0);
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    WSADATA data;
    private_network();
    MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    open_sockets();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static unsigned runs;
    struct input input = {bytes, size};
    for (int i = 0; i < CALLS_MOST && input.left > 0; i++) {
        call(&input);
    }
    /* New sockets now and then: what an input finds is mostly its own doing. */
    if (++runs % 8 == 0) {
        for (int i = 0; i < SOCKETS; i++) {
            MUST(closesocket(sockets[i]) == 0);
        }
        open_sockets();
    }
    return 0;
}

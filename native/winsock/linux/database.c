/*
 * gethostbyname and its kin: one hostent, one servent and one protoent for each thread, which the next call
 * overwrites, as their pages say. What they point at is libc's answer, which has the same layout.
 */
#include <ctype.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netdb.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_tcpip.h>

#include "system/linux/os_name.h"
#include "winsock/call.h"
#include "winsock/wide.h"

struct memory {
    struct WS_hostent host;
    struct WS_servent service;
    struct WS_protoent protocol;
    char host_text[8192];
    char service_text[2048];
    char protocol_text[2048];
    /* This host's own entry. */
    char own_name[OS_HOST_NAME_ROOM];
    char *own_aliases[1];
    struct in_addr own_addresses[OS_HOST_ADDRESSES];
    char *own_list[OS_HOST_ADDRESSES + 1];
};

static pthread_key_t memory_key;
static bool memory_key_made;
static pthread_once_t memory_once = PTHREAD_ONCE_INIT;

static void make_key(void)
{
    memory_key_made = pthread_key_create(&memory_key, free) == 0;
}

/* A thread that ends after the library is unloaded must not find the key. */
__attribute__((destructor)) static void drop_key(void)
{
    if (memory_key_made) {
        free(pthread_getspecific(memory_key));
        pthread_key_delete(memory_key);
    }
}

/* The thread's memory. NULL, with the last error set, before WSAStartup and when there is none. */
static struct memory *thread_memory(void)
{
    if (!call_started()) {
        return NULL;
    }
    pthread_once(&memory_once, make_key);
    struct memory *memory = memory_key_made ? pthread_getspecific(memory_key) : NULL;
    if (memory == NULL && memory_key_made) {
        memory = calloc(1, sizeof *memory);
        if (memory != NULL && pthread_setspecific(memory_key, memory) != 0) {
            free(memory);
            memory = NULL;
        }
    }
    if (memory == NULL) {
        WSASetLastError(WSAENOBUFS);
    }
    return memory;
}

static void *database_fail(int code)
{
    WSASetLastError(code);
    return NULL;
}

/* ---- hosts ---- */

int WSAAPI WS_gethostname(char *name, int namelen)
{
    char own[OS_HOST_NAME_ROOM];
    if (!call_started()) {
        return SOCKET_ERROR;
    }
    os_name_of_host(own);
    if (name == NULL || namelen < 0 || strlen(own) >= (size_t)namelen) {
        return call_fail(WSAEFAULT);
    }
    strcpy(name, own);
    return 0;
}

int WSAAPI GetHostNameW(PWSTR name, int namelen)
{
    char own[OS_HOST_NAME_ROOM];
    if (!call_started()) {
        return SOCKET_ERROR;
    }
    os_name_of_host(own);
    if (name == NULL || namelen < 0 || wide_from_utf8(own, NULL, 0) > (size_t)namelen) {
        return call_fail(WSAEFAULT);
    }
    wide_from_utf8(own, name, (size_t)namelen);
    return 0;
}

/* This host by its interfaces' addresses: what samples that look for their own interfaces rely on. */
static struct WS_hostent *own_host(struct memory *memory)
{
    union os_address addresses[OS_HOST_ADDRESSES];
    size_t count = os_name_host_addresses(AF_INET, addresses);
    if (count == 0) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        memory->own_addresses[i] = addresses[i].v4.sin_addr;
        memory->own_list[i] = (char *)&memory->own_addresses[i];
    }
    memory->own_list[count] = NULL;
    os_name_of_host(memory->own_name);
    memory->host = (struct WS_hostent){
        .h_name = memory->own_name,
        .h_aliases = memory->own_aliases,
        .h_addrtype = WS_AF_INET,
        .h_length = sizeof(struct in_addr),
        .h_addr_list = memory->own_list,
    };
    return &memory->host;
}

/* libc's answer. found is NULL when there is none: then status and host_errno say why. */
static struct WS_hostent *host_answer(struct memory *memory, const struct hostent *found, int status,
                                      int host_errno)
{
    if (found == NULL) {
        return database_fail(status == ERANGE ? WSAENOBUFS : os_name_host_error(host_errno));
    }
    /* musl's first alias may be the name itself. */
    bool repeated = found->h_aliases[0] != NULL && strcmp(found->h_aliases[0], found->h_name) == 0;
    memory->host = (struct WS_hostent){
        .h_name = found->h_name,
        .h_aliases = found->h_aliases + repeated,
        .h_addrtype = (short)os_ws_family(found->h_addrtype),
        .h_length = (short)found->h_length,
        .h_addr_list = found->h_addr_list,
    };
    return &memory->host;
}

/* An IPv6 address, or one of IPv4 with a wrong number: WSANO_DATA, says the page. */
static bool is_unfit_address(const char *name)
{
    struct in_addr address;
    return strchr(name, ':') != NULL ||
           (name[strspn(name, "0123456789.")] == '\0' && inet_aton(name, &address) == 0);
}

struct WS_hostent *WSAAPI WS_gethostbyname(const char *name)
{
    struct memory *memory = thread_memory();
    if (memory == NULL) {
        return NULL;
    }
    if (name == NULL) {
        name = "";
    }
    if (is_unfit_address(name) && *name != '\0') {
        return database_fail(WSANO_DATA);
    }
    char own[OS_HOST_NAME_ROOM];
    if (os_name_is_host(name)) {
        if (own_host(memory) != NULL) {
            return &memory->host;
        }
        os_name_of_host(own);
        name = own;
    }
    struct hostent row, *found = NULL;
    int host_errno = NO_RECOVERY;
    int status = gethostbyname2_r(name, AF_INET, &row, memory->host_text, sizeof memory->host_text, &found,
                                  &host_errno);
    return host_answer(memory, found, status, host_errno);
}

struct WS_hostent *WSAAPI WS_gethostbyaddr(const char *addr, int len, int type)
{
    struct memory *memory = thread_memory();
    if (memory == NULL) {
        return NULL;
    }
    int family = os_family(type);
    if (addr == NULL || (family == AF_INET && len < (int)sizeof(struct in_addr))) {
        return database_fail(WSAEFAULT);
    }
    if (family < 0) {
        return database_fail(WSAEAFNOSUPPORT);
    }
    if (family == AF_INET6 && len != (int)sizeof(struct in6_addr)) {
        return database_fail(WSAEINVAL);
    }
    socklen_t size = family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr);
    struct hostent row, *found = NULL;
    int host_errno = NO_RECOVERY;
    int status = gethostbyaddr_r(addr, size, family, &row, memory->host_text, sizeof memory->host_text,
                                 &found, &host_errno);
    return host_answer(memory, found, status, host_errno);
}

/* ---- services and protocols ---- */

static struct WS_servent *service_answer(struct memory *memory, const struct servent *found, int status)
{
    if (found == NULL) {
        return database_fail(status == ERANGE ? WSAENOBUFS : WSANO_DATA);
    }
    memory->service = (struct WS_servent){
        .s_name = found->s_name,
        .s_aliases = found->s_aliases,
        .s_proto = found->s_proto,
        .s_port = (short)found->s_port,
    };
    return &memory->service;
}

struct WS_servent *WSAAPI WS_getservbyname(const char *name, const char *proto)
{
    struct memory *memory = thread_memory();
    if (memory == NULL) {
        return NULL;
    }
    if (name == NULL) {
        return database_fail(WSAEFAULT);
    }
    struct servent row, *found = NULL;
    int status =
        getservbyname_r(name, proto, &row, memory->service_text, sizeof memory->service_text, &found);
    return service_answer(memory, found, status);
}

struct WS_servent *WSAAPI WS_getservbyport(int port, const char *proto)
{
    struct memory *memory = thread_memory();
    if (memory == NULL) {
        return NULL;
    }
    struct servent row, *found = NULL;
    int status = getservbyport_r(port & 0xffff, proto, &row, memory->service_text,
                                 sizeof memory->service_text, &found);
    return service_answer(memory, found, status);
}

static struct WS_protoent *protocol_answer(struct memory *memory, const struct protoent *found, int status)
{
    if (found == NULL) {
        return database_fail(status == ERANGE ? WSAENOBUFS : WSANO_DATA);
    }
    memory->protocol = (struct WS_protoent){
        .p_name = found->p_name,
        .p_aliases = found->p_aliases,
        .p_proto = (short)found->p_proto,
    };
    return &memory->protocol;
}

/* Windows finds a protocol in any case of its letters; libc knows two: the name is small, its alias as it is.
 */
struct WS_protoent *WSAAPI WS_getprotobyname(const char *name)
{
    struct memory *memory = thread_memory();
    if (memory == NULL) {
        return NULL;
    }
    if (name == NULL) {
        return database_fail(WSAEFAULT);
    }
    char small[64];
    size_t length = strnlen(name, sizeof small - 1);
    for (size_t i = 0; i < length; i++) {
        small[i] = (char)tolower((unsigned char)name[i]);
    }
    small[length] = '\0';
    struct protoent row, *found = NULL;
    int status = getprotobyname_r(name, &row, memory->protocol_text, sizeof memory->protocol_text, &found);
    if (found == NULL) {
        status = getprotobyname_r(small, &row, memory->protocol_text, sizeof memory->protocol_text, &found);
    }
    return protocol_answer(memory, found, status);
}

struct WS_protoent *WSAAPI WS_getprotobynumber(int number)
{
    struct memory *memory = thread_memory();
    if (memory == NULL) {
        return NULL;
    }
    struct protoent row, *found = NULL;
    int status =
        getprotobynumber_r(number, &row, memory->protocol_text, sizeof memory->protocol_text, &found);
    return protocol_answer(memory, found, status);
}

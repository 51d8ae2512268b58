#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* EAI_NODATA and its like */
#endif
#include "os_name.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netdb.h>

#include "os_errno.h"
#include "os_interface.h"

struct number_pair {
    int ws;
    int system;
};

/* 0: takes effect in no name service of ours. */
static const struct number_pair lookup_flags[] = {
    {WS_AI_PASSIVE, AI_PASSIVE},
    {WS_AI_CANONNAME, AI_CANONNAME},
    {WS_AI_NUMERICHOST, AI_NUMERICHOST},
    {WS_AI_NUMERICSERV, AI_NUMERICSERV},
    {WS_AI_ALL, AI_ALL},
    {WS_AI_ADDRCONFIG, AI_ADDRCONFIG},
    {WS_AI_V4MAPPED, AI_V4MAPPED},
    {WS_AI_FQDN, AI_CANONNAME},
    {WS_AI_NON_AUTHORITATIVE, 0},
    {WS_AI_SECURE, 0},
    {WS_AI_RETURN_PREFERRED_NAMES, 0},
    {WS_AI_FILESERVER, 0},
    {WS_AI_DISABLE_IDN_ENCODING, 0},
};

static const struct number_pair info_flags[] = {
    {WS_NI_NOFQDN, NI_NOFQDN},     {WS_NI_NUMERICHOST, NI_NUMERICHOST},
    {WS_NI_NAMEREQD, NI_NAMEREQD}, {WS_NI_NUMERICSERV, NI_NUMERICSERV},
    {WS_NI_DGRAM, NI_DGRAM},
};

/* [getaddrinfo, getnameinfo]; the last are Linux's own. */
static const struct number_pair lookup_errors[] = {
    {WSATRY_AGAIN, EAI_AGAIN},           {WSAEINVAL, EAI_BADFLAGS},
    {WSANO_RECOVERY, EAI_FAIL},          {WSAEAFNOSUPPORT, EAI_FAMILY},
    {WSA_NOT_ENOUGH_MEMORY, EAI_MEMORY}, {WSAHOST_NOT_FOUND, EAI_NONAME},
    {WSATYPE_NOT_FOUND, EAI_SERVICE},    {WSAESOCKTNOSUPPORT, EAI_SOCKTYPE},
    {WSAEFAULT, EAI_OVERFLOW},           {WSANO_DATA, EAI_NODATA},
    {WSAHOST_NOT_FOUND, EAI_ADDRFAMILY}, {WSAHOST_NOT_FOUND, EAI_IDN_ENCODE},
};

static const struct number_pair host_errors[] = {
    {WSAHOST_NOT_FOUND, HOST_NOT_FOUND},
    {WSATRY_AGAIN, TRY_AGAIN},
    {WSANO_RECOVERY, NO_RECOVERY},
    {WSANO_DATA, NO_DATA},
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

bool os_name_flags(int ws_flags, int *flags)
{
    *flags = 0;
    for (size_t i = 0; i < COUNT(lookup_flags); i++) {
        if ((ws_flags & lookup_flags[i].ws) != 0) {
            *flags |= lookup_flags[i].system;
            ws_flags &= ~lookup_flags[i].ws;
        }
    }
    return ws_flags == 0;
}

int os_name_info_flags(int ws_flags)
{
    int flags = 0;
    for (size_t i = 0; i < COUNT(info_flags); i++) {
        flags |= (ws_flags & info_flags[i].ws) != 0 ? info_flags[i].system : 0;
    }
    return flags;
}

static int translate_error(const struct number_pair *table, size_t count, int error)
{
    for (size_t i = 0; i < count; i++) {
        if (table[i].system == error) {
            return table[i].ws;
        }
    }
    return WSANO_RECOVERY;
}

int os_name_error(int eai)
{
    return eai == EAI_SYSTEM ? os_wsa_error(errno)
                             : translate_error(lookup_errors, COUNT(lookup_errors), eai);
}

int os_name_host_error(int host_errno)
{
    return host_errno == NETDB_INTERNAL ? os_wsa_error(errno)
                                        : translate_error(host_errors, COUNT(host_errors), host_errno);
}

void os_name_of_host(char name[static OS_HOST_NAME_ROOM])
{
    char own[OS_HOST_NAME_ROOM] = "";
    if (gethostname(own, sizeof own - 1) != 0 || own[0] == '\0') {
        strcpy(own, "localhost");
    }
    memcpy(name, own, sizeof own);
}

bool os_name_is_host(const char *name)
{
    char own[OS_HOST_NAME_ROOM];
    os_name_of_host(own);
    return name[0] == '\0' || strcasecmp(name, "..localmachine") == 0 ||
           (strcasecmp(name, own) == 0 && strcasecmp(name, "localhost") != 0);
}

static bool is_loopback(const union os_address *address)
{
    return address->any.sa_family == AF_INET ? ntohl(address->v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET
                                             : IN6_IS_ADDR_LOOPBACK(&address->v6.sin6_addr);
}

static size_t addresses_append(int family, union os_address *addresses, size_t count)
{
    size_t room = OS_HOST_ADDRESSES - count;
    long found = os_interface_addresses(family, addresses + count, room);
    return found <= 0 ? count : count + ((size_t)found < room ? (size_t)found : room);
}

size_t os_name_host_addresses(int family, union os_address addresses[static OS_HOST_ADDRESSES])
{
    size_t count = 0, kept = 0;
    count = family == AF_INET ? 0 : addresses_append(AF_INET6, addresses, 0);
    count = family == AF_INET6 ? count : addresses_append(AF_INET, addresses, count);
    for (size_t i = 0; i < count; i++) {
        if (!is_loopback(&addresses[i])) {
            addresses[kept++] = addresses[i];
        }
    }
    return kept > 0 ? kept : count;
}

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
#include "os_text.h"

struct number_pair {
    int ws;
    int system;
};

/* system 0: the flag has no effect here. */
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

bool os_name_flags_known(int ws_flags)
{
    for (size_t i = 0; i < COUNT(lookup_flags); i++) {
        ws_flags &= ~lookup_flags[i].ws;
    }
    return ws_flags == 0;
}

/* Bits that the table lacks, or that have no effect here, are dropped. */
static int translate_flags(const struct number_pair *table, size_t count, int ws_flags)
{
    int flags = 0;
    for (size_t i = 0; i < count; i++) {
        flags |= (ws_flags & table[i].ws) != 0 ? table[i].system : 0;
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

/* Returns Winsock's code for an EAI_... code. */
static int name_error(int eai)
{
    return eai == EAI_SYSTEM ? os_wsa_error(errno)
                             : translate_error(lookup_errors, COUNT(lookup_errors), eai);
}

int os_name_addresses(const char *node, int family, int ws_flags, os_name_found *found, void *context)
{
    /* With one type there is one entry for each address. With a service a NULL node means the wildcard or
     * loopback. */
    struct addrinfo query = {
        .ai_flags = translate_flags(lookup_flags, COUNT(lookup_flags), ws_flags) | AI_NUMERICSERV,
        .ai_family = family,
        .ai_socktype = SOCK_DGRAM,
    };
    struct addrinfo *list;
    int error = getaddrinfo(node, "0", &query, &list);
    if (error != 0) {
        return name_error(error);
    }
    for (struct addrinfo *i = list; i != NULL && error == 0; i = i->ai_next) {
        union os_address address;
        memset(&address, 0, sizeof address);
        memcpy(&address, i->ai_addr, os_address_size(i->ai_family));
        error = found(context, &address, i->ai_canonname);
    }
    freeaddrinfo(list);
    return error;
}

int os_name_port(const char *service, const char *protocol, uint16_t *port)
{
    struct servent row, *found = NULL;
    char text[2048];
    if (getservbyname_r(service, protocol, &row, text, sizeof text, &found) != 0 || found == NULL) {
        return WSATYPE_NOT_FOUND;
    }
    *port = ntohs((uint16_t)row.s_port);
    return 0;
}

int os_name_of_address(const union os_address *address, int ws_flags, char *name, size_t room)
{
    int flags = translate_flags(info_flags, COUNT(info_flags), ws_flags);
    if ((flags & NI_NUMERICHOST) == 0) {
        socklen_t size = os_address_size(address->any.sa_family);
        int error = getnameinfo(&address->any, size, name, (socklen_t)room, NULL, 0, flags | NI_NAMEREQD);
        if (error == 0 || error == EAI_OVERFLOW || (flags & NI_NAMEREQD) != 0) {
            return error == 0 ? 0 : name_error(error);
        }
    }
    /* The C library's text is not used, because it has the name of the interface as the scope. */
    char text[OS_TEXT_ROOM];
    size_t length = os_text_of_address(address, text);
    if (length >= room) {
        return WSAEFAULT;
    }
    memcpy(name, text, length + 1);
    return 0;
}

int os_name_of_port(const union os_address *address, int ws_flags, char *service, size_t room)
{
    int flags = translate_flags(info_flags, COUNT(info_flags), ws_flags) & ~NI_NAMEREQD;
    socklen_t size = os_address_size(address->any.sa_family);
    int error = getnameinfo(&address->any, size, NULL, 0, service, (socklen_t)room, flags);
    return error == 0 ? 0 : name_error(error);
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

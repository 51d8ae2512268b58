/*
 * getaddrinfo and its kin. A name gives addresses and a service gives a port. As on Windows, the answer has
 * one entry for each address, with the type and protocol of the hints; the C library's has one for each
 * protocol.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_tcpip.h>

#include "system/linux/os_name.h"
#include "system/linux/os_text.h"
#include "winsock/call.h"
#include "winsock/wide.h"

/* One entry of an answer lies in one block. */
struct entry {
    ADDRINFOA info; /* first: freeaddrinfo is given its address */
    SOCKADDR_INET name;
    char canonical[];
};

struct wide_entry {
    ADDRINFOW info;
    SOCKADDR_INET name;
    WCHAR canonical[];
};

/* Checks the hints [getaddrinfo]. Returns 0 or the code. */
static int check_hints(const char *node, const ADDRINFOA *hints)
{
    const int names = WS_AI_CANONNAME | WS_AI_FQDN;
    if (!os_name_flags_known(hints->ai_flags) || (hints->ai_flags & names) == names) {
        return WSAEINVAL;
    }
    if (hints->ai_addrlen != 0 || hints->ai_canonname != NULL || hints->ai_addr != NULL ||
        hints->ai_next != NULL) {
        return WSANO_RECOVERY;
    }
    if (node == NULL && (hints->ai_flags & names) != 0) {
        return WSANO_RECOVERY;
    }
    if (hints->ai_family != WS_AF_UNSPEC && os_family(hints->ai_family) < 0) {
        return WSAEAFNOSUPPORT;
    }
    return hints->ai_socktype < 0 || hints->ai_socktype > WS_SOCK_RAW ? WSAESOCKTNOSUPPORT : 0;
}

static const char *protocol_of(const ADDRINFOA *hints)
{
    if (hints->ai_socktype == WS_SOCK_STREAM || hints->ai_protocol == WS_IPPROTO_TCP) {
        return "tcp";
    }
    return hints->ai_socktype == WS_SOCK_DGRAM || hints->ai_protocol == WS_IPPROTO_UDP ? "udp" : NULL;
}

/* Reads a number as strtol does, in 32 bits; the port is its lower half (NA-08b). Returns false if it is
 * none. */
static bool number_port(const char *service, uint16_t *port)
{
    char *end;
    long long number = strtoll(service, &end, 10); /* what does not fit is the largest or the least */
    if (end == service || *end != '\0') {
        return false;
    }
    number = number > INT32_MAX ? INT32_MAX : number < INT32_MIN ? INT32_MIN : number;
    *port = (uint16_t)number;
    return true;
}

/* Returns the type of the hints or, if they leave it open and only one protocol has the service, that
 * protocol's type (NA-08b). */
static int type_of(const char *service, const ADDRINFOA *hints)
{
    uint16_t port;
    if (service == NULL || *service == '\0' || hints->ai_socktype != 0 || hints->ai_protocol != 0 ||
        number_port(service, &port)) {
        return hints->ai_socktype;
    }
    bool tcp = os_name_port(service, "tcp", &port) == 0, udp = os_name_port(service, "udp", &port) == 0;
    return tcp == udp ? 0 : tcp ? WS_SOCK_STREAM : WS_SOCK_DGRAM;
}

/* Finds the port, in host order. Returns 0 or the code. */
static int find_port(const char *service, const ADDRINFOA *hints, uint16_t *port)
{
    *port = 0;
    if (service == NULL || *service == '\0') {
        return 0;
    }
    if (number_port(service, port)) {
        return 0;
    }
    if ((hints->ai_flags & WS_AI_NUMERICSERV) != 0) {
        return WSAHOST_NOT_FOUND;
    }
    return hints->ai_socktype == WS_SOCK_RAW ? WSATYPE_NOT_FOUND
                                             : os_name_port(service, protocol_of(hints), port);
}

static void free_entries(struct entry *first)
{
    while (first != NULL) {
        struct entry *next = (struct entry *)(void *)first->info.ai_next;
        free(first);
        first = next;
    }
}

/* A list under construction, and what its entries have in common. */
struct answer {
    const ADDRINFOA *hints;
    uint16_t port;
    int type;
    bool numeric; /* the node is an address as text */
    struct entry *first;
    struct entry *last;
};

/* Makes an entry for the address, which has its port; its family becomes Winsock's. Returns NULL if there is
 * no memory. */
static struct entry *make_entry(const union os_address *address, const struct answer *answer,
                                const char *canonical)
{
    size_t text = canonical == NULL ? 0 : strlen(canonical) + 1;
    struct entry *entry = calloc(1, sizeof *entry + text);
    if (entry == NULL) {
        return NULL;
    }
    int size = sizeof entry->name;
    entry->info.ai_addr = (struct WS_sockaddr *)(void *)&entry->name;
    os_address_out(address, entry->info.ai_addr, &size);
    entry->info.ai_addrlen = (size_t)size;
    entry->info.ai_family = os_ws_family(address->any.sa_family);
    entry->info.ai_socktype = answer->type;
    entry->info.ai_protocol = answer->hints->ai_protocol;
    entry->info.ai_flags = answer->numeric ? WS_AI_NUMERICHOST : 0;
    if (canonical != NULL) {
        entry->info.ai_canonname = memcpy(entry->canonical, canonical, text);
    }
    return entry;
}

/* Is called for each address (os_name_found). */
static int answer_append(void *context, const union os_address *address, const char *canonical)
{
    struct answer *answer = context;
    union os_address endpoint = *address;
    os_address_set_port(&endpoint, answer->port);
    struct entry *entry = make_entry(&endpoint, answer, canonical);
    if (entry == NULL) {
        return WSA_NOT_ENOUGH_MEMORY;
    }
    if (answer->last == NULL) {
        answer->first = entry;
    } else {
        answer->last->info.ai_next = &entry->info;
    }
    answer->last = entry;
    return 0;
}

/* This computer's name is answered with its interfaces' addresses, whatever its hosts file says. */
static int answer_with_own(struct answer *answer, int family)
{
    union os_address addresses[OS_HOST_ADDRESSES];
    char name[OS_HOST_NAME_ROOM];
    size_t count = os_name_host_addresses(family, addresses);
    os_name_of_host(name);
    bool named = (answer->hints->ai_flags & (WS_AI_CANONNAME | WS_AI_FQDN)) != 0;
    int error = 0;
    for (size_t i = 0; i < count && error == 0; i++) {
        error = answer_append(answer, &addresses[i], named && i == 0 ? name : NULL);
    }
    return error;
}

/* [::1], as in a URL, is ::1 (NA-16), and a port after it does not count. Only a numeric IPv6 address may
 * stand in brackets. */
static const char *without_brackets(const char *node, char room[static OS_TEXT_ROOM])
{
    const char *close = node == NULL || node[0] != '[' ? NULL : strchr(node, ']');
    size_t length = close == NULL ? 0 : (size_t)(close - node) + 1;
    if (length < 4 || length > OS_TEXT_ROOM || (close[1] != '\0' && close[1] != ':')) {
        return node;
    }
    struct WS_in6_addr address;
    size_t digits = strcspn(node + 1, "%]");
    memcpy(room, node + 1, digits);
    room[digits] = '\0';
    if (!os_text_to_host(AF_INET6, room, &address)) {
        return node;
    }
    memcpy(room, node + 1, length - 2);
    room[length - 2] = '\0';
    return room;
}

/* Returns whether the node is an address as text. An IPv4 address has four parts, which may be octal or
 * hexadecimal; one with fewer parts is no host (NA-08b). */
static bool is_number(const char *node, bool *lacks_parts)
{
    uint32_t host;
    struct WS_in6_addr six;
    size_t dots = 0;
    for (const char *c = node; *c != '\0'; c++) {
        dots += *c == '.';
    }
    bool four = node[strspn(node, "0123456789abcdefABCDEFxX.")] == '\0' && os_text_to_ipv4(node, &host);
    *lacks_parts = four && dots != 3;
    return (four && dots == 3) || os_text_to_host(AF_INET6, node, &six);
}

/* Finds the answer; *first becomes its first entry. Returns 0 or the code. */
static int name_find(const char *node, const char *service, const ADDRINFOA *hints, struct entry **first)
{
    struct answer answer = {.hints = hints};
    bool lacks_parts = false;
    bool numeric = (hints->ai_flags & WS_AI_NUMERICHOST) != 0;
    int error = check_hints(node, hints);
    if (error == 0 && node == NULL && (service == NULL || numeric)) {
        error = WSAHOST_NOT_FOUND;
    }
    if (error == 0) {
        error = find_port(service, hints, &answer.port);
    }
    if (error != 0) {
        return error;
    }
    char room[OS_TEXT_ROOM];
    node = without_brackets(node, room);
    answer.numeric = node != NULL && is_number(node, &lacks_parts);
    answer.type = type_of(service, hints);
    if (lacks_parts) {
        return WSAHOST_NOT_FOUND;
    }
    int family = hints->ai_family == WS_AF_UNSPEC ? AF_UNSPEC : os_family(hints->ai_family);
    if (node != NULL && !numeric && os_name_is_host(node)) {
        error = answer_with_own(&answer, family);
    }
    if (error == 0 && answer.first == NULL) {
        error = os_name_addresses(node, family, hints->ai_flags, answer_append, &answer);
    }
    if (error != 0) {
        free_entries(answer.first);
        return error;
    }
    *first = answer.first;
    return answer.first == NULL ? WSANO_DATA : 0;
}

int WSAAPI WS_getaddrinfo(const char *nodename, const char *servname, const struct WS_addrinfo *hints,
                          struct WS_addrinfo **res)
{
    static const ADDRINFOA no_hints = {.ai_family = WS_AF_UNSPEC};
    if (!call_started()) {
        return WSANOTINITIALISED;
    }
    if (res == NULL) {
        return call_code(WSAEFAULT);
    }
    *res = NULL;
    struct entry *first = NULL;
    int error = name_find(nodename, servname, hints == NULL ? &no_hints : hints, &first);
    if (error != 0) {
        return call_code(error);
    }
    *res = &first->info;
    return call_code(0); /* the last error becomes 0 (NA-09b) */
}

void WSAAPI WS_freeaddrinfo(LPADDRINFO pAddrInfo)
{
    free_entries((struct entry *)(void *)pAddrInfo);
}

void WSAAPI FreeAddrInfoW(PADDRINFOW pAddrInfo)
{
    while (pAddrInfo != NULL) {
        PADDRINFOW next = pAddrInfo->ai_next;
        free(pAddrInfo); /* the start of its struct wide_entry */
        pAddrInfo = next;
    }
}

static struct wide_entry *widen_entry(const ADDRINFOA *narrow)
{
    size_t units = narrow->ai_canonname == NULL ? 0 : wide_from_utf8(narrow->ai_canonname, NULL, 0);
    struct wide_entry *wide = calloc(1, sizeof *wide + units * sizeof(WCHAR));
    if (wide == NULL) {
        return NULL;
    }
    wide->info.ai_flags = narrow->ai_flags;
    wide->info.ai_family = narrow->ai_family;
    wide->info.ai_socktype = narrow->ai_socktype;
    wide->info.ai_protocol = narrow->ai_protocol;
    wide->info.ai_addrlen = narrow->ai_addrlen;
    wide->info.ai_addr = (struct WS_sockaddr *)(void *)&wide->name;
    memcpy(&wide->name, narrow->ai_addr, narrow->ai_addrlen);
    if (units != 0) {
        wide_from_utf8(narrow->ai_canonname, wide->canonical, units);
        wide->info.ai_canonname = wide->canonical;
    }
    return wide;
}

/* Returns the string in UTF-8, which the caller frees; NULL for NULL, or if there is no memory (*failed). */
static char *narrow_copy(PCWSTR wide, bool *failed)
{
    if (wide == NULL) {
        return NULL;
    }
    size_t units = wide_to_utf8(wide, NULL, 0);
    char *narrow = malloc(units);
    if (narrow == NULL) {
        *failed = true;
        return NULL;
    }
    wide_to_utf8(wide, narrow, units);
    return narrow;
}

static int find_wide(const char *node, const char *service, const ADDRINFOW *wide_hints, PADDRINFOW *result)
{
    ADDRINFOA hints = {.ai_family = WS_AF_UNSPEC}, *narrow;
    if (wide_hints != NULL) {
        hints.ai_flags = wide_hints->ai_flags;
        hints.ai_family = wide_hints->ai_family;
        hints.ai_socktype = wide_hints->ai_socktype;
        hints.ai_protocol = wide_hints->ai_protocol;
        hints.ai_addrlen = wide_hints->ai_addrlen;
        hints.ai_addr = wide_hints->ai_addr;
        if (wide_hints->ai_canonname != NULL || wide_hints->ai_next != NULL) {
            return call_code(WSANO_RECOVERY);
        }
    }
    int error = WS_getaddrinfo(node, service, &hints, &narrow);
    if (error != 0) {
        return error;
    }
    PADDRINFOW *next = result;
    for (const ADDRINFOA *i = narrow; i != NULL && error == 0; i = i->ai_next) {
        struct wide_entry *entry = widen_entry(i);
        if (entry == NULL) {
            error = call_code(WSA_NOT_ENOUGH_MEMORY);
        } else {
            *next = &entry->info;
            next = &entry->info.ai_next;
        }
    }
    WS_freeaddrinfo(narrow);
    if (error != 0) {
        FreeAddrInfoW(*result);
        *result = NULL;
    }
    return error;
}

int WSAAPI GetAddrInfoW(PCWSTR pNodeName, PCWSTR pServiceName, const ADDRINFOW *pHints, PADDRINFOW *ppResult)
{
    if (!call_started()) {
        return WSANOTINITIALISED;
    }
    if (ppResult == NULL) {
        return call_code(WSAEFAULT);
    }
    *ppResult = NULL;
    bool failed = false;
    char *node = narrow_copy(pNodeName, &failed), *service = narrow_copy(pServiceName, &failed);
    int error = failed ? call_code(WSA_NOT_ENOUGH_MEMORY) : find_wide(node, service, pHints, ppResult);
    free(node);
    free(service);
    return error;
}

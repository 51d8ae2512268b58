/*
 * gethostbyname and its kin: their arguments and their errors. Each thread has its own answers, in memory
 * that system/linux/os_database.h owns.
 */
#include <stdbool.h>
#include <string.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_tcpip.h>

#include "system/linux/os_database.h"
#include "system/linux/os_name.h"
#include "system/linux/os_text.h"
#include "winsock/call.h"
#include "winsock/wide.h"

/* Returns the calling thread's answers; NULL with the last error set before WSAStartup, or if there is no
 * memory. */
static struct os_database *database_open(void)
{
    if (!call_started()) {
        return NULL;
    }
    struct os_database *database = os_database_of_thread();
    if (database == NULL) {
        WSASetLastError(WSAENOBUFS);
    }
    return database;
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

/* Returns true for an IPv6 address, and for a malformed IPv4 address: the page says WSANO_DATA for these. */
static bool is_unfit_address(const char *name)
{
    uint32_t host;
    return strchr(name, ':') != NULL ||
           (name[strspn(name, "0123456789.")] == '\0' && !os_text_to_ipv4(name, &host));
}

struct WS_hostent *WSAAPI WS_gethostbyname(const char *name)
{
    struct os_database *database = database_open();
    if (database == NULL) {
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
        /* This host has the addresses of its interfaces: samples that look for their interfaces rely on it.
         */
        struct WS_hostent *host = os_database_own_host(database);
        if (host != NULL) {
            return host;
        }
        os_name_of_host(own);
        name = own;
    }
    int error = 0;
    struct WS_hostent *host = os_database_host_by_name(database, name, &error);
    return host != NULL ? host : database_fail(error);
}

struct WS_hostent *WSAAPI WS_gethostbyaddr(const char *addr, int len, int type)
{
    struct os_database *database = database_open();
    if (database == NULL) {
        return NULL;
    }
    int family = os_family(type);
    if (addr == NULL || (family == AF_INET && len < (int)sizeof(struct WS_in_addr))) {
        return database_fail(WSAEFAULT);
    }
    if (family < 0) {
        return database_fail(WSAEAFNOSUPPORT);
    }
    if (family == AF_INET6 && len != (int)sizeof(struct WS_in6_addr)) {
        return database_fail(WSAEINVAL);
    }
    int error = 0;
    struct WS_hostent *host = os_database_host_by_address(database, family, addr, &error);
    return host != NULL ? host : database_fail(error);
}

/* ---- services and protocols ---- */

struct WS_servent *WSAAPI WS_getservbyname(const char *name, const char *proto)
{
    struct os_database *database = database_open();
    if (database == NULL) {
        return NULL;
    }
    if (name == NULL) {
        return database_fail(WSAEFAULT);
    }
    int error = 0;
    struct WS_servent *service = os_database_service_by_name(database, name, proto, &error);
    return service != NULL ? service : database_fail(error);
}

struct WS_servent *WSAAPI WS_getservbyport(int port, const char *proto)
{
    struct os_database *database = database_open();
    if (database == NULL) {
        return NULL;
    }
    int error = 0;
    struct WS_servent *service = os_database_service_by_port(database, port, proto, &error);
    return service != NULL ? service : database_fail(error);
}

struct WS_protoent *WSAAPI WS_getprotobyname(const char *name)
{
    struct os_database *database = database_open();
    if (database == NULL) {
        return NULL;
    }
    if (name == NULL) {
        return database_fail(WSAEFAULT);
    }
    int error = 0;
    struct WS_protoent *protocol = os_database_protocol_by_name(database, name, &error);
    return protocol != NULL ? protocol : database_fail(error);
}

struct WS_protoent *WSAAPI WS_getprotobynumber(int number)
{
    struct os_database *database = database_open();
    if (database == NULL) {
        return NULL;
    }
    int error = 0;
    struct WS_protoent *protocol = os_database_protocol_by_number(database, number, &error);
    return protocol != NULL ? protocol : database_fail(error);
}

#include "os_database.h"

#include <ctype.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netdb.h>

#include "os_address.h"
#include "os_name.h"

struct os_database {
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

static pthread_key_t database_key;
static bool database_key_made;
static pthread_once_t database_once = PTHREAD_ONCE_INIT;

static void make_key(void)
{
    database_key_made = pthread_key_create(&database_key, free) == 0;
}

/* Otherwise a thread that ends after the library was unloaded would still use the key. */
__attribute__((destructor)) static void drop_key(void)
{
    if (database_key_made) {
        free(pthread_getspecific(database_key));
        pthread_key_delete(database_key);
    }
}

struct os_database *os_database_of_thread(void)
{
    pthread_once(&database_once, make_key);
    struct os_database *database = database_key_made ? pthread_getspecific(database_key) : NULL;
    if (database == NULL && database_key_made) {
        database = calloc(1, sizeof *database);
        if (database != NULL && pthread_setspecific(database_key, database) != 0) {
            free(database);
            database = NULL;
        }
    }
    return database;
}

/* ---- hosts ---- */

struct WS_hostent *os_database_own_host(struct os_database *database)
{
    union os_address addresses[OS_HOST_ADDRESSES];
    size_t count = os_name_host_addresses(AF_INET, addresses);
    if (count == 0) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        database->own_addresses[i] = addresses[i].v4.sin_addr;
        database->own_list[i] = (char *)&database->own_addresses[i];
    }
    database->own_list[count] = NULL;
    os_name_of_host(database->own_name);
    database->host = (struct WS_hostent){
        .h_name = database->own_name,
        .h_aliases = database->own_aliases,
        .h_addrtype = WS_AF_INET,
        .h_length = sizeof(struct in_addr),
        .h_addr_list = database->own_list,
    };
    return &database->host;
}

/* `found` is NULL if the C library has no answer: then status and host_errno tell why. */
static struct WS_hostent *host_answer(struct os_database *database, const struct hostent *found, int status,
                                      int host_errno, int *error)
{
    if (found == NULL) {
        *error = status == ERANGE ? WSAENOBUFS : os_name_host_error(host_errno);
        return NULL;
    }
    /* musl's first alias may be the name itself. */
    bool repeated = found->h_aliases[0] != NULL && strcmp(found->h_aliases[0], found->h_name) == 0;
    database->host = (struct WS_hostent){
        .h_name = found->h_name,
        .h_aliases = found->h_aliases + repeated,
        .h_addrtype = (short)os_ws_family(found->h_addrtype),
        .h_length = (short)found->h_length,
        .h_addr_list = found->h_addr_list,
    };
    return &database->host;
}

struct WS_hostent *os_database_host_by_name(struct os_database *database, const char *name, int *error)
{
    struct hostent row, *found = NULL;
    int host_errno = NO_RECOVERY;
    int status = gethostbyname2_r(name, AF_INET, &row, database->host_text, sizeof database->host_text,
                                  &found, &host_errno);
    return host_answer(database, found, status, host_errno, error);
}

struct WS_hostent *os_database_host_by_address(struct os_database *database, int family, const void *address,
                                               int *error)
{
    socklen_t size = family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr);
    struct hostent row, *found = NULL;
    int host_errno = NO_RECOVERY;
    int status = gethostbyaddr_r(address, size, family, &row, database->host_text, sizeof database->host_text,
                                 &found, &host_errno);
    return host_answer(database, found, status, host_errno, error);
}

/* ---- services and protocols ---- */

/* Returns why there is no service, or no protocol, of that name or number. */
static int missing_error(int status)
{
    return status == ERANGE ? WSAENOBUFS : WSANO_DATA;
}

static struct WS_servent *service_answer(struct os_database *database, const struct servent *found,
                                         int status, int *error)
{
    if (found == NULL) {
        *error = missing_error(status);
        return NULL;
    }
    database->service = (struct WS_servent){
        .s_name = found->s_name,
        .s_aliases = found->s_aliases,
        .s_proto = found->s_proto,
        .s_port = (short)found->s_port,
    };
    return &database->service;
}

struct WS_servent *os_database_service_by_name(struct os_database *database, const char *name,
                                               const char *protocol, int *error)
{
    struct servent row, *found = NULL;
    int status =
        getservbyname_r(name, protocol, &row, database->service_text, sizeof database->service_text, &found);
    return service_answer(database, found, status, error);
}

struct WS_servent *os_database_service_by_port(struct os_database *database, int port, const char *protocol,
                                               int *error)
{
    struct servent row, *found = NULL;
    int status = getservbyport_r(port & 0xffff, protocol, &row, database->service_text,
                                 sizeof database->service_text, &found);
    return service_answer(database, found, status, error);
}

static struct WS_protoent *protocol_answer(struct os_database *database, const struct protoent *found,
                                           int status, int *error)
{
    if (found == NULL) {
        *error = missing_error(status);
        return NULL;
    }
    database->protocol = (struct WS_protoent){
        .p_name = found->p_name,
        .p_aliases = found->p_aliases,
        .p_proto = (short)found->p_proto,
    };
    return &database->protocol;
}

/* Windows ignores the case of the name. The C library does not: it has the name in small letters, and an
 * alias. So the name is looked up as it is, and then in small letters. */
struct WS_protoent *os_database_protocol_by_name(struct os_database *database, const char *name, int *error)
{
    char small[64];
    size_t length = strnlen(name, sizeof small - 1);
    for (size_t i = 0; i < length; i++) {
        small[i] = (char)tolower((unsigned char)name[i]);
    }
    small[length] = '\0';
    struct protoent row, *found = NULL;
    char *text = database->protocol_text;
    size_t room = sizeof database->protocol_text;
    int status = getprotobyname_r(name, &row, text, room, &found);
    if (found == NULL) {
        status = getprotobyname_r(small, &row, text, room, &found);
    }
    return protocol_answer(database, found, status, error);
}

struct WS_protoent *os_database_protocol_by_number(struct os_database *database, int number, int *error)
{
    struct protoent row, *found = NULL;
    int status =
        getprotobynumber_r(number, &row, database->protocol_text, sizeof database->protocol_text, &found);
    return protocol_answer(database, found, status, error);
}

/*
 * The databases of hosts, services and protocols: the C library's, whose answers have Winsock's layout.
 *
 * Each thread owns one answer of each kind, which its next question of that kind overwrites, as the pages of
 * gethostbyname and its kin say. The memory is made at the thread's first question and freed when the thread
 * ends. There is no lock: no thread reads another's.
 */
#ifndef JOINLEAF_OS_DATABASE_H
#define JOINLEAF_OS_DATABASE_H

#include <stddef.h>

#include <joinleaf/ws_sock.h>

/* The answers of one thread. */
struct os_database;

/* Returns the calling thread's answers; NULL if there is no memory. */
struct os_database *os_database_of_thread(void);

/*
 * Every question below gives an answer that lies in the database, or NULL with *error set to a WSA code:
 * WSAENOBUFS where the answer does not fit, else what the C library says of the question.
 */

/* This host, with the addresses of its interfaces. NULL, without a code, if it has none. */
struct WS_hostent *os_database_own_host(struct os_database *database);
/* The IPv4 addresses of a name, or of an address written as text. */
struct WS_hostent *os_database_host_by_name(struct os_database *database, const char *name, int *error);
/* family: Linux's AF_INET or AF_INET6. address: as many bytes as an address of that family has. */
struct WS_hostent *os_database_host_by_address(struct os_database *database, int family, const void *address,
                                               int *error);

/* protocol: "tcp", "udp", or NULL for the first that fits. port: in network byte order. */
struct WS_servent *os_database_service_by_name(struct os_database *database, const char *name,
                                               const char *protocol, int *error);
struct WS_servent *os_database_service_by_port(struct os_database *database, int port, const char *protocol,
                                               int *error);

struct WS_protoent *os_database_protocol_by_name(struct os_database *database, const char *name, int *error);
struct WS_protoent *os_database_protocol_by_number(struct os_database *database, int number, int *error);

#endif

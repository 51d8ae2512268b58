/* proof.h - what the proofs are written with. Each file of proofs has one function here; main.c calls them.
 */
#ifndef WIRE_PROOF_H
#define WIRE_PROOF_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include "link.h"

void prove_reports(void); /* report.c: IGMPv3 and MLDv2 */
void prove_data(void);    /* datagram.c: TTL, source address, loopback */
void prove_flows(void);   /* flow.c: DSCP and rate */
void prove_rooted(void);  /* rooted.c: DSCP of sessions with a root */

/* What comes at all comes within this time; and so often is a rate measured, which needs the processor. */
#define PATIENCE_MS 20000
#define PATIENCE_NS (PATIENCE_MS * INT64_C(1000000))
#define TRIES       12

/* One line for each: what was to be, and whether it was. */
int check(int holds, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* check for a call that answers 0, a SOCKET, a size: what counts is that it did not fail. */
#define WORKS(call) check_works(#call, (long long)(call))
void check_works(const char *call, long long result);

/* Socket names, sockets. PORT stands for any port that nobody else uses here. */
#define PORT 5077
struct name {
    SOCKADDR_STORAGE storage;
    int length;
};
#define SA(name) ((struct sockaddr *)&(name).storage)
struct name name_make(const char *address, unsigned port);
int name_family(const struct name *name);

SOCKET leaf_open(int family, unsigned interface_index); /* c_leaf, shared, its multicast interface chosen */
/* A leaf of the group, which is a textual address. */
SOCKET leaf_join(const char *group, unsigned interface_index, DWORD flags, QOS *qos);
void set_int(SOCKET s, int level, int option, int value);
void receive_timeout(SOCKET s, int ms);
/* Flow specifications (flow.c): of nothing; of what is sent; and SIO_SET_QOS. */
QOS qos_unspecified(void);
QOS qos_sending(SERVICETYPE service, ULONG rate, ULONG bucket);
void set_qos(SOCKET s, QOS qos);
/* Waits for a datagram of so many bytes to the group; 0 when none comes. */
int await_datagram(struct capture *capture, const char *group, size_t size, struct packet *packet);

#endif

/*
 * joinleaf's test double of ws2_32 for Windows, over the sockets of Wine: WSAJoinLeaf works in it, and it
 * does on demand what real Windows documents and Wine does not do. A copy of joinleaf.dll is made to import
 * it in the place of ws2_32.dll. It is a tool of the tests and no provider.
 *
 *   table.c    what is known of each socket
 *   join.c     WSAJoinLeaf, the default destination, the interface of a group
 *   receive.c  errors that ICMP brings, what closesocket does to a blocked call, coalesced receives
 *   send.c     sends to the group, trains
 *   events.c   FD_CONNECT, FD_READ that only the documented calls re-enable
 *   catalogue.c  providers that are installed
 *   control.c  WSAIoctl, and the ioctls with which tests ask for all that
 */
#ifndef JOINLEAF_TEST_WINDOWS_DOUBLE_H
#define JOINLEAF_TEST_WINDOWS_DOUBLE_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <stdbool.h>

#define DOUBLE __declspec(dllexport)

/* What mingw-w64's headers may lack. */
enum { SEND_MSG_SIZE = 2, RECV_MAX_COALESCED_SIZE = 3, COALESCED_INFO = 3 };
#ifndef SIO_UDP_NETRESET
#define SIO_UDP_NETRESET _WSAIOW(IOC_VENDOR, 15)
#endif

enum { MOST_SOCKETS = 4096, MOST_ERRORS = 8, MOST_GROUPS = 24 };

struct membership {
    SOCKADDR_STORAGE group;
    DWORD index; /* of the interface, in this host's order */
};

/* Everything is guarded by the table's lock. */
struct entry {
    SOCKET socket; /* 0: free */
    DWORD flags;   /* of WSASocket */
    int family;
    bool joined;
    DWORD direction;
    SOCKADDR_STORAGE group;
    int group_length;
    DWORD index; /* of IP_MULTICAST_IF, if that was given as an index */
    DWORD bound; /* the IPv4 address of one interface, network order: see join.c */
    HANDLE event;
    long mask;
    long pending;   /* events of ours that are to be told */
    bool read_told; /* FD_READ was told, and no documented call has re-enabled it since */
    bool ignores_connreset, ignores_netreset;
    int errors[MOST_ERRORS]; /* what ICMP brought, oldest first */
    int error_count;
    DWORD coalesced; /* UDP_RECV_MAX_COALESCED_SIZE */
    DWORD segment;   /* UDP_SEND_MSG_SIZE */
    struct membership memberships[MOST_GROUPS];
    int membership_count;
};

/* What tests have asked of the whole process. */
extern struct demands {
    int close_code;      /* with which closing ends a blocked call; 0: Wine's */
    int train_refusal;   /* with which WSASendMsg refuses trains; 0: it sends them */
    int install_refusal; /* with which the catalogue is not changed; 0: it is */
    bool no_multipoint;  /* no entry of the catalogue that Wine has says that it has multipoint sessions */
    LONG trains;         /* how many WSASendMsg was given */
    LONG event_calls;    /* how often WSAEnumNetworkEvents and WSAEventSelect were called */
    bool
        lost_interface; /* WSAJoinLeaf takes no notice of IP_MULTICAST_IF, as its page does not speak of it */
} demands;

void table_lock(void);
void table_unlock(void);
/* The entry, or NULL. Hold the lock. */
struct entry *table_find(SOCKET s);
/* A new entry for a socket that was just made; NULL if there is no room. Takes the lock. */
void table_add(SOCKET s, int family, DWORD flags);

int fail(int code);
/* Whether a receive would find something now. */
bool readable(SOCKET s);
/* A receive call has ended with this: what it means for FD_READ. */
void events_reenable(SOCKET s);
/* Sets the event of a socket that has something to tell. Hold the lock. */
void events_tell(struct entry *e, long what);
/* The code that is to be told in the place of what the provider says, after a call failed: Wine's or the
 * demanded. */
int receive_code(SOCKET s, int code);
/* Why a receive is to fail before it begins: the oldest error of the socket, or that it only sends. 0: it is
 * not. */
int receive_take_error(SOCKET s);

int joined_membership(struct entry *e, int option, const SOCKADDR_STORAGE *group, DWORD index,
                      const SOCKADDR_STORAGE *source);
/* Where a send without a destination goes: a length, 0 for not joined, -1 for a leaf that only receives. */
int joined_target(SOCKET s, SOCKADDR_STORAGE *to);
/* Whether it is a leaf that only sends. */
bool joined_to_send(SOCKET s);

int WSAAPI double_WSARecvMsg(SOCKET s, LPWSAMSG message, LPDWORD size, LPWSAOVERLAPPED overlapped,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE done);
int WSAAPI double_WSASendMsg(SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent,
                             LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE done);

#endif

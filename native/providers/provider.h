/*
 * native/providers: the providers that are built into the library.
 *
 * This file has the tables between a provider and the API half (native/winsock): what the provider gives, and
 * what it is given. Both sides include this file, and neither includes a file of the other. Sockets, handles
 * and errors go the way of the SPI: WSPSTARTUP, WSPPROC_TABLE and the upcalls. Here stands only what the SPI
 * does not have.
 */
#ifndef JOINLEAF_PROVIDER_TABLES_H
#define JOINLEAF_PROVIDER_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joinleaf/ws_ext.h>
#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_spi.h>
#include <joinleaf/ws_tcpip.h>

#include <joinleaf/batch.h>

/* ---- what a provider is given ---- */

/*
 * An event object. It outlives its handle for as long as a socket refers to it (EV-14); nobody sees that it
 * is set after WSACloseEvent. Only the API half knows what it is made of.
 */
struct event;

/* A socket's place among those of its event that have unread records. The socket owns the memory. */
struct event_member {
    struct event_member *next, *previous; /* NULL: it is not among them */
    SOCKET socket;
};

/* Any thread may call these. A lock of the provider may be held, because they call nothing back, except pump.
 */
struct provider_events {
    /* The object of a handle, with a reference. NULL for a handle that is unknown. */
    struct event *(*reference)(WSAEVENT handle);
    void (*add_reference)(struct event *event);
    void (*unreference)(struct event *event);

    /* Sets the event for a record of the member's socket. */
    void (*signal)(struct event *event, struct event_member *member);
    /* The records of the member's socket were read, or it is leaving. */
    void (*forget)(struct event *event, struct event_member *member);
    /* Both effects of WSAEnumNetworkEvents in one: forgets the member and resets the event. */
    void (*forget_and_reset)(struct event *event, struct event_member *member);
    /* Resets the event, without a look at its sockets. */
    void (*clear)(struct event *event);
    /* Has all sockets of the event record what happened until now. No lock of a provider may be held. */
    void (*pump)(struct event *event);
};

struct provider;

/* A call that an application makes by an address that it was given (WSARecvMsg), and not by an entry of the
 * API half. */
struct provider_call {
    void *held; /* the API half's own */
};

/* What an entry of the API half does before and after a WSP call: start-up, a reference on the handle, the
 * last error. Such a function must do it itself. */
struct provider_calls {
    /* False, with the last error set: WSANOTINITIALISED, WSAENOTSOCK, or WSAEOPNOTSUPP for a socket of
     * another provider. */
    bool (*enter)(struct provider_call *call, const struct provider *provider, SOCKET s);
    /* Sets the last error to the code, also to 0 (ER-01b). Returns 0 or SOCKET_ERROR. */
    int (*leave)(struct provider_call *call, int code);
    /* What such a function does if it is given an lpOverlapped, other than provider_no_wait. `again` is the
     * function itself. NULL where there is no overlapped operation. */
    int (*receive_message)(LPFN_WSARECVMSG again, SOCKET s, LPWSAMSG message, LPDWORD received,
                           LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
    int (*send_message)(LPFN_WSASENDMSG again, SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent,
                        LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
};

struct provider_watches; /* providers/udp/watch.h */

struct provider_host {
    struct provider_events events;
    struct provider_calls calls;
    const struct provider_watches *watches; /* Linux only; NULL elsewhere */
};

/* ---- what a provider gives ---- */

/* Batches of datagrams (joinleaf/batch.h). The API half has checked that pointers are not NULL where
 * something is to be there, and that sizes agree. */
struct batch_procs {
    int (*send)(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags, const SOCKADDR *to,
                int tolen, LPINT error);
    /* control: as joinleaf_receive_batch_control has it, or NULL. */
    int (*receive)(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs, int room,
                   char *control, LPINT error);
    int (*modes)(SOCKET s, ULONG size, LPDWORD modes, LPINT error);
};

/*
 * A descriptor that the provider had watched is ready. Called in the thread that looks at the event, with a
 * reference on the socket whose context this is. `which` and `ready` are what the provider's watch says;
 * `asked` is the event's clock from before the system was asked: if the socket's own time is later, what the
 * system said may be over.
 */
typedef void provider_ready(uintptr_t context, unsigned which, struct event *event, uint32_t ready,
                            uint64_t asked);

struct provider {
    /* Called once, before the first start. The table lives as long as the process. */
    void (*use_host)(const struct provider_host *host);
    LPWSPSTARTUP start;
    const WSAPROTOCOL_INFOW *entries;
    size_t entry_count;
    const struct batch_procs *batch; /* NULL: its batches are loops of plain calls */
    provider_ready *ready;           /* NULL: it has nothing watched */
    /* Moves out a socket's records for joinleaf_ready_sockets, which has forgotten its member, as
     * lpWSPEnumNetworkEvents does, but for an FD_READ that is out of date. NULL: that call does it. */
    void (*take_records)(uintptr_t context, LPWSANETWORKEVENTS taken);
    /*
     * Overlapped operation: the WSA_FLAG_* that the socket was made with; and for as long as `receives` is
     * true, the event is signalled for the socket, by a member of its own, when a receive call that would have
     * waited need not wait any more, and at once if that is so already. The socket has one such event. Returns
     * 0 or a code. NULL: the provider has no overlapped operation.
     */
    DWORD (*flags)(uintptr_t context);
    int (*await)(uintptr_t context, struct event *event, bool receives);
    /* In the child of a fork: it has no sockets any more, and leaves what they were made of alone
     * (system/fork.h). */
    void (*reset_child)(void);
};

extern const struct provider udp_provider, rooted_provider;

#endif

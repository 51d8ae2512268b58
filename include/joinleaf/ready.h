/*
 * ready.h - an extension: which of the sockets on one event have something to report.
 *
 * A program with 1,000 sockets on one event would have to call WSAEnumNetworkEvents 1,000 times for each
 * wake-up. joinleaf_ready_sockets does it for all of them. On Linux the cost grows only with the number of
 * sockets that are ready; on Windows each socket is asked, because there is no other public call.
 *
 * Any thread may call it; if several do so for one event, each record goes to one of them. Since 0.1.0.
 *
 * Include <winsock2.h> first (inside the library: joinleaf/ws_sock.h).
 */
#ifndef JOINLEAF_READY_H
#define JOINLEAF_READY_H

#ifdef __cplusplus
extern "C" {
#endif
#ifndef _WIN32
#pragma GCC visibility push(default)
#endif

/* 56 bytes: socket at 0, lNetworkEvents at 8, iErrorCode at 12. Errors count only for events that are
 * reported. */
struct joinleaf_ready {
    SOCKET socket;
    WSANETWORKEVENTS events;
};

/*
 * Resets the event, and moves the records of the sockets that are selected on it to `ready`, as
 * WSAEnumNetworkEvents would. On Linux one is left out for sockets of `udp`: an FD_READ after which a receive
 * call has found nothing (WSAEWOULDBLOCK), unless something came since. So who receives until nothing is left
 * is not woken for nothing. Returns how many sockets that were: 0 if none had anything (the event was set
 * by WSASetEvent, say), or SOCKET_ERROR (WSAGetLastError: WSANOTINITIALISED, WSAEFAULT, WSAEINVAL for a bad
 * count, room or event).
 *
 * `sockets` must name all sockets that are selected on the event: one that is left out may be reported or
 * not. Closed ones among them are skipped. If there is more to report than room, the event stays set and the
 * next call reports the rest. Give room for all of them if each is to have its turn.
 */
int WSAAPI joinleaf_ready_sockets(WSAEVENT event, const SOCKET *sockets, int count,
                                  struct joinleaf_ready *ready, int room);

#ifndef _WIN32
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif

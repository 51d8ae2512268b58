/*
 * native/providers/common: what both providers use: the names of their entries, tables of options, network
 * events, flow specifications, addresses as text. Functions without state; the caller's lock guards what it
 * passes.
 *
 * A provider's entries are the functions of its WSPPROC_TABLE. Their names begin with the provider's
 * (udp_WSPBind and so on); those for what no provider of this library offers are the same for all. A provider
 * declares its entries with PROVIDER_ENTRIES(prefix), defines them, and fills its table with
 * PROVIDER_TABLE(prefix).
 */
#ifndef JOINLEAF_COMMON_ENTRIES_H
#define JOINLEAF_COMMON_ENTRIES_H

#include <stddef.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_spi.h>

#include "address_text.h"
#include "unsupported.h"

#define PROVIDER_ENTRIES(prefix)                                                                             \
    int WSPAPI prefix##_WSPCleanup(LPINT error);                                                             \
    SOCKET WSPAPI prefix##_WSPSocket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g,      \
                                     DWORD flags, LPINT error);                                              \
    int WSPAPI prefix##_WSPCloseSocket(SOCKET s, LPINT error);                                               \
    int WSPAPI prefix##_WSPBind(SOCKET s, const struct WS_sockaddr *name, int namelen, LPINT error);         \
    int WSPAPI prefix##_WSPGetSockName(SOCKET s, struct WS_sockaddr *name, LPINT namelen, LPINT error);      \
    int WSPAPI prefix##_WSPGetPeerName(SOCKET s, struct WS_sockaddr *name, LPINT namelen, LPINT error);      \
    int WSPAPI prefix##_WSPConnect(SOCKET s, const struct WS_sockaddr *name, int namelen, LPWSABUF caller,   \
                                   LPWSABUF callee, LPQOS sqos, LPQOS gqos, LPINT error);                    \
    int WSPAPI prefix##_WSPShutdown(SOCKET s, int how, LPINT error);                                         \
    int WSPAPI prefix##_WSPListen(SOCKET s, int backlog, LPINT error);                                       \
    SOCKET WSPAPI prefix##_WSPAccept(SOCKET s, struct WS_sockaddr *address, LPINT address_length,            \
                                     LPCONDITIONPROC condition, DWORD_PTR callback_data, LPINT error);       \
    SOCKET WSPAPI prefix##_WSPJoinLeaf(SOCKET s, const struct WS_sockaddr *name, int namelen,                \
                                       LPWSABUF caller, LPWSABUF callee, LPQOS sqos, LPQOS gqos,             \
                                       DWORD flags, LPINT error);                                            \
    int WSPAPI prefix##_WSPSend(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,          \
                                LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,      \
                                LPWSATHREADID thread, LPINT error);                                          \
    int WSPAPI prefix##_WSPSendTo(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,        \
                                  const struct WS_sockaddr *to, int tolen, LPWSAOVERLAPPED overlapped,       \
                                  LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,          \
                                  LPINT error);                                                              \
    int WSPAPI prefix##_WSPRecv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,    \
                                LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,      \
                                LPWSATHREADID thread, LPINT error);                                          \
    int WSPAPI prefix##_WSPRecvFrom(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received,               \
                                    LPDWORD flags, struct WS_sockaddr *from, LPINT fromlen,                  \
                                    LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,  \
                                    LPWSATHREADID thread, LPINT error);                                      \
    int WSPAPI prefix##_WSPGetSockOpt(SOCKET s, int level, int name, char *value, LPINT length,              \
                                      LPINT error);                                                          \
    int WSPAPI prefix##_WSPSetSockOpt(SOCKET s, int level, int name, const char *value, int length,          \
                                      LPINT error);                                                          \
    int WSPAPI prefix##_WSPIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, \
                                 LPDWORD returned, LPWSAOVERLAPPED overlapped,                               \
                                 LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,           \
                                 LPINT error);                                                               \
    int WSPAPI prefix##_WSPSendDisconnect(SOCKET s, LPWSABUF data, LPINT error);                             \
    int WSPAPI prefix##_WSPRecvDisconnect(SOCKET s, LPWSABUF data, LPINT error);                             \
    int WSPAPI prefix##_WSPEventSelect(SOCKET s, WSAEVENT event, long mask, LPINT error);                    \
    int WSPAPI prefix##_WSPEnumNetworkEvents(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS events,            \
                                             LPINT error);                                                   \
    int WSPAPI prefix##_WSPSelect(int ignored, WS_fd_set *read, WS_fd_set *write, WS_fd_set *except,         \
                                  const struct WS_timeval *timeout, LPINT error)

#define PROVIDER_TABLE(prefix)                                                                               \
    {                                                                                                        \
        .lpWSPAccept = prefix##_WSPAccept, .lpWSPAddressToString = address_WSPAddressToString,               \
        .lpWSPAsyncSelect = unsupported_WSPAsyncSelect, .lpWSPBind = prefix##_WSPBind,                       \
        .lpWSPCancelBlockingCall = unsupported_WSPCancelBlockingCall, .lpWSPCleanup = prefix##_WSPCleanup,   \
        .lpWSPCloseSocket = prefix##_WSPCloseSocket, .lpWSPConnect = prefix##_WSPConnect,                    \
        .lpWSPDuplicateSocket = unsupported_WSPDuplicateSocket,                                              \
        .lpWSPEnumNetworkEvents = prefix##_WSPEnumNetworkEvents,                                             \
        .lpWSPEventSelect = prefix##_WSPEventSelect,                                                         \
        .lpWSPGetOverlappedResult = unsupported_WSPGetOverlappedResult,                                      \
        .lpWSPGetPeerName = prefix##_WSPGetPeerName, .lpWSPGetSockName = prefix##_WSPGetSockName,            \
        .lpWSPGetSockOpt = prefix##_WSPGetSockOpt, .lpWSPGetQOSByName = unsupported_WSPGetQOSByName,         \
        .lpWSPIoctl = prefix##_WSPIoctl, .lpWSPJoinLeaf = prefix##_WSPJoinLeaf,                              \
        .lpWSPListen = prefix##_WSPListen, .lpWSPRecv = prefix##_WSPRecv,                                    \
        .lpWSPRecvDisconnect = prefix##_WSPRecvDisconnect, .lpWSPRecvFrom = prefix##_WSPRecvFrom,            \
        .lpWSPSelect = prefix##_WSPSelect, .lpWSPSend = prefix##_WSPSend,                                    \
        .lpWSPSendDisconnect = prefix##_WSPSendDisconnect, .lpWSPSendTo = prefix##_WSPSendTo,                \
        .lpWSPSetSockOpt = prefix##_WSPSetSockOpt, .lpWSPShutdown = prefix##_WSPShutdown,                    \
        .lpWSPSocket = prefix##_WSPSocket, .lpWSPStringToAddress = address_WSPStringToAddress,               \
    }

/*
 * Answers WSPStartup (SPI-01) with version 2.2, a description and the table. description: UTF-16, of `size`
 * bytes with its terminator. Returns 0, or a code, and then nothing has changed.
 */
int provider_answer_startup(WORD version, const void *description, size_t size, const WSPPROC_TABLE *entries,
                            LPWSPDATA data, LPWSPPROC_TABLE table);

/*
 * The API half gives this as lpOverlapped to the calls that move data when it does overlapped operation itself
 * (winsock/overlapped.h): the call does not wait, whatever the socket's mode, but fails with WSAEWOULDBLOCK.
 * Nobody reads or writes the structure. Another lpOverlapped comes from another host, and is refused.
 */
extern WSAOVERLAPPED provider_no_wait;

/*
 * Checks the WSABUFs of a call (IO-07). Returns 0; WSAEFAULT if a pointer is NULL that must not be; WSAEINVAL
 * for no WSABUFs, or more than `most`; or WSAEOPNOTSUPP for overlapped operation of another host.
 */
int provider_check_buffers(const WSABUF *buffers, DWORD count, DWORD most, const DWORD *moved,
                           const WSAOVERLAPPED *overlapped);

#endif

/* The provider's WSP entries, one file a group. */
#ifndef JOINLEAF_ROOTED_ENTRIES_H
#define JOINLEAF_ROOTED_ENTRIES_H

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_spi.h>

SOCKET WSPAPI rooted_WSPSocket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags,
                               LPINT error);
int WSPAPI rooted_WSPCloseSocket(SOCKET s, LPINT error);
int WSPAPI rooted_WSPBind(SOCKET s, const struct WS_sockaddr *name, int namelen, LPINT error);
int WSPAPI rooted_WSPGetSockName(SOCKET s, struct WS_sockaddr *name, LPINT namelen, LPINT error);
int WSPAPI rooted_WSPGetPeerName(SOCKET s, struct WS_sockaddr *name, LPINT namelen, LPINT error);
int WSPAPI rooted_WSPShutdown(SOCKET s, int how, LPINT error);
int WSPAPI rooted_WSPListen(SOCKET s, int backlog, LPINT error);

SOCKET WSPAPI rooted_WSPAccept(SOCKET s, struct WS_sockaddr *address, LPINT address_length,
                               LPCONDITIONPROC condition, DWORD_PTR callback_data, LPINT error);
SOCKET WSPAPI rooted_WSPJoinLeaf(SOCKET s, const struct WS_sockaddr *name, int namelen, LPWSABUF caller,
                                 LPWSABUF callee, LPQOS sqos, LPQOS gqos, DWORD flags, LPINT error);

int WSPAPI rooted_WSPSend(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                          LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                          LPWSATHREADID thread, LPINT error);
int WSPAPI rooted_WSPSendTo(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                            const struct WS_sockaddr *to, int tolen, LPWSAOVERLAPPED overlapped,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error);
int WSPAPI rooted_WSPRecv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                          LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                          LPWSATHREADID thread, LPINT error);
int WSPAPI rooted_WSPRecvFrom(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                              struct WS_sockaddr *from, LPINT fromlen, LPWSAOVERLAPPED overlapped,
                              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error);

int WSPAPI rooted_WSPGetSockOpt(SOCKET s, int level, int name, char *value, LPINT length, LPINT error);
int WSPAPI rooted_WSPSetSockOpt(SOCKET s, int level, int name, const char *value, int length, LPINT error);
int WSPAPI rooted_WSPIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                           LPDWORD returned, LPWSAOVERLAPPED overlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error);

int WSPAPI rooted_WSPEventSelect(SOCKET s, WSAEVENT event, long mask, LPINT error);
int WSPAPI rooted_WSPEnumNetworkEvents(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS events, LPINT error);
int WSPAPI rooted_WSPSelect(int ignored, WS_fd_set *read, WS_fd_set *write, WS_fd_set *except,
                            const struct WS_timeval *timeout, LPINT error);

/* unsupported.c */
int WSPAPI rooted_WSPConnect(SOCKET s, const struct WS_sockaddr *name, int namelen, LPWSABUF caller,
                             LPWSABUF callee, LPQOS sqos, LPQOS gqos, LPINT error);

#endif

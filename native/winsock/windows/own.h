/*
 * The API half for sockets of our own providers, and for no others: Winsock's calls under names of our own,
 * because ws2_32 has the plain names. Each does what the call of its name does (joinleaf_send: send). The DLL
 * exports them.
 */
#ifndef JOINLEAF_WINDOWS_OWN_H
#define JOINLEAF_WINDOWS_OWN_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>

#include <joinleaf/batch.h>

/* Declares a call as the system's header does, under our name. */
#define JOINLEAF_OWN(name) __declspec(dllexport) __typeof__(name) joinleaf_##name;

JOINLEAF_OWN(WSAStartup)
JOINLEAF_OWN(WSACleanup)
JOINLEAF_OWN(WSASocketA)
JOINLEAF_OWN(WSASocketW)
JOINLEAF_OWN(WSADuplicateSocketA)
JOINLEAF_OWN(WSADuplicateSocketW)
JOINLEAF_OWN(WSAConnect)
JOINLEAF_OWN(WSAJoinLeaf)
JOINLEAF_OWN(WSAAccept)
JOINLEAF_OWN(WSASend)
JOINLEAF_OWN(WSASendTo)
JOINLEAF_OWN(WSASendDisconnect)
JOINLEAF_OWN(WSARecv)
JOINLEAF_OWN(WSARecvFrom)
JOINLEAF_OWN(WSARecvDisconnect)
JOINLEAF_OWN(WSAGetOverlappedResult)
JOINLEAF_OWN(WSAGetQOSByName)
JOINLEAF_OWN(WSAIoctl)
JOINLEAF_OWN(WSAEventSelect)
JOINLEAF_OWN(WSAEnumNetworkEvents)
JOINLEAF_OWN(WSAEnumProtocolsA)
JOINLEAF_OWN(WSAEnumProtocolsW)
JOINLEAF_OWN(accept)
JOINLEAF_OWN(bind)
JOINLEAF_OWN(closesocket)
JOINLEAF_OWN(connect)
JOINLEAF_OWN(getpeername)
JOINLEAF_OWN(getsockname)
JOINLEAF_OWN(getsockopt)
JOINLEAF_OWN(ioctlsocket)
JOINLEAF_OWN(listen)
JOINLEAF_OWN(recv)
JOINLEAF_OWN(recvfrom)
JOINLEAF_OWN(send)
JOINLEAF_OWN(sendto)
JOINLEAF_OWN(setsockopt)
JOINLEAF_OWN(shutdown)
JOINLEAF_OWN(socket)

#undef JOINLEAF_OWN

/* The extensions: for sockets of both halves. */
__declspec(dllexport) __typeof__(joinleaf_send_batch) joinleaf_send_batch;
__declspec(dllexport) __typeof__(joinleaf_receive_batch) joinleaf_receive_batch;
__declspec(dllexport) __typeof__(joinleaf_receive_batch_control) joinleaf_receive_batch_control;
__declspec(dllexport) __typeof__(joinleaf_batch_modes) joinleaf_batch_modes;

/* Declared in full, because the system's headers differ from each other in these. */
__declspec(dllexport) int WSAAPI
    joinleaf_WSASendMsg(SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent, LPWSAOVERLAPPED overlapped,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
__declspec(dllexport) int WSAAPI joinleaf_WSAPoll(LPWSAPOLLFD polled, ULONG count, INT timeout);
__declspec(dllexport) int WSAAPI
    joinleaf_select(int ignored, fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout);
int WSAAPI joinleaf_WSAFDIsSet(SOCKET s, fd_set *set);

int WSAAPI joinleaf_own_send_batch(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags,
                                   const SOCKADDR *to, int tolen);
int WSAAPI joinleaf_own_receive_batch(SOCKET s, char *data, ULONG length, ULONG slot,
                                      struct joinleaf_run *runs, int room, DWORD flags);
int WSAAPI joinleaf_own_receive_batch_control(SOCKET s, char *data, ULONG length, ULONG slot,
                                              struct joinleaf_run *runs, int room, char *control,
                                              DWORD flags);
int WSAAPI joinleaf_own_batch_modes(SOCKET s, ULONG size, LPDWORD modes);

#endif

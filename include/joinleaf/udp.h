/*
 * joinleaf/udp.h - what joinleaf's provider for UDP on Linux tells beyond Winsock, by getsockopt. Since 0.1.0.
 * Any thread may ask at any time. On another provider's socket, Windows' own among them, the level is unknown:
 * the call fails with WSAENOPROTOOPT or WSAEINVAL.
 */
#ifndef JOINLEAF_UDP_OPTIONS_H
#define JOINLEAF_UDP_OPTIONS_H

#define SOL_JLUDP 0x4a4d

/*
 * DWORD, get only: how many datagrams the system has thrown away since the socket was made though they had come
 * to it: mostly because its receive buffer (SO_RCVBUF) was full. Those are among them, too, that were not to be
 * heard: what its own host sent while IP_MULTICAST_LOOP is off, and on an IPv6 socket groups that only other
 * sockets of its port have joined. The count starts anew after 2^32 - 1.
 */
#define JLU_DROPPED 1

#endif

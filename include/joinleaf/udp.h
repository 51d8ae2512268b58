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

/*
 * DWORD, get only: 1 while the socket is in the session that it joined by WSAJoinLeaf, else 0. The session is over
 * when the socket has left it (connect with AF_UNSPEC), and when the interface was deleted on which the group was
 * joined, or on which a sender sends; if that comes back, WSAJoinLeaf joins anew.
 */
#define JLU_JOINED 2

/*
 * struct group_req or struct group_source_req, get only: on entry an interface, a group and, in the latter, a source
 * of which the socket is to be a member there. On return gr_interface or gsr_interface is that of the membership, or
 * 0 if there is none (any more): it was dropped, or its interface was deleted. Interface 0 on entry is any. WSAEFAULT
 * for less than a struct group_req, WSAEAFNOSUPPORT for a group of another family than the socket's, WSAEINVAL for no
 * group.
 */
#define JLU_MEMBER 3

#endif

/*
 * joinleaf/udp.h - options of joinleaf's provider for UDP on Linux, beyond Winsock's, for getsockopt. Since
 * 0.1.0. Any thread may ask at any time. On a socket of another provider, such as Windows' own, the level is
 * unknown: the call fails with WSAENOPROTOOPT or WSAEINVAL.
 */
#ifndef JOINLEAF_UDP_OPTIONS_H
#define JOINLEAF_UDP_OPTIONS_H

#define SOL_JLUDP 0x4a4d

/*
 * DWORD, get only: how many datagrams for this socket the system has dropped since it was made, mostly
 * because its receive buffer (SO_RCVBUF) was full. The count includes datagrams that the socket was not to
 * receive: what its own host sent while IP_MULTICAST_LOOP is off and, on an IPv6 socket, datagrams of groups
 * that only other sockets of its port have joined. After 2^32 - 1 it starts at 0 again.
 */
#define JLU_DROPPED 1

/*
 * DWORD, get only: 1 while the socket is in the session that it joined by WSAJoinLeaf, else 0. The session
 * ends when the socket leaves it (connect with AF_UNSPEC), and when the interface is deleted on which the
 * group was joined, or on which a sender sends. After that WSAJoinLeaf can join again.
 */
#define JLU_JOINED 2

/*
 * struct group_req or struct group_source_req, get only: tells whether the socket is a member. On entry it
 * has an interface (0: any), a group and, in the second structure, a source. On return gr_interface or
 * gsr_interface is the interface of the membership, or 0 if there is none, or none any more: it was dropped,
 * or its interface was deleted. WSAEFAULT for less than a struct group_req, WSAEAFNOSUPPORT for a group of
 * another family than the socket's, WSAEINVAL for an address that is no group.
 */
#define JLU_MEMBER 3

/*
 * DWORD, get only: the index of the interface that the session is on, also if WSAJoinLeaf was left to choose
 * it: the one on which the group was joined or, with JL_SENDER_ONLY, the one that is sent on, which
 * IP_MULTICAST_IF and IPV6_MULTICAST_IF change. These two options tell only what the program has set, as on
 * Windows. 0 without a session.
 */
#define JLU_INTERFACE 4

#endif

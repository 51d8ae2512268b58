/*
 * The size of an fd_set: compiled with FIRST, FD_SETSIZE is defined before any header; with LATE after
 * stdlib.h has brought the C library's; with neither it is not defined. Ends with 0 if SIZE sockets fit and
 * no more.
 */
#ifdef FIRST
#define FD_SETSIZE SIZE
#endif
#include <stdlib.h>
#ifdef LATE
#undef FD_SETSIZE
#define FD_SETSIZE SIZE
#endif
#include <winsock2.h>
#include <sys/select.h>

#include <stdio.h>

#ifndef SIZE
#define SIZE 64
#endif
#if FD_SETSIZE != SIZE
#error "FD_SETSIZE is not what the program said"
#endif

/* This header alone has what WSARecvMsg tells: on Windows it is in ws2def.h. */
#if !defined(MSG_TRUNC) || !defined(MSG_CTRUNC) || !defined(MSG_BCAST) || !defined(MSG_MCAST)
#error "winsock2.h lacks the flags of WSARecvMsg"
#endif
char room[WSA_CMSG_SPACE(sizeof(DWORD))];

int main(void)
{
    static fd_set set;
    unsigned i;

    for (i = 0; i < SIZE + 1; i++) {
        FD_SET(1000 + i, &set);
    }
    if (set.fd_count != SIZE || sizeof set.fd_array != SIZE * sizeof(SOCKET)) {
        printf("an fd_set of %u, not of %u\n", set.fd_count, SIZE);
        return 1;
    }
    return 0;
}

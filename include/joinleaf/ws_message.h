/*
 * ws_message.h - control data of messages, and what WSARecvMsg tells of them: on Windows part of ws2def.h,
 * and so of winsock2.h.
 *
 * Follows the pages "WSAMSG" and "WSACMSGHDR" (ws2def.h, sdk-api).
 */
#ifndef JOINLEAF_WS_MESSAGE_H
#define JOINLEAF_WS_MESSAGE_H

#include "ws_sock.h"

/* Since Windows Vista its tag is that of RFC 2292, and the older one is a macro. */
#define _WSACMSGHDR WS_cmsghdr
typedef struct _WSACMSGHDR {
    SIZE_T cmsg_len;
    INT cmsg_level;
    INT cmsg_type;
} WSACMSGHDR, *PWSACMSGHDR, *LPWSACMSGHDR;
typedef WSACMSGHDR CMSGHDR, *PCMSGHDR;

/* Headers and data both start at multiples of 8. */
#define WSA_CMSGHDR_ALIGN(length)  (((length) + sizeof(SIZE_T) - 1) & ~(sizeof(SIZE_T) - 1))
#define WSA_CMSGDATA_ALIGN(length) (((length) + sizeof(ULONGLONG) - 1) & ~(sizeof(ULONGLONG) - 1))
#define WSA_CMSG_FIRSTHDR(msg)                                                                               \
    ((msg)->Control.len >= sizeof(WSACMSGHDR) ? (LPWSACMSGHDR)(void *)(msg)->Control.buf : (LPWSACMSGHDR)NULL)
#define WSA_CMSG_NXTHDR(msg, cmsg)                                                                           \
    (!(cmsg) ? WSA_CMSG_FIRSTHDR(msg)                                                                        \
     : (CHAR *)(cmsg) + WSA_CMSGHDR_ALIGN((cmsg)->cmsg_len) + sizeof(WSACMSGHDR) >                           \
             (msg)->Control.buf + (msg)->Control.len                                                         \
         ? (LPWSACMSGHDR)NULL                                                                                \
         : (LPWSACMSGHDR)(void *)((CHAR *)(cmsg) + WSA_CMSGHDR_ALIGN((cmsg)->cmsg_len)))
#define WSA_CMSG_DATA(cmsg)    ((UCHAR *)(cmsg) + WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR)))
#define WSA_CMSG_SPACE(length) WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR) + WSA_CMSGHDR_ALIGN(length))
#define WSA_CMSG_LEN(length)   (WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR)) + (length))

/* What WSARecvMsg tells in dwFlags. */
#define WS_MSG_TRUNC  0x0100
#define WS_MSG_CTRUNC 0x0200
#define WS_MSG_BCAST  0x0400
#define WS_MSG_MCAST  0x0800

#endif

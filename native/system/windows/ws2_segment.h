/*
 * Trains: datagrams of one size (the last may be shorter) that the system moves as one message. It cuts a
 * train at the end of its way (UDP_SEND_MSG_SIZE), and hands over together what has come together
 * (UDP_COALESCED_INFO), since Windows 10 2004. No state. Include winsock2.h and mswsock.h first.
 */
#ifndef JOINLEAF_SYSTEM_WINDOWS_WS2_SEGMENT_H
#define JOINLEAF_SYSTEM_WINDOWS_WS2_SEGMENT_H

#include <stddef.h>
#include <string.h>

/* Options and control data of level IPPROTO_UDP, which not every SDK has. */
enum { WS2_SEND_MSG_SIZE = 2, WS2_RECV_MAX_COALESCED_SIZE = 3, WS2_COALESCED_INFO = 3 };

/* One piece of control data. (mingw's macros for it are not fit for -Wconversion.) */
struct ws2_segment_control {
    WSACMSGHDR header;
    DWORD number;
    DWORD unused;
};

/* Tells the system to cut the message into datagrams of this size. The message refers to *control. */
static inline void ws2_segment_put(WSAMSG *message, struct ws2_segment_control *control, DWORD size)
{
    memset(control, 0, sizeof *control);
    control->header.cmsg_len = offsetof(struct ws2_segment_control, unused);
    control->header.cmsg_level = IPPROTO_UDP;
    control->header.cmsg_type = WS2_SEND_MSG_SIZE;
    control->number = size;
    message->Control.buf = (char *)control;
    message->Control.len = sizeof *control;
}

/* Returns the size of the datagrams of a message that came with these control data; 0: it is one datagram. */
static inline DWORD ws2_segment_size(const WSABUF *told)
{
    ULONG at = 0;
    while (told->len - at >= offsetof(struct ws2_segment_control, unused)) {
        struct ws2_segment_control control;
        memcpy(&control, told->buf + at, offsetof(struct ws2_segment_control, unused));
        if (control.header.cmsg_level == IPPROTO_UDP && control.header.cmsg_type == WS2_COALESCED_INFO) {
            return control.number;
        }
        ULONG size = ((ULONG)control.header.cmsg_len + 7) & ~(ULONG)7;
        if (size < sizeof control.header || size > told->len - at) {
            break;
        }
        at += size;
    }
    return 0;
}

#endif

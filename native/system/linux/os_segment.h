/*
 * Trains: datagrams of one size, the last may be shorter, that are one for the kernel. It cuts them at the
 * end of their way (UDP_SEGMENT), and hands over together what came together (UDP_GRO).
 */
#ifndef JOINLEAF_OS_SEGMENT_H
#define JOINLEAF_OS_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum { OS_SEGMENTS_MOST = 64 }; /* the kernel's own limit, which later ones raised */

/* Control data of one message, with room for what is said of trains. */
union os_segment_control {
    struct cmsghdr header;
    char bytes[64];
};

/* Tells the kernel to cut the message into datagrams of this size. msg_control has room for it, and gets its
 * length. */
void os_segment_put(struct msghdr *message, uint16_t size);
/* The size of the datagrams that a received message is made of; 0: it is one. */
uint32_t os_segment_size(struct msghdr *message);

bool os_segment_known(int fd);
/* Whether it was the cutting that the kernel would not do. */
bool os_segment_refused(int errno_value);
/* Then: whether smaller ones may do. The datagram with its headers did not fit the interface's packets; else
 * nobody on the way sums for it. */
bool os_segment_refused_size(int errno_value);

#endif

/*
 * Trains: datagrams of one size (the last may be shorter) that the kernel moves as one message. It cuts a
 * train at the end of its way (UDP_SEGMENT), and hands over together what has come together (UDP_GRO). No
 * state.
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

enum { OS_SEGMENTS_MOST = 64 }; /* the limit of older kernels; later ones allow more */

/* Control data of one message, with room for the size of a train's datagrams. */
union os_segment_control {
    struct cmsghdr header;
    char bytes[64];
};

/* Tells the kernel to cut the message into datagrams of this size. msg_control has room for that;
 * msg_controllen is set. */
void os_segment_put(struct msghdr *message, uint16_t size);
/* Returns the size of the datagrams of a received message; 0: it is one datagram. */
uint32_t os_segment_size(struct msghdr *message);

/* Returns whether the kernel knows UDP_SEGMENT. */
bool os_segment_known(int fd);
/* Returns whether this is an error because the kernel has refused to cut the message. */
bool os_segment_refused(int errno_value);
/* Returns, of such an error, whether smaller datagrams may be cut: then a datagram with its headers did not
 * fit into a packet of the interface. Otherwise the interface cannot do the checksums. */
bool os_segment_refused_size(int errno_value);

#endif

#include "os_segment.h"

#include <errno.h>
#include <string.h>

#include <netinet/in.h>

void os_segment_put(struct msghdr *message, uint16_t size)
{
    const struct cmsghdr piece = {
        .cmsg_len = CMSG_LEN(sizeof size), .cmsg_level = IPPROTO_UDP, .cmsg_type = UDP_SEGMENT};
    char *to = message->msg_control;
    memset(to, 0, CMSG_SPACE(sizeof size));
    memcpy(to, &piece, sizeof piece);
    memcpy(to + CMSG_LEN(0), &size, sizeof size);
    message->msg_controllen = CMSG_SPACE(sizeof size);
}

uint32_t os_segment_size(struct msghdr *message)
{
    for (struct cmsghdr *piece = CMSG_FIRSTHDR(message); piece != NULL; piece = CMSG_NXTHDR(message, piece)) {
        if (piece->cmsg_level == IPPROTO_UDP && piece->cmsg_type == UDP_GRO) {
            int size;
            memcpy(&size, CMSG_DATA(piece), sizeof size);
            return size > 0 ? (uint32_t)size : 0;
        }
    }
    return 0;
}

bool os_segment_known(int fd)
{
    int set;
    socklen_t length = sizeof set;
    return getsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &set, &length) == 0;
}

bool os_segment_refused_size(int errno_value)
{
    return errno_value == EINVAL || errno_value == EMSGSIZE;
}

bool os_segment_refused(int errno_value)
{
    return os_segment_refused_size(errno_value) || errno_value == EIO || errno_value == ENOPROTOOPT ||
           errno_value == EOPNOTSUPP;
}

/* sys/socket.h - the C library's own, unless the file has winsock2.h: then it says why the two cannot be
 * together. */
#ifdef JOINLEAF_WINSOCK2_H
#error                                                                                                       \
    "winsock2.h and the system's <sys/socket.h> (<netinet/in.h>, <netdb.h>, <net/if.h>) cannot be used in one file"
#else
#pragma GCC system_header
#include_next <sys/socket.h>
#endif

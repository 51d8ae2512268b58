/*
 * sys/select.h - the C library's own, after keeping the FD_SETSIZE of a Winsock program.
 *
 * A program that wants a larger fd_set defines FD_SETSIZE before it includes winsock2.h, often before
 * anything else. Then the first standard header (stdlib.h brings this one) would put the C library's value in
 * its place, and nothing would tell. winsock2.h takes the kept value back. In a file without winsock2.h all
 * is as if this header were not here.
 */
#pragma GCC system_header
#if defined(FD_SETSIZE) && !defined(_SYS_SELECT_H) && !defined(JOINLEAF_WINSOCK2_H)
#pragma push_macro("FD_SETSIZE")
#undef FD_SETSIZE
#define JOINLEAF_FD_SETSIZE_KEPT
#endif
#include_next <sys/select.h>

/* Linux's errno to Winsock's codes: the one table (ER-02). */
#ifndef JOINLEAF_OS_ERRNO_H
#define JOINLEAF_OS_ERRNO_H

/* Returns the WSA code for an errno; WSASYSCALLFAILURE for one that the table lacks. */
int os_wsa_error(int errno_value);

#endif

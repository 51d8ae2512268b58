/* kernel.h - a kernel that lacks this or that: the program's own sendmmsg and its kin stand before libc's. */
#ifndef BATCH_KERNEL_H
#define BATCH_KERNEL_H

/* Each 0 or 1; what is lacking fails as a kernel that never had it does. */
extern int lacks_several;  /* sendmmsg, recvmmsg */
extern int forbids;        /* what is lacking fails as a filter of system calls has it */
extern int lacks_segments; /* UDP_SEGMENT, found out by sending */
extern int calls;          /* sendmmsg, recvmmsg, sendmsg and recvmsg so far */

/* Every third message is refused as if there were no room or a signal had come; sendmmsg sends one of many.
 */
extern int stutters;

#endif

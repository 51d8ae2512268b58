/* The two halves of wakeup.c: Winsock's names and the system's do not go into one file. */
#ifndef WAKEUP_H
#define WAKEUP_H

enum { MANY = 1000 };

/* Makes that many sockets on one event; the port of the one in the middle, which is the one sent to. */
unsigned short winsock_open(int count);
void winsock_take(int count);
void winsock_close(void);

#endif

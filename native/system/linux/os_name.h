/* What name resolution needs of Linux: its flags' and errors' numbers, and what this host is called. */
#ifndef JOINLEAF_OS_NAME_H
#define JOINLEAF_OS_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "os_address.h"

enum { OS_HOST_NAME_ROOM = 256, OS_HOST_ADDRESSES = 64 };

/* WS_AI_* to AI_*. False for a bit that Winsock does not define. Bits that mean nothing here go. */
bool os_name_flags(int ws_flags, int *flags);
/* WS_NI_* to NI_*. */
int os_name_info_flags(int ws_flags);
/* An EAI_* code, and a h_errno, to Winsock's. */
int os_name_error(int eai);
int os_name_host_error(int host_errno);

/* The host's own name; "localhost" if it has none. */
void os_name_of_host(char name[static OS_HOST_NAME_ROOM]);
/* Whether Windows would answer with this computer's own addresses: its name, "" and "..localmachine". */
bool os_name_is_host(const char *name);
/*
 * This host's addresses of a family, or of both for AF_UNSPEC: IPv6 first, loopback's only when there are no
 * others. How many; 0 when it has none or cannot tell.
 */
size_t os_name_host_addresses(int family, union os_address addresses[static OS_HOST_ADDRESSES]);

#endif

/* Numeric addresses as text, spelled as Windows spells them. No state; any thread may call. */
#ifndef JOINLEAF_OS_TEXT_H
#define JOINLEAF_OS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "os_address.h"

/* Room for the longest: [8 groups with an IPv4 tail%scope]:port, terminated. */
enum { OS_TEXT_ROOM = 80 };

/* Writes an in_addr or in6_addr (family: Linux' number). This and the next two return the length without the
 * terminator. */
size_t os_text_of_host(int family, const void *host, char text[static OS_TEXT_ROOM]);
/* Writes the address, with its scope if it has one. */
size_t os_text_of_address(const union os_address *address, char text[static OS_TEXT_ROOM]);
/* Writes the same with the port, if it has one: 10.0.0.1:80, [fe80::1%2]:80. */
size_t os_text_of_endpoint(const union os_address *address, char text[static OS_TEXT_ROOM]);

/* Reads a host without a port, in network byte order, in all the forms that inet_addr takes, such as 127.1
 * and 0x7f.1. These three return false if the text is none. */
bool os_text_to_ipv4(const char *text, uint32_t *host);
/* family: Linux' number. host: an in_addr or in6_addr. Takes only the forms that inet_pton takes. */
bool os_text_to_host(int family, const char *text, void *host);
/* Reads what os_text_of_endpoint writes, and the other forms that Windows takes. */
bool os_text_to_endpoint(int family, const char *text, union os_address *address);

#endif

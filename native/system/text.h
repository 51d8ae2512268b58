/* Addresses as text, spelled and read as Windows does (WSAAddressToString, WSAStringToAddress). No state. */
#ifndef JOINLEAF_SYSTEM_TEXT_H
#define JOINLEAF_SYSTEM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "system/address.h"

/* Room for the longest: [8 groups with an IPv4 tail%scope]:port, and the terminator. */
enum { SYSTEM_TEXT_ROOM = 80 };

/* Writes the host, with its scope and its port if it has them: 10.0.0.1:80, [fe80::1%2]:80, ::1. All
 * characters are ASCII. Returns the length without the terminator. */
size_t system_text_of_endpoint(const union system_address *address, char text[SYSTEM_TEXT_ROOM]);
/* Reads what system_text_of_endpoint writes, and the other forms that Windows takes. Returns false for any
 * other text. */
bool system_text_to_endpoint(uint16_t family, const char *text, union system_address *address);

#endif

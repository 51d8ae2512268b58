/*
 * Installs our own provider in the system's catalogue, where every program of the machine finds it. Each call
 * returns 0 or a code, which is WSAEOPNOTSUPP if the system has no such catalogue. Paths are in UTF-16, with
 * a terminating 0.
 */
#ifndef JOINLEAF_API_INSTALL_H
#define JOINLEAF_API_INSTALL_H

#include <stdint.h>

/* Installs all entries of the DLL at this path, or none. WSANO_RECOVERY: the caller is no administrator.
 * WSASYSCALLFAILURE: the system has agreed, but does not list them. */
int install_provider(const uint16_t *path);
/* Removes all of its entries. */
int install_remove(void);
/* Copies the path that the system has for its DLL. WSAEINVAL: it is not installed. WSAEFAULT: there is too
 * little room. */
int install_path(uint16_t *path, int room);

#endif

/* Our own provider in the system's catalogue, where every program of the machine finds it. Each call: 0 or a
 * code; WSAEOPNOTSUPP where the system has no such catalogue.
 * Paths are in UTF-16, with a terminating 0. */
#ifndef JOINLEAF_API_INSTALL_H
#define JOINLEAF_API_INSTALL_H

#include <stdint.h>

/* All its entries, or none. WSANO_RECOVERY: the caller is no administrator. WSASYSCALLFAILURE: the system
 * said yes, but does not list them. */
int install_provider(const uint16_t *path);
int install_remove(void);
/* Where the system has its DLL, with the terminating 0. WSAEINVAL: it is not installed. WSAEFAULT: too little
 * room. */
int install_path(uint16_t *path, int room);

#endif

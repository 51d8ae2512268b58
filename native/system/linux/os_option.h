/* Options whose value is an int. Level, name and value are Linux's; they return 0 or a WSA code. */
#ifndef JOINLEAF_OS_OPTION_H
#define JOINLEAF_OS_OPTION_H

#include <netinet/in.h>

#ifndef IPV6_UNICAST_IF /* a C library may not know it */
#define IPV6_UNICAST_IF 76
#endif

int os_number_set(int fd, int level, int name, int value);
int os_number_get(int fd, int level, int name, int *value);

#endif

#include "os_option.h"

#include <errno.h>

#include <sys/socket.h>

#include "os_errno.h"

int os_number_set(int fd, int level, int name, int value)
{
    return setsockopt(fd, level, name, &value, sizeof value) == 0 ? 0 : os_wsa_error(errno);
}

int os_number_get(int fd, int level, int name, int *value)
{
    socklen_t size = sizeof *value;
    return getsockopt(fd, level, name, value, &size) == 0 ? 0 : os_wsa_error(errno);
}

#include "system/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

bool system_random(void *bytes, size_t size)
{
    long given = syscall(SYS_getrandom, bytes, size, 0);
    if (given == (long)size) {
        return true;
    }
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC); /* a kernel before 3.17 */
    size_t done = 0;
    while (fd >= 0 && done < size) {
        ssize_t here = read(fd, (uint8_t *)bytes + done, size - done);
        if (here <= 0 && !(here < 0 && errno == EINTR)) {
            break;
        }
        done += here > 0 ? (size_t)here : 0;
    }
    if (fd >= 0) {
        close(fd);
    }
    return done == size;
}

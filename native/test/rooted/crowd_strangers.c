#include "crowd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "test/seconds.h"

enum { KEPT = 8192 };

const char *const crowd_deeds[CROWD_DEEDS] = {"silent",         "half a HELLO", "refused",   "HELLO only",
                                              "misfit request", "garbage",      "huge frame"};

bool crowd_is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

void crowd_limit_descriptors(unsigned most)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = most;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void say(int fd, enum crowd_deed deed, bool keyed)
{
    uint8_t hello[32] = {1, 0, 0, 0, 0, 0, 0, 24, 'J', 'L', 'R', 'P', 2, keyed};
    static const uint8_t request[20] = {3, 0, 0, 0, 0, 0, 0, 12, 1, 3, 3, 0, 0, 0, 0x4e, 0x20};
    uint8_t bytes[64];
    size_t size = sizeof hello;
    memcpy(bytes, hello, sizeof hello);
    switch (deed) {
    case CROWD_SILENT:
    case CROWD_DEEDS:
        return;
    case CROWD_HALF:
        size = 16;
        break;
    case CROWD_REFUSED:
        bytes[12] = 1;
        break;
    case CROWD_GREETS:
        break;
    case CROWD_MISFIT:
        memcpy(bytes + size, request, sizeof request);
        size += sizeof request;
        break;
    case CROWD_GARBAGE:
        for (size_t i = 0; i < sizeof bytes; i++) {
            bytes[i] = (uint8_t)rand();
        }
        size = sizeof bytes;
        break;
    case CROWD_HUGE:
        memset(bytes + 4, 0xff, 4);
        break;
    }
    send(fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void end(int fd)
{
    const struct linger none = {1, 0}; /* so that its port is free again */
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    close(fd);
}

struct crowd_strangers crowd_attack(const void *at, enum crowd_deed deed, double rate, double seconds,
                                    bool keyed)
{
    static int kept[KEPT];
    struct crowd_strangers strangers = {0};
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    memset(kept, -1, sizeof kept);
    double begin = seconds_now();
    uint32_t tried = 0;
    while (seconds_now() - begin < seconds) {
        if (rate > 0 && tried >= (seconds_now() - begin) * rate) {
            usleep(200);
            continue;
        }
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || connect(fd, at, sizeof(struct sockaddr_in)) != 0) {
            strangers.failed++;
            if (fd >= 0) {
                close(fd);
            }
            usleep(100);
            continue;
        }
        say(fd, deed, keyed);
        int *place = &kept[tried++ % KEPT];
        if (*place >= 0) {
            end(*place);
        }
        *place = fd;
        strangers.made++;
    }
    strangers.seconds = seconds_now() - begin;
    return strangers;
}

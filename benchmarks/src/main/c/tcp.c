#include "tcp.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TCP_PORT = 7721 };

static char bytes[1 << 17];

static struct sockaddr_in address_of(const char *address)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(TCP_PORT)};
    inet_pton(AF_INET, address, &at.sin_addr);
    return at;
}

int tcp_send(const char *address, const char *control, double seconds)
{
    struct sockaddr_in at = address_of(address);
    for (int i = 0; i < 100; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, control, (socklen_t)strlen(control)) != 0) {
            perror(control);
            return 1;
        }
        if (connect(fd, (struct sockaddr *)&at, sizeof at) == 0) {
            time_t end = time(NULL) + (time_t)seconds;
            while (time(NULL) < end && send(fd, bytes, sizeof bytes, MSG_NOSIGNAL) > 0) {
            }
            return 0;
        }
        close(fd);
        usleep(50000);
    }
    return 1;
}

bool tcp_take(struct tcp_taker *taker, const char *address)
{
    struct sockaddr_in at = address_of(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 1) != 0) {
        return false;
    }
    taker->connection = accept(fd, NULL, NULL);
    return taker->connection >= 0;
}

int tcp_taken(void *taker)
{
    return (int)recv(((struct tcp_taker *)taker)->connection, bytes, sizeof bytes, 0);
}

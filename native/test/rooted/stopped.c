/*
 * A root whose process does not run for a while: what its peers said meanwhile lies in its sockets, and
 * counts. A stranger connects; the root's process is stopped until long after the time that a handshake may
 * take; in that time the stranger says HELLO. It is to be welcomed.
 *
 *     stopped NODE PORT
 */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    TAKES_MS = 125,      /* the root takes the connection meanwhile */
    HANDSHAKE_MS = 2000, /* long enough for this process to stop the root in time on a busy machine, too */
    STOPPED_MS = 2 * HANDSHAKE_MS,
    PATIENCE_MS = 60000,
    WELCOME = 2,
    TRIES = 6000
};

static const uint8_t hello[32] = {1, 0, 0, 0, 0, 0, 0, 24, 'J', 'L', 'R', 'P', 2, 0};

static int call(const char *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < TRIES; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (struct sockaddr *)&at, sizeof at) == 0) {
            return fd;
        }
        close(fd);
        usleep(10000);
    }
    return -1;
}

/* The type of the root's first frame; -1: it has ended the connection, or says nothing. */
static int answer(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    uint8_t type;
    return poll(&ready, 1, PATIENCE_MS) == 1 && recv(fd, &type, 1, 0) == 1 ? type : -1;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        return 2;
    }
    pid_t root = fork();
    if (root == 0) {
        char option[32];
        snprintf(option, sizeof option, "handshake=%d", HANDSHAKE_MS);
        execl(arguments[1], "node", "root", "127.0.0.1", arguments[2], "1", "0", "1000", option,
              (char *)NULL);
        _exit(2);
    }
    int status, fd = call(arguments[2]);
    usleep(TAKES_MS * 1000);
    kill(root, SIGSTOP);
    waitpid(root, &status, WUNTRACED);
    ssize_t sent = send(fd, hello, sizeof hello, MSG_NOSIGNAL);
    usleep(STOPPED_MS * 1000);
    kill(root, SIGCONT);
    int type = answer(fd);
    kill(root, SIGKILL);
    waitpid(root, &status, 0);
    printf(sent == sizeof hello && type == WELCOME ? "ok\n" : "sent %zd, answered with %d\n", sent, type);
    return type == WELCOME ? 0 : 1;
}

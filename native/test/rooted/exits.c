/*
 * Processes that call exit while a session with a key goes on. The library's threads run until the very end of
 * exit, and nothing that they use is taken away under them: such a process ends with its own exit code.
 */
#include <stdio.h>
#include <stdlib.h>

#include <sys/wait.h>

#include "session.h"

enum {
    PROCESSES = 10,
    SIZE = 1000,
    GOES_ON = 50000 /* us */,
    CODE = 42,
    HANGS_AFTER = 60 /* s */
};

static void *send_all_the_time(void *argument)
{
    static const char message[SIZE];
    while (send(*(SOCKET *)argument, message, SIZE, 0) == SIZE) {
    }
    return NULL;
}

static void *receive_all_the_time(void *argument)
{
    static char message[SIZE];
    while (recv(*(SOCKET *)argument, message, SIZE, 0) == SIZE) {
    }
    return NULL;
}

/* exit calls this after what any library has registered since, and so gives the threads time. */
static void go_on(void)
{
    usleep(GOES_ON);
}

static int exit_in_a_session(void)
{
    static SOCKET root, leaf;
    WSADATA data;
    pthread_t sender, receiver;
    alarm(HANGS_AFTER);
    CHECK(atexit(go_on) == 0 && WSAStartup(MAKEWORD(2, 2), &data) == 0);
    root = open_root();
    leaf = open_leaf();
    set_key(root, "sixteen bytes...");
    set_key(leaf, "sixteen bytes...");
    begin_session(root, leaf);
    CHECK(pthread_create(&sender, NULL, send_all_the_time, &root) == 0);
    CHECK(pthread_create(&receiver, NULL, receive_all_the_time, &leaf) == 0);
    usleep(GOES_ON);
    return failures == 0 ? CODE : 1;
}

int main(void)
{
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        fflush(stdout);
        pid_t process = fork();
        if (process == 0) {
            exit(exit_in_a_session());
        }
        CHECK(waitpid(process, &status, 0) == process);
        CHECK_TELLING(WIFEXITED(status) && WEXITSTATUS(status) == CODE, " (status %x)", (unsigned)status);
    }
    return failures_told();
}

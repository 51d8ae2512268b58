/* process.c - this program again, as a child. */
#define _GNU_SOURCE
#include "test/conformance/host.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS 16

struct host_process {
    pid_t id;
    int output;
};

/* This program; and before it the emulator (CONFORMANCE_RUNNER) for another processor's. */
static int self_command(char **list)
{
    static char self[4096] = "/proc/self/exe";
    char *runner = getenv("CONFORMANCE_RUNNER");
    int words = 0;
    if (runner) {
        ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
        self[length > 0 ? length : 0] = 0;
        list[words++] = runner;
    }
    list[words++] = self;
    return words;
}

struct host_process *host_process_start(const char *const *arguments)
{
    char *list[ARGUMENTS + 3] = {0};
    int ends[2];
    int words = self_command(list);
    for (int i = 0; i < ARGUMENTS && arguments[i]; i++)
        list[words + i] = (char *)(size_t)arguments[i];
    struct host_process *process = malloc(sizeof *process);
    if (!process)
        return NULL;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        free(process);
        return NULL;
    }
    process->id = fork();
    if (process->id == 0) {
        dup2(ends[1], 1);
        execv(list[0], list);
        _exit(127);
    }
    close(ends[1]);
    process->output = ends[0];
    if (process->id < 0) {
        close(ends[0]);
        free(process);
        return NULL;
    }
    return process;
}

/* Reads until the child closes its output or time is up; what does not fit is dropped. */
static int read_all(int from, unsigned long long until, char *output, size_t size)
{
    size_t used = 0;
    int ended = 0;
    while (!ended) {
        char part[1024];
        struct pollfd ready = {.fd = from, .events = POLLIN};
        unsigned long long now = host_now_ms();
        if (now >= until)
            break;
        if (poll(&ready, 1, (int)(until - now)) <= 0)
            continue;
        ssize_t got = read(from, part, sizeof part);
        ended = got <= 0;
        for (ssize_t i = 0; i < got && used + 1 < size; i++)
            output[used++] = part[i];
    }
    if (size > 0)
        output[used] = 0;
    return ended;
}

int host_process_end(struct host_process *process, unsigned ms, char *output, size_t size, int *status)
{
    unsigned long long until = host_now_ms() + ms;
    int ended = read_all(process->output, until, output, size);
    int result = 0;
    pid_t waited = 0;
    while (ended && (waited = waitpid(process->id, &result, WNOHANG)) == 0 && host_now_ms() < until)
        host_sleep_ms(1);
    ended = waited == process->id;
    if (!ended) {
        kill(process->id, SIGKILL);
        waitpid(process->id, &result, 0);
    }
    close(process->output);
    free(process);
    *status = WIFEXITED(result) ? WEXITSTATUS(result) : -WTERMSIG(result);
    return ended;
}

void host_on_crash(void (*run)(void))
{
    (void)run; /* the status says which signal it was */
}

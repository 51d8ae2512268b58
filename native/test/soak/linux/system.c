#define _GNU_SOURCE
#include "test/soak/system.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long count_entries(const char *path)
{
    DIR *folder = opendir(path);
    long count = -3; /* ".", ".." and, of descriptors, the folder's own */
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

struct usage system_usage(void)
{
    struct usage usage = {0, count_entries("/proc/self/fd"), count_entries("/proc/self/task") + 1};
    FILE *file = fopen("/proc/self/statm", "re");
    if (file) {
        if (fscanf(file, "%*d %ld", &usage.resident_kb) == 1)
            usage.resident_kb *= sysconf(_SC_PAGESIZE) / 1024;
        fclose(file);
    }
    return usage;
}

long system_start(const char *argument, const char *second)
{
    pid_t process = fork();
    if (process == 0) {
        execl("/proc/self/exe", "soak", argument, second, (char *)NULL);
        _exit(127);
    }
    return process;
}

void system_kill(long process)
{
    kill((pid_t)process, SIGKILL);
    waitpid((pid_t)process, NULL, 0);
}

int system_wait(long process)
{
    int status = -1;
    return waitpid((pid_t)process, &status, 0) == (pid_t)process && WIFEXITED(status) ? WEXITSTATUS(status)
                                                                                      : -1;
}

long long system_day_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

int system_is_member(unsigned number)
{
    char line[256];
    int found = 0;
    FILE *file = fopen("/proc/self/net/igmp", "re");
    while (file && fgets(line, sizeof line, file)) /* the address as it lies in memory, as one number */
        found |= line[0] == '\t' && strtoul(line, NULL, 16) == (number << 24 | 0x4fffefu);
    if (file)
        fclose(file);
    return found;
}

int system_set_link(const char *name, int up)
{
    char command[100];
    snprintf(command, sizeof command, "PATH=$PATH:/usr/sbin:/sbin ip link set %s %s", name,
             up ? "up" : "down");
    return system(command) == 0;
}

void system_raise_limits(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

int system_loses_sockets(void)
{
    return 0;
}

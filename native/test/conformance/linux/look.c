/* look.c - what /proc tells of this process and host. */
#define _GNU_SOURCE
#include "test/conformance/host.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static int count_files(int sockets_only)
{
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;
    int count = 0;
    if (!folder)
        return HOST_UNKNOWN;
    while ((entry = readdir(folder))) {
        char path[300], target[64] = {0};
        snprintf(path, sizeof path, "/proc/self/fd/%s", entry->d_name);
        if (strtol(entry->d_name, NULL, 10) > 2 && readlink(path, target, sizeof target - 1) > 0 &&
            (!sockets_only || strncmp(target, "socket:", 7) == 0))
            count++;
    }
    closedir(folder);
    return count;
}

int host_open_sockets(void)
{
    return count_files(1);
}

int host_inherited_socket(unsigned long long handle)
{
    (void)handle;
    return count_files(1) > 0;
}

int host_limit_sockets(unsigned more)
{
    int open_now = count_files(0);
    struct rlimit limit;
    if (open_now < 0 || getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    /* Descriptors are given out lowest first: the highest allowed number bounds their count. */
    limit.rlim_cur = (rlim_t)open_now + more;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/* /proc/net/igmp: a line for the interface ("1\tlo ..."), then a line a group, its bytes as one hexadecimal
 * number. */
static int igmp_has(const unsigned char *group, unsigned interface_index)
{
    char line[256];
    unsigned current = 0, value;
    int found = 0;
    unsigned wanted;
    FILE *file = fopen("/proc/net/igmp", "r");
    if (!file)
        return HOST_UNKNOWN;
    memcpy(&wanted, group, 4); /* printed as it lies in memory */
    while (fgets(line, sizeof line, file)) {
        if (line[0] != '\t')
            current = (unsigned)strtoul(line, NULL, 10);
        else if (current == interface_index && sscanf(line, " %x", &value) == 1 && value == wanted)
            found = 1;
    }
    fclose(file);
    return found;
}

/* /proc/net/igmp6: "1    lo              ff020000000000000000000000000001     1 0000000C 0". */
static int igmp6_has(const unsigned char *group, unsigned interface_index)
{
    char line[256], name[64], address[64], wanted[33];
    unsigned index;
    int found = 0;
    FILE *file = fopen("/proc/net/igmp6", "r");
    if (!file)
        return HOST_UNKNOWN;
    for (int i = 0; i < 16; i++)
        snprintf(wanted + 2 * i, 3, "%02x", group[i]);
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "%u %63s %63s", &index, name, address) == 3 && index == interface_index &&
            strcmp(address, wanted) == 0)
            found = 1;
    }
    fclose(file);
    return found;
}

int host_is_member(const unsigned char *group, size_t size, unsigned interface_index)
{
    return size == 4 ? igmp_has(group, interface_index) : igmp6_has(group, interface_index);
}

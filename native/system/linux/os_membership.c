#include "os_membership.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The thread's own lists, because its network namespace may be another than the process's. */
#define IGMP  "/proc/thread-self/net/igmp"
#define IGMP6 "/proc/thread-self/net/igmp6"

/* Reads a line, which is about an interface or one of its groups, and tells which interface. Returns whether
 * it is the group that is looked for. */
typedef bool read_line(const char *line, const union os_address *group, unsigned *interface_index);

/* "2\teth0 ..." and below it "\t\t\t\tFB0000E0 ...": the group's bytes as one number, as it lies in memory.
 */
static bool read_igmp(const char *line, const union os_address *group, unsigned *interface_index)
{
    if (line[0] != '\t') {
        *interface_index = (unsigned)strtoul(line, NULL, 10);
        return false;
    }
    return (in_addr_t)strtoul(line, NULL, 16) == group->v4.sin_addr.s_addr;
}

/* "2    eth0            ff0200000000000000000000000000fb ..." */
static bool read_igmp6(const char *line, const union os_address *group, unsigned *interface_index)
{
    char address[33], wanted[33];
    for (size_t i = 0; i < sizeof group->v6.sin6_addr; i++) {
        snprintf(wanted + 2 * i, 3, "%02x", group->v6.sin6_addr.s6_addr[i]);
    }
    return sscanf(line, "%u %*s %32s", interface_index, address) == 2 && strcmp(address, wanted) == 0;
}

bool os_host_is_member(const union os_address *group, unsigned interface_index)
{
    bool v4 = group->any.sa_family == AF_INET;
    read_line *read = v4 ? read_igmp : read_igmp6;
    FILE *file = fopen(v4 ? IGMP : IGMP6, "re");
    if (file == NULL) {
        return true;
    }
    char line[256];
    unsigned current = 0;
    bool found = false;
    while (!found && fgets(line, sizeof line, file) != NULL) {
        found = read(line, group, &current) && current == interface_index;
    }
    bool told = found || feof(file); /* a read that failed tells nothing */
    fclose(file);
    return found || !told;
}

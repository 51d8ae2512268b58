/* Runs a command that may not open sockets of the family AF_NETLINK: without_netlink COMMAND [ARGUMENT...].
 */
#include "test/forbid_netlink.h"

#include <stdio.h>
#include <string.h>

int main(int count, char **words)
{
    if (count < 2 || forbid_netlink() != 0) {
        fputs("no command, or the filter is not allowed here\n", stderr);
        return 2;
    }
    execvp(words[1], words + 1);
    fprintf(stderr, "%s: %s\n", words[1], strerror(errno));
    return 2;
}

/* network.c - no test changes a Windows machine's network. */
#include "test/conformance/host.h"

int host_address(int add, const unsigned char *address, size_t size, unsigned interface_index)
{
    (void)add;
    (void)address;
    (void)size;
    (void)interface_index;
    return 0;
}

int host_route(int add, const unsigned char *destination, size_t size, unsigned interface_index)
{
    (void)add;
    (void)destination;
    (void)size;
    (void)interface_index;
    return 0;
}

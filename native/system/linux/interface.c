#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "system/interface.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "os_address.h"
#include "os_descriptor.h"
#include "os_interface.h"

unsigned system_interface_of(const union system_address *address)
{
    union os_address own = os_address_from_system(address);
    return os_interface_of(OS_INTERFACE_NO_SOCKET, &own);
}

bool system_interface_exists(unsigned index)
{
    return os_interface_exists(OS_INTERFACE_NO_SOCKET, index);
}

uint32_t system_interface_mtu(unsigned index)
{
    int fd = os_socket(AF_INET, SOCK_DGRAM, 0);
    struct ifreq request = {.ifr_ifindex = (int)index};
    uint32_t mtu = 0;
    if (fd >= 0 && ioctl(fd, SIOCGIFNAME, &request) == 0 && ioctl(fd, SIOCGIFMTU, &request) == 0 &&
        request.ifr_mtu > 0) {
        mtu = (uint32_t)request.ifr_mtu;
    }
    if (fd >= 0) {
        os_close(fd);
    }
    return mtu;
}

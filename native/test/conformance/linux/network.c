/* network.c - changes this host's addresses and routes through rtnetlink; in a namespace of our own only. */
#include "test/conformance/host.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

struct request {
    struct nlmsghdr header;
    union {
        struct ifaddrmsg address;
        struct rtmsg route;
    } about;
    char attributes[96];
};

static void attribute(struct request *request, unsigned short type, const void *data, size_t size)
{
    char *end = (char *)request + NLMSG_ALIGN(request->header.nlmsg_len);
    struct rtattr *a = (struct rtattr *)(void *)end;
    a->rta_type = type;
    a->rta_len = (unsigned short)RTA_LENGTH(size);
    memcpy(RTA_DATA(a), data, size);
    request->header.nlmsg_len = (unsigned)(end - (char *)request) + (unsigned)RTA_ALIGN(a->rta_len);
}

static int perform(const struct request *request)
{
    struct {
        struct nlmsghdr header;
        struct nlmsgerr error;
        char rest[256];
    } answer = {0};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    int done = fd >= 0 && send(fd, request, request->header.nlmsg_len, 0) >= 0 &&
               recv(fd, &answer, sizeof answer, 0) >= (ssize_t)NLMSG_LENGTH(sizeof answer.error) &&
               answer.header.nlmsg_type == NLMSG_ERROR && answer.error.error == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

int host_address(int add, const unsigned char *address, size_t size, unsigned interface_index)
{
    const unsigned flags = IFA_F_NODAD;
    struct request request = {
        .header = {.nlmsg_len = NLMSG_LENGTH(sizeof request.about.address),
                   .nlmsg_type = add ? RTM_NEWADDR : RTM_DELADDR,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | (add ? NLM_F_CREATE | NLM_F_EXCL : 0)},
        .about.address = {.ifa_family = size == 4 ? AF_INET : AF_INET6,
                          .ifa_prefixlen = (unsigned char)(size * 8),
                          .ifa_index = interface_index},
    };
    attribute(&request, IFA_LOCAL, address, size);
    attribute(&request, IFA_ADDRESS, address, size);
    attribute(&request, IFA_FLAGS, &flags, sizeof flags);
    return perform(&request);
}

int host_route(int add, const unsigned char *destination, size_t size, unsigned interface_index)
{
    struct request request = {
        .header = {.nlmsg_len = NLMSG_LENGTH(sizeof request.about.route),
                   .nlmsg_type = add ? RTM_NEWROUTE : RTM_DELROUTE,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | (add ? NLM_F_CREATE | NLM_F_EXCL : 0)},
        .about.route = {.rtm_family = size == 4 ? AF_INET : AF_INET6,
                        .rtm_dst_len = (unsigned char)(size * 8),
                        .rtm_table = RT_TABLE_MAIN,
                        .rtm_protocol = RTPROT_STATIC,
                        .rtm_scope = size == 4 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
                        .rtm_type = RTN_UNICAST},
    };
    attribute(&request, RTA_DST, destination, size);
    attribute(&request, RTA_OIF, &interface_index, sizeof interface_index);
    return perform(&request);
}

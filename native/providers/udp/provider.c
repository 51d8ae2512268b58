/* The provider's catalogue entries (PR-01) and its WSPStartup (SPI-01). */
#include "providers/provider.h"

#include <uchar.h>

#include "providers/common/entries.h"
#include "batch.h"
#include "binding.h"
#include "event.h"

WSPUPCALLTABLE udp_upcalls;

/* Windows' own UDP entries have 0x20609. XP1_IFS_HANDLES is left out here, because these handles are not the
 * system's own: they come from WPUCreateSocketHandle. */
#define UDP_SERVICE_FLAGS                                                                                    \
    (XP1_CONNECTIONLESS | XP1_MESSAGE_ORIENTED | XP1_SUPPORT_BROADCAST | XP1_SUPPORT_MULTIPOINT)

#define UDP_ENTRY(id, family, address_size, message_size, name)                                              \
    {                                                                                                        \
        .dwServiceFlags1 = UDP_SERVICE_FLAGS, .dwProviderFlags = PFL_MATCHES_PROTOCOL_ZERO,                  \
        .ProviderId = {0x6c0a4b1e, 0x3f52, 0x4d87, {0x9b, 0x11, 0x6a, 0x6f, 0x69, 0x6e, 0x6c, 0x66}},        \
        .dwCatalogEntryId = (id), .ProtocolChain = {.ChainLen = BASE_PROTOCOL}, .iVersion = 2,               \
        .iAddressFamily = (family), .iMaxSockAddr = (address_size), .iMinSockAddr = (address_size),          \
        .iSocketType = WS_SOCK_DGRAM, .iProtocol = WS_IPPROTO_UDP, .iNetworkByteOrder = BIGENDIAN,           \
        .iSecurityScheme = SECURITY_PROTOCOL_NONE, .dwMessageSize = (message_size), .szProtocol = name       \
    }

static const WSAPROTOCOL_INFOW udp_entries[] = {
    UDP_ENTRY(1001, WS_AF_INET, sizeof(struct WS_sockaddr_in), 65507, u"joinleaf [UDP/IP]"),
    UDP_ENTRY(1002, WS_AF_INET6, sizeof(struct WS_sockaddr_in6), 65527, u"joinleaf [UDP/IPv6]"),
};

int WSPAPI udp_WSPCleanup(LPINT error)
{
    (void)error;
    return 0; /* the API half has closed the sockets; the provider keeps nothing else */
}

static const WSPPROC_TABLE procs = PROVIDER_TABLE(udp);

static int WSPAPI udp_start(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
                            LPWSPPROC_TABLE table)
{
    static const char16_t description[] = u"joinleaf udp";
    (void)info;
    int error = provider_answer_startup(version, description, sizeof description, &procs, data, table);
    if (error == 0) {
        udp_upcalls = upcalls;
    }
    return error;
}

static void udp_use_host(const struct provider_host *host)
{
    udp_host = host;
}

const struct provider udp_provider = {.use_host = udp_use_host,
                                      .start = udp_start,
                                      .entries = udp_entries,
                                      .entry_count = sizeof udp_entries / sizeof *udp_entries,
                                      .batch = &udp_batch,
                                      .ready = udp_event_ready,
                                      .take_records = udp_event_take,
                                      .flags = udp_event_flags,
                                      .await = udp_event_await,
                                      .reset_child = udp_binding_reset_child};

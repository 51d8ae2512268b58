/* The provider's catalogue entries (PR-02) and its WSPStartup (SPI-01). */
#include "providers/provider.h"

#include <stdatomic.h>
#include <uchar.h>

#include "providers/common/entries.h"
#include "batch.h"

#include "conditions.h"
#include "enter.h"
#include "providers/rooted/link/group_receiver.h"
#include "providers/rooted/link/link.h"
#include "providers/rooted/link/packet_pool.h"
#include "providers/rooted/link/reactor.h"
#include "providers/rooted/session/delivery.h"
#include "entries.h"
#include "socket.h"
#include "wait.h"

#define SERVICE_FLAGS                                                                                        \
    (XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_MESSAGE_ORIENTED | XP1_GRACEFUL_CLOSE |            \
     XP1_CONNECT_DATA | XP1_SUPPORT_MULTIPOINT | XP1_MULTIPOINT_CONTROL_PLANE)

/* All entries have PFL_MATCHES_PROTOCOL_ZERO: without a protocol number the first one that fits the flags of
 * the call is taken. */
#define ENTRY(id, family, address_size, protocol, more_flags, provider_flags, name)                          \
    {                                                                                                        \
        .dwServiceFlags1 = SERVICE_FLAGS | (more_flags), .dwProviderFlags = (provider_flags),                \
        .ProviderId = {0x6c0a4b1e, 0x3f52, 0x4d87, {0x9b, 0x12, 0x6a, 0x6f, 0x69, 0x6e, 0x6c, 0x66}},        \
        .dwCatalogEntryId = (id), .ProtocolChain = {.ChainLen = BASE_PROTOCOL}, .iVersion = 1,               \
        .iAddressFamily = (family), .iMaxSockAddr = (address_size), .iMinSockAddr = (address_size),          \
        .iSocketType = WS_SOCK_SEQPACKET, .iProtocol = (protocol), .iNetworkByteOrder = BIGENDIAN,           \
        .iSecurityScheme = SECURITY_PROTOCOL_NONE, .dwMessageSize = ROOTED_MESSAGE_MAX, .szProtocol = name   \
    }
#define NONROOTED(id, family, address_size, name)                                                            \
    ENTRY(id, family, address_size, JLPROTO_NONROOTED, 0, PFL_MATCHES_PROTOCOL_ZERO, name)
#define ROOTED(id, family, address_size, name)                                                               \
    ENTRY(id, family, address_size, JLPROTO_ROOTED, XP1_MULTIPOINT_DATA_PLANE, PFL_MATCHES_PROTOCOL_ZERO,    \
          name)

/* The nonrooted entries come first. A D_ROOT fits only the rooted ones; a C_ROOT with a D_LEAF would fit
 * both, and must find a nonrooted one. */
static const WSAPROTOCOL_INFOW entries[] = {
    NONROOTED(1101, WS_AF_INET, sizeof(struct WS_sockaddr_in), u"joinleaf [nonrooted data/IP]"),
    ROOTED(1102, WS_AF_INET, sizeof(struct WS_sockaddr_in), u"joinleaf [rooted data/IP]"),
    NONROOTED(1103, WS_AF_INET6, sizeof(struct WS_sockaddr_in6), u"joinleaf [nonrooted data/IPv6]"),
    ROOTED(1104, WS_AF_INET6, sizeof(struct WS_sockaddr_in6), u"joinleaf [rooted data/IPv6]"),
};

static _Atomic int64_t gave_up; /* when a clean-up gave up waiting for closed sockets; 0: none did */

/* Waits until all sessions have ended, or none has made progress for a while. Returns whether they have. */
static bool wait_for_end(void)
{
    uint64_t before;
    bool over;
    do {
        before = delivery_progress();
        over = reactor_wait_end(system_clock_now() + ROOTED_CLEANUP_TIME);
    } while (!over && delivery_progress() != before);
    return over;
}

/*
 * The sockets are closed. This waits while what they still owe goes out, for as long as some session makes
 * progress. It is called once for each entry of the catalogue; if one call has given up, the next ones do not
 * wait.
 */
int WSPAPI rooted_WSPCleanup(LPINT error)
{
    (void)error;
    int64_t now = system_clock_now(), before = atomic_load(&gave_up);
    if (before == 0 || now - before > ROOTED_CLEANUP_TIME) {
        atomic_store(&gave_up, wait_for_end() ? 0 : system_clock_now());
    }
    return 0;
}

static const WSPPROC_TABLE procs = PROVIDER_TABLE(rooted);

static int WSPAPI rooted_start(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
                               LPWSPPROC_TABLE table)
{
    static const char16_t description[] = u"joinleaf rooted";
    (void)info;
    int error = provider_answer_startup(version, description, sizeof description, &procs, data, table);
    if (error == 0) {
        atomic_store(&gave_up, 0); /* That was the clean-up of an earlier start. */
        rooted_upcalls = upcalls;
    }
    return error;
}

static void rooted_use_host(const struct provider_host *host)
{
    rooted_host = host;
    packet_use_pool(&packet_pool);
}

static void rooted_reset_child(void)
{
    atomic_store(&gave_up, 0);
    rooted_wait_reset_child();
    reactor_reset_child();
    group_receiver_reset_child();
    link_reset_child();
    delivery_reset_child();
}

const struct provider rooted_provider = {.use_host = rooted_use_host,
                                         .start = rooted_start,
                                         .entries = entries,
                                         .entry_count = sizeof entries / sizeof *entries,
                                         .batch = &rooted_batch,
                                         .flags = rooted_flags,
                                         .await = rooted_await,
                                         .reset_child = rooted_reset_child};

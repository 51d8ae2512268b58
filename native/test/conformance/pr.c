/* pr.c - the catalogue. */
#include "conformance.h"

#define MOST 64

static const WSAPROTOCOL_INFOW *udp_entry(const WSAPROTOCOL_INFOW *entries, int count, int family)
{
    for (int i = 0; i < count; i++) {
        if (entries[i].iAddressFamily == family && entries[i].iSocketType == SOCK_DGRAM &&
            entries[i].iProtocol == IPPROTO_UDP)
            return &entries[i];
    }
    return NULL;
}

RULE(PR_01, "UDP/IP and UDP/IPv6: connectionless messages, multipoint with nonrooted planes")
{
    static WSAPROTOCOL_INFOW entries[MOST];
    static const int families[] = {AF_INET, AF_INET6};
    DWORD size = sizeof entries;
    int count = WSAEnumProtocolsW(NULL, entries, &size);
    MUST(CHECK(count > 0));
    for (int i = 0; i < 2; i++) {
        const WSAPROTOCOL_INFOW *entry = udp_entry(entries, count, families[i]);
        check_context(i == 0 ? "UDP/IP" : "UDP/IPv6");
        MUST(CHECK(entry != NULL));
        DWORD flags = entry->dwServiceFlags1 & ~(DWORD)XP1_IFS_HANDLES;
        CHECK_EQ(flags, 0x609);
        CHECK_EQ(flags,
                 XP1_CONNECTIONLESS | XP1_MESSAGE_ORIENTED | XP1_SUPPORT_BROADCAST | XP1_SUPPORT_MULTIPOINT);
        CHECK_EQ(entry->iVersion, 2);
        CHECK_EQ(entry->ProtocolChain.ChainLen, 1); /* a base provider */
        CHECK(entry->dwCatalogEntryId != 0);
        CHECK_EQ(entry->iMaxSockAddr, i == 0 ? 16 : 28);
        CHECK(entry->iMinSockAddr > 0 && entry->iMinSockAddr <= entry->iMaxSockAddr);
        CHECK(entry->dwMessageSize >= 65467 && entry->dwMessageSize <= 65535);
        CHECK_EQ(entry->iNetworkByteOrder, 0); /* BIGENDIAN */
        CHECK_EQ(entry->iSecurityScheme, 0);
        CHECK(entry->szProtocol[0] != 0);
    }
}

RULE(PR_03, "WSAEnumProtocols: the size needed, the filter, both forms")
{
    static WSAPROTOCOL_INFOW wide[MOST];
    static WSAPROTOCOL_INFOA narrow[MOST];
    INT udp[] = {IPPROTO_UDP, 0}, none[] = {199, 0}, nothing[] = {0};
    DWORD needed = 0, size = sizeof wide;
    CHECK_FAILS(WSAEnumProtocolsW(NULL, NULL, &needed), WSAENOBUFS);
    MUST(CHECK(needed > 0));
    CHECK_EQ(needed % sizeof wide[0], 0);
    int count = WSAEnumProtocolsW(NULL, wide, &size);
    MUST(CHECK(count >= 2));
    CHECK_EQ((size_t)count * sizeof wide[0], needed);
    size = needed - 1;
    CHECK_FAILS(WSAEnumProtocolsW(NULL, wide, &size), WSAENOBUFS);
    CHECK_EQ(size, needed);
    size = needed;
    CHECK_EQ(WSAEnumProtocolsW(NULL, wide, &size), count); /* exactly that much will do */
    DWORD needed_narrow = 0;
    CHECK_FAILS(WSAEnumProtocolsA(NULL, NULL, &needed_narrow), WSAENOBUFS);
    CHECK_EQ(needed_narrow, (size_t)count * sizeof narrow[0]);
    size = sizeof narrow;
    MUST(CHECK_EQ(WSAEnumProtocolsA(NULL, narrow, &size), count));
    for (int i = 0; i < count; i++) {
        CHECK_EQ(narrow[i].dwServiceFlags1, wide[i].dwServiceFlags1);
        CHECK_EQ(narrow[i].dwCatalogEntryId, wide[i].dwCatalogEntryId);
        CHECK_EQ(narrow[i].iProtocol, wide[i].iProtocol);
        for (int k = 0; k == 0 || narrow[i].szProtocol[k - 1]; k++)
            MUST(CHECK_EQ((unsigned char)narrow[i].szProtocol[k], wide[i].szProtocol[k]));
    }
    /* The caller's memory may lie at any address. */
    static char odd[sizeof wide + 1];
    WSAPROTOCOL_INFOW *entries = (void *)(odd + 1), again;
    size = sizeof wide;
    MUST(CHECK_EQ(WSAEnumProtocolsW(NULL, entries, &size), count));
    memcpy(&again, odd + 1, sizeof again);
    CHECK_EQ(again.dwCatalogEntryId, wide[0].dwCatalogEntryId);
    SOCKET s = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, entries, 0, LEAF_FLAGS);
    CHECK(s != INVALID_SOCKET);
    closesocket(s);
    size = sizeof wide;
    int filtered = WSAEnumProtocolsW(udp, wide, &size);
    CHECK(filtered >= 2);
    for (int i = 0; i < filtered; i++)
        CHECK_EQ(wide[i].iProtocol, IPPROTO_UDP);
    CHECK(udp_entry(wide, filtered, AF_INET) != NULL);
    CHECK(udp_entry(wide, filtered, AF_INET6) != NULL);
    size = sizeof wide;
    CHECK_EQ(WSAEnumProtocolsW(none, wide, &size), 0);
    size = sizeof wide;
    CHECK_EQ(WSAEnumProtocolsW(nothing, wide, &size), 0);
    CHECK_FAILS(WSAEnumProtocolsW(NULL, wide, NULL), WSAEFAULT);
}

AREA(PR, &rule_PR_01, &rule_PR_03);

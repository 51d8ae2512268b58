/*
 * provider.h - an extension: a provider of one's own in the catalogue.
 *
 * It does what WSCInstallProvider does on Windows, but with the address of a WSPStartup, not with the path of
 * a DLL: the provider is code of the same process. Any thread may call it. Since 0.1.0. Include <winsock2.h>
 * and <ws2spi.h> first (inside the library: joinleaf/ws_spi.h).
 */
#ifndef JOINLEAF_PROVIDER_H
#define JOINLEAF_PROVIDER_H

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/*
 * Adds `count` entries to the end of the catalogue, for the rest of the process. Sockets of such an entry are
 * made by its lpWSPSocket, which gets their handles from WPUCreateSocketHandle with the entry's
 * dwCatalogEntryId; every call on them reaches the table that `start` filled. It may be called before
 * WSAStartup or after it: `start` is called once for each entry, at the next WSAStartup or at once.
 *
 * Returns 0, or SOCKET_ERROR with a code in *error: WSAEFAULT (a NULL pointer; error itself may be NULL),
 * WSAEINVAL (no entries; an entry's number 0 or taken), WSAENOBUFS (the catalogue is full: 32 entries),
 * WSAEPROVIDERFAILEDINIT (start failed), WSAEINVALIDPROCTABLE (it left an entry of its table NULL). On
 * failure nothing is added.
 */
int WSAAPI joinleaf_install_provider(LPWSPSTARTUP start, const WSAPROTOCOL_INFOW *entries, DWORD count,
                                     LPINT error);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif

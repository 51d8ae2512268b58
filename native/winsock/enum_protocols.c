/* WSAEnumProtocols: the catalogue's rows for the application (PR-01, PR-03). */
#include <stdbool.h>
#include <string.h>

#include <joinleaf/ws_sock.h>

#include "call.h"
#include "catalogue.h"

static bool is_wanted(const WSAPROTOCOL_INFOW *info, const INT *protocols)
{
    if ((info->dwProviderFlags & PFL_HIDDEN) != 0 || info->ProtocolChain.ChainLen == LAYERED_PROTOCOL) {
        return false;
    }
    if (protocols == NULL) {
        return true;
    }
    for (; *protocols != 0; protocols++) {
        if (*protocols == info->iProtocol) {
            return true;
        }
    }
    return false;
}

/* The caller's buffer need not be aligned; Java's is not always. */
static void put_wide(void *buffer, size_t index, const WSAPROTOCOL_INFOW *info)
{
    memcpy((char *)buffer + index * sizeof *info, info, sizeof *info);
}

static void put_ansi(void *buffer, size_t index, const WSAPROTOCOL_INFOW *info)
{
    WSAPROTOCOL_INFOA row = catalogue_ansi(info);
    memcpy((char *)buffer + index * sizeof row, &row, sizeof row);
}

static int enum_protocols(const INT *protocols, void *buffer, LPDWORD length, size_t row_size,
                          void (*put)(void *, size_t, const WSAPROTOCOL_INFOW *))
{
    if (!call_started()) {
        return SOCKET_ERROR;
    }
    if (length == NULL) {
        return call_fail(WSAEFAULT);
    }
    size_t count = 0;
    for (size_t i = 0; i < catalogue_size(); i++) {
        count += is_wanted(&catalogue_at(i)->info, protocols) ? 1 : 0;
    }
    DWORD room = *length;
    *length = (DWORD)(count * row_size);
    if (buffer == NULL || room < *length) {
        return call_fail(WSAENOBUFS);
    }
    size_t filled = 0;
    for (size_t i = 0; i < catalogue_size() && filled < count; i++) {
        if (is_wanted(&catalogue_at(i)->info, protocols)) {
            put(buffer, filled++, &catalogue_at(i)->info);
        }
    }
    return (int)filled;
}

int WSAAPI WSAEnumProtocolsW(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                             LPDWORD lpdwBufferLength)
{
    return enum_protocols(lpiProtocols, lpProtocolBuffer, lpdwBufferLength, sizeof *lpProtocolBuffer,
                          put_wide);
}

int WSAAPI WSAEnumProtocolsA(LPINT lpiProtocols, LPWSAPROTOCOL_INFOA lpProtocolBuffer,
                             LPDWORD lpdwBufferLength)
{
    return enum_protocols(lpiProtocols, lpProtocolBuffer, lpdwBufferLength, sizeof *lpProtocolBuffer,
                          put_ansi);
}

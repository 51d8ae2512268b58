/* The system's catalogue of providers, of this process alone: what is installed stands behind Wine's entries.
 */
#include "double.h"

#include <stdlib.h>
#include <string.h>

#define PTIMEVAL struct timeval * /* mingw's const PTIMEVAL is not Windows' const struct timeval * */
#include <ws2spi.h>
#undef PTIMEVAL

enum { MOST_ENTRIES = 16, FIRST_NUMBER = 2001 };

static struct installed { /* guarded by the table's lock */
    GUID id;
    WCHAR path[MAX_PATH];
    WSAPROTOCOL_INFOW entries[MOST_ENTRIES];
    DWORD count; /* 0: nothing is installed */
} installed;

static int done(int code, LPINT error)
{
    table_unlock();
    if (code != 0) {
        *error = code;
    }
    return code == 0 ? 0 : SOCKET_ERROR;
}

static bool is_installed(const GUID *id)
{
    return installed.count > 0 && memcmp(id, &installed.id, sizeof *id) == 0;
}

int WSAAPI double_WSCInstallProvider(LPGUID id, const WCHAR *path, const LPWSAPROTOCOL_INFOW entries,
                                     DWORD count, LPINT error)
{
    table_lock();
    if (path == NULL || entries == NULL) {
        return done(WSAEFAULT, error);
    }
    if (demands.install_refusal != 0) {
        return done(demands.install_refusal, error);
    }
    if (count == 0 || count > MOST_ENTRIES || wcslen(path) >= MAX_PATH || is_installed(id)) {
        return done(WSAEINVAL, error);
    }
    installed.id = *id;
    wcscpy(installed.path, path);
    memcpy(installed.entries, entries, count * sizeof *entries);
    for (DWORD i = 0; i < count; i++) {
        installed.entries[i].ProviderId = *id;
        installed.entries[i].dwCatalogEntryId = FIRST_NUMBER + i;
    }
    installed.count = count;
    return done(0, error);
}

int WSAAPI double_WSCDeinstallProvider(LPGUID id, LPINT error)
{
    table_lock();
    if (demands.install_refusal != 0) {
        return done(demands.install_refusal, error);
    }
    if (!is_installed(id)) {
        return done(WSAEINVAL, error);
    }
    installed.count = 0;
    return done(0, error);
}

int WSAAPI double_WSCGetProviderPath(LPGUID id, WCHAR *path, LPINT room, LPINT error)
{
    table_lock();
    int needed = (int)wcslen(installed.path) + 1, given = *room;
    if (!is_installed(id)) {
        return done(WSAEINVAL, error);
    }
    *room = needed;
    if (given < needed) {
        return done(WSAEFAULT, error);
    }
    wcscpy(path, installed.path);
    return done(0, error);
}

int WSAAPI double_WSCEnumProtocols(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD size, LPINT error)
{
    DWORD own = 0, room = *size;
    WSCEnumProtocols(protocols, NULL, &own, error);
    table_lock();
    DWORD more = installed.count, needed = own + more * (DWORD)sizeof *buffer;
    table_unlock();
    *size = needed;
    if (buffer == NULL || room < needed) {
        *error = WSAENOBUFS;
        return SOCKET_ERROR;
    }
    int count = WSCEnumProtocols(protocols, buffer, &own, error);
    if (count != SOCKET_ERROR) {
        memcpy(buffer + count, installed.entries, more * sizeof *buffer);
    }
    return count == SOCKET_ERROR ? count : count + (int)more;
}

int WSAAPI double_WSAEnumProtocolsW(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD size)
{
    int count = WSAEnumProtocolsW(protocols, buffer, size);
    table_lock();
    bool none = demands.no_multipoint;
    table_unlock();
    for (int i = 0; none && buffer != NULL && i < count; i++) {
        buffer[i].dwServiceFlags1 &= ~(DWORD)XP1_SUPPORT_MULTIPOINT;
    }
    return count;
}

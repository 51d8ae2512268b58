/* provider.c - a provider is a DLL that the catalogue names; joinleaf.dll, if it is here, has its own beside
 * that. */
#include <winsock2.h>
#include <ws2spi.h>

#include "test/conformance/host.h"

#include <string.h>

static HMODULE system_library(GUID id)
{
    static WSAPROTOCOL_INFOW entries[64];
    static WCHAR path[MAX_PATH], real[MAX_PATH];
    DWORD size = sizeof entries;
    int code = 0, length = MAX_PATH;
    int count = WSCEnumProtocols(NULL, entries, &size, &code);
    for (int i = 0; i < count; i++) {
        if (memcmp(&entries[i].ProviderId, &id, sizeof id) == 0)
            return WSCGetProviderPath(&id, path, &length, &code) == 0 &&
                           ExpandEnvironmentStringsW(path, real, MAX_PATH) != 0
                       ? LoadLibraryW(real)
                       : NULL;
    }
    return NULL;
}

host_function host_provider_entry(const void *entry)
{
    HMODULE library = system_library(((const WSAPROTOCOL_INFOW *)entry)->ProviderId);
    if (!library && (((const WSAPROTOCOL_INFOW *)entry)->dwServiceFlags1 & XP1_MULTIPOINT_CONTROL_PLANE) != 0)
        library = GetModuleHandleW(L"joinleaf.dll");
    return library ? (host_function)(void *)GetProcAddress(library, "WSPStartup") : NULL;
}

/* WSCInstallProvider wants a DLL, and changes the system for every program. */
int host_can_install_provider(void)
{
    return 0;
}

int host_install_provider(host_function start, const void *entries, unsigned count, int *code)
{
    (void)start;
    (void)entries;
    (void)count;
    *code = WSAEOPNOTSUPP;
    return SOCKET_ERROR;
}

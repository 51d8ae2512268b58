/* provider.c - a provider is a DLL that the catalogue names. */
#include <winsock2.h>
#include <ws2spi.h>

#include "test/conformance/host.h"

host_function host_provider_entry(int family)
{
    static WSAPROTOCOL_INFOW entries[64];
    static WCHAR path[MAX_PATH], real[MAX_PATH];
    DWORD size = sizeof entries;
    int code = 0, length = MAX_PATH;
    int count = WSCEnumProtocols(NULL, entries, &size, &code);
    for (int i = 0; i < count; i++) {
        if (entries[i].iAddressFamily != family || entries[i].iProtocol != IPPROTO_UDP)
            continue;
        if (WSCGetProviderPath(&entries[i].ProviderId, path, &length, &code) != 0 ||
            ExpandEnvironmentStringsW(path, real, MAX_PATH) == 0)
            return NULL;
        HMODULE library = LoadLibraryW(real);
        return library ? (host_function)(void *)GetProcAddress(library, "WSPStartup") : NULL;
    }
    return NULL;
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

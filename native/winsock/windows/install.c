/* WSCInstallProvider and its kin, for the catalogue of 64-bit programs: the DLL is one. */
#include "winsock/install.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "winsock/catalogue.h"

enum { MOST_ENTRIES = 16, TRIES = 4 };

/* Fills the list with our entries for the system's catalogue, which gives them numbers. Returns how many. */
static DWORD own_entries(WSAPROTOCOL_INFOW *list)
{
    DWORD count = 0;
    catalogue_by_id(0); /* loads our catalogue */
    for (size_t i = 0; i < catalogue_size() && count < MOST_ENTRIES; i++) {
        list[count] = catalogue_at(i)->info;
        list[count++].dwCatalogEntryId = 0;
    }
    return count;
}

static DWORD count_listed(const GUID *id)
{
    DWORD size = 0, found = 0;
    int error = 0, count = WSCEnumProtocols(NULL, NULL, &size, &error);
    WSAPROTOCOL_INFOW *all = NULL;
    for (int i = 0; i < TRIES && count == SOCKET_ERROR && error == WSAENOBUFS; i++) {
        free(all);
        all = malloc(size);
        count = all == NULL ? 0 : WSCEnumProtocols(NULL, all, &size, &error);
    }
    for (int i = 0; i < count; i++) {
        found += memcmp(&all[i].ProviderId, id, sizeof *id) == 0;
    }
    free(all);
    return found;
}

/* The error is read through a pointer, because the call that sets it is evaluated as an argument, too. */
static int code_of(int result, const int *error)
{
    return result != SOCKET_ERROR ? 0 : *error == 0 ? WSASYSCALLFAILURE : *error;
}

int install_provider(const uint16_t *path)
{
    WSAPROTOCOL_INFOW list[MOST_ENTRIES];
    int error = 0;
    DWORD count = own_entries(list);
    GUID id = list[0].ProviderId;
    int code = code_of(WSCInstallProvider(&id, (const WCHAR *)path, list, count, &error), &error);
    if (code == 0 && count_listed(&id) != count) {
        WSCDeinstallProvider(&id, &error);
        code = WSASYSCALLFAILURE;
    }
    return code;
}

int install_remove(void)
{
    WSAPROTOCOL_INFOW list[MOST_ENTRIES];
    int error = 0;
    own_entries(list);
    GUID id = list[0].ProviderId;
    if (count_listed(&id) == 0) {
        return WSAEINVAL;
    }
    return code_of(WSCDeinstallProvider(&id, &error), &error);
}

int install_path(uint16_t *path, int room)
{
    WSAPROTOCOL_INFOW list[MOST_ENTRIES];
    int error = 0;
    own_entries(list);
    GUID id = list[0].ProviderId;
    return count_listed(&id) == 0 ? WSAEINVAL
                                  : code_of(WSCGetProviderPath(&id, (WCHAR *)path, &room, &error), &error);
}

#include "host.h"

#include <stdio.h>

enum { ENTRY = 4711, MOST = 4096 };

/* Like a system's handle: none of the two lowest bits is set. Numbers are used again at once. */
#define FIRST ((SOCKET)0x51000)

static struct handle {
    bool used;
    DWORD_PTR context;
} handles[MOST];
static int made, limit = -1;
static SRWLOCK lock = SRWLOCK_INIT;

static struct handle *find(SOCKET s)
{
    SOCKET place = (s - FIRST) / 4;
    return s >= FIRST && s % 4 == 0 && place < MOST && handles[place].used ? &handles[place] : NULL;
}

static SOCKET WSPAPI create_handle(DWORD entry, DWORD_PTR context, LPINT error)
{
    SOCKET found = INVALID_SOCKET;
    AcquireSRWLockExclusive(&lock);
    for (SOCKET i = 0; i < MOST && found == INVALID_SOCKET && limit != 0; i++) {
        if (!handles[i].used) {
            handles[i] = (struct handle){true, context};
            made++;
            limit -= limit > 0;
            found = FIRST + 4 * i;
        }
    }
    ReleaseSRWLockExclusive(&lock);
    if (found == INVALID_SOCKET || entry != ENTRY) {
        *error = entry != ENTRY ? WSAEINVAL : WSAENOBUFS;
        return INVALID_SOCKET;
    }
    return found;
}

static int WSPAPI close_handle(SOCKET s, LPINT error)
{
    AcquireSRWLockExclusive(&lock);
    struct handle *handle = find(s);
    if (handle != NULL) {
        handle->used = false;
        made--;
    }
    ReleaseSRWLockExclusive(&lock);
    *error = handle == NULL ? WSAENOTSOCK : *error;
    return handle == NULL ? SOCKET_ERROR : 0;
}

static int WSPAPI query_context(SOCKET s, PDWORD_PTR context, LPINT error)
{
    AcquireSRWLockShared(&lock);
    const struct handle *handle = find(s);
    if (handle != NULL) {
        *context = handle->context;
    }
    ReleaseSRWLockShared(&lock);
    *error = handle == NULL ? WSAENOTSOCK : *error;
    return handle == NULL ? SOCKET_ERROR : 0;
}

bool host_load(struct spi_host *host, const char *dll)
{
    HMODULE library = LoadLibraryA(dll);
    host->start = library == NULL ? NULL : (LPWSPSTARTUP)(void *)GetProcAddress(library, "WSPStartup");
    if (host->start == NULL) {
        printf("no WSPStartup in %s: error %lu\n", dll, GetLastError());
        return false;
    }
    host->info = (WSAPROTOCOL_INFOW){.dwCatalogEntryId = ENTRY,
                                     .iAddressFamily = AF_INET,
                                     .iSocketType = SOCK_SEQPACKET,
                                     .iProtocol = JLPROTO_NONROOTED,
                                     .ProtocolChain = {.ChainLen = BASE_PROTOCOL}};
    host->upcalls = (WSPUPCALLTABLE){.lpWPUCreateSocketHandle = create_handle,
                                     .lpWPUCloseSocketHandle = close_handle,
                                     .lpWPUQuerySocketHandleContext = query_context};
    return true;
}

int host_handles(void)
{
    AcquireSRWLockShared(&lock);
    int now = made;
    ReleaseSRWLockShared(&lock);
    return now;
}

void host_limit_handles(int more)
{
    AcquireSRWLockExclusive(&lock);
    limit = more;
    ReleaseSRWLockExclusive(&lock);
}

/*
 * installed.c - the provider is installed in the system's catalogue between two start-ups of one process: the
 * sockets that our half has by then end with the last clean-up, and not with the first. Wine's catalogue
 * cannot be changed, so the DLL is made to call a WSAEnumProtocolsW of this program in the place of
 * ws2_32's.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#include <stdbool.h>
#include <string.h>

#include <joinleaf/rooted.h>

#include "test/check_calls.h"

static WSAPROTOCOL_INFOW own_entry;

static int WSAAPI only_own(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD length)
{
    (void)protocols;
    DWORD room = *length;
    *length = sizeof own_entry;
    if (buffer == NULL || room < sizeof own_entry) {
        WSASetLastError(WSAENOBUFS);
        return SOCKET_ERROR;
    }
    *buffer = own_entry;
    return 1;
}

/* Returns the DLL's pointer to the function that it imports; NULL if it imports none of this name. */
static ULONG_PTR *import_of(const char *name)
{
    char *base = (char *)GetModuleHandleA("joinleaf.dll");
    const IMAGE_NT_HEADERS *headers =
        (const IMAGE_NT_HEADERS *)(void *)(base + ((const IMAGE_DOS_HEADER *)(void *)base)->e_lfanew);
    DWORD imports = headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress;
    const IMAGE_IMPORT_DESCRIPTOR *dll = (const IMAGE_IMPORT_DESCRIPTOR *)(void *)(base + imports);
    for (; dll->Name != 0; dll++) {
        const ULONG_PTR *names = (const ULONG_PTR *)(void *)(base + dll->OriginalFirstThunk);
        ULONG_PTR *functions = (ULONG_PTR *)(void *)(base + dll->FirstThunk);
        for (size_t i = 0; names[i] != 0; i++) {
            bool by_number = (names[i] >> 63) != 0;
            const IMAGE_IMPORT_BY_NAME *one = (const IMAGE_IMPORT_BY_NAME *)(void *)(base + names[i]);
            if (!by_number && strcmp((const char *)one->Name, name) == 0) {
                return &functions[i];
            }
        }
    }
    return NULL;
}

int main(void)
{
    WSADATA data;
    int type = 0, size = sizeof type, entry_size = sizeof own_entry;
    DWORD before;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return 2;
    }
    SOCKET s = WSASocketW(AF_INET, SOCK_SEQPACKET, 0, NULL, 0,
                          WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    CHECK(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&own_entry, &entry_size) == 0);
    ULONG_PTR *import = import_of("WSAEnumProtocolsW");
    if (import == NULL || !VirtualProtect(import, sizeof *import, PAGE_READWRITE, &before)) {
        return 2;
    }
    *import = (ULONG_PTR)only_own;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(WSACleanup() == 0);
    CHECK(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &size) == 0);
    CHECK(WSACleanup() == 0);
    FAILS(WSACleanup(), WSANOTINITIALISED);
    return failures_told();
}

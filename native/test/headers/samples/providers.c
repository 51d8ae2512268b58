/*
 * Looks in the catalogue for providers of sessions with many members, in the shape of the samples that ask
 * WSAEnumProtocols twice: for the size, and then for the entries.
 *
 *     providers
 */
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>

int __cdecl main(void)
{
    WSADATA wsaData;
    LPWSAPROTOCOL_INFO lpProtocolInfo;
    LPTSTR lpLine;
    DWORD dwLength = 0;
    int i, count;

    if (WSAStartup(MAKEWORD(2, 2), &wsaData) != 0) {
        return 1;
    }
    if (WSAEnumProtocols(NULL, NULL, &dwLength) != SOCKET_ERROR || WSAGetLastError() != WSAENOBUFS) {
        return 2;
    }
    lpProtocolInfo = (LPWSAPROTOCOL_INFO)GlobalAlloc(GPTR, dwLength);
    lpLine = (LPTSTR)LocalAlloc(LPTR, 100 * sizeof(TCHAR));
    if (lpProtocolInfo == NULL || lpLine == NULL || lpProtocolInfo[0].iAddressFamily != 0 ||
        lpLine[99] != 0) {
        return 3;
    }
    count = WSAEnumProtocols(NULL, lpProtocolInfo, &dwLength);
    for (i = 0; i < count; i++) {
        DWORD flags = lpProtocolInfo[i].dwServiceFlags1;
        if (flags & XP1_SUPPORT_MULTIPOINT) {
            printf("multipoint, control plane %s, data plane %s\n",
                   flags & XP1_MULTIPOINT_CONTROL_PLANE ? "rooted" : "nonrooted",
                   flags & XP1_MULTIPOINT_DATA_PLANE ? "rooted" : "nonrooted");
        }
    }
    if (LocalFree(lpLine) != NULL || GlobalFree(lpProtocolInfo) != NULL) {
        return 4;
    }
    WSACleanup();
    return 0;
}

/*
 * Lists the adapters and their addresses and joins a group on each, in the shape of the samples of GetAdaptersAddresses
 * and FormatMessage.
 *
 *     adapters group
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <stdio.h>
#include <stdlib.h>

#pragma comment(lib, "IPHLPAPI.lib")

#define WORKING_BUFFER_SIZE 15000
#define MAX_TRIES           3

static void tell(const char *what, DWORD code)
{
    LPVOID lpMsgBuf = NULL;

    if (FormatMessageA(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
                           FORMAT_MESSAGE_IGNORE_INSERTS,
                       NULL, code, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPSTR)&lpMsgBuf, 0, NULL)) {
        printf("%s: %s", what, (LPSTR)lpMsgBuf);
        LocalFree(lpMsgBuf);
    }
}

static void list(const IP_ADAPTER_ADDRESSES *adapter)
{
    const IP_ADAPTER_UNICAST_ADDRESS *unicast;
    const IP_ADAPTER_PREFIX *prefix = adapter->FirstPrefix;

    printf("%s: type %u, %s%s\n", adapter->AdapterName, (unsigned)adapter->IfType,
           adapter->OperStatus == IfOperStatusUp ? "up" : "down",
           (adapter->Flags & IP_ADAPTER_NO_MULTICAST) != 0 ? ", no multicast" : "");
    for (unicast = adapter->FirstUnicastAddress; unicast != NULL; unicast = unicast->Next) {
        char text[NI_MAXHOST], network[NI_MAXHOST] = "";

        if (getnameinfo(unicast->Address.lpSockaddr, unicast->Address.iSockaddrLength, text, sizeof text,
                        NULL, 0, NI_NUMERICHOST) != 0) {
            continue;
        }
        if (prefix != NULL) {
            getnameinfo(prefix->Address.lpSockaddr, prefix->Address.iSockaddrLength, network, sizeof network,
                        NULL, 0, NI_NUMERICHOST);
            prefix = prefix->Next;
        }
        printf("  %s/%d of %s%s\n", text, unicast->OnLinkPrefixLength, network,
               unicast->DadState == IpDadStatePreferred ? "" : ", not to be used");
    }
}

static void join(SOCKET s, const char *group, const IP_ADAPTER_ADDRESSES *adapter)
{
    struct ip_mreq request;

    request.imr_multiaddr.s_addr = inet_addr(group);
    request.imr_interface.s_addr = htonl(adapter->IfIndex);
    if (setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&request, sizeof request) == SOCKET_ERROR) {
        tell("  IP_ADD_MEMBERSHIP", (DWORD)WSAGetLastError());
    } else {
        printf("  joined\n");
    }
}

int main(int argc, char **argv)
{
    PIP_ADAPTER_ADDRESSES addresses = NULL, current;
    ULONG size = WORKING_BUFFER_SIZE;
    DWORD result;
    int tries = 0;
    WSADATA data;
    SOCKET s;

    if (argc != 2 || WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return 2;
    }
    s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    do {
        addresses = (IP_ADAPTER_ADDRESSES *)HeapAlloc(GetProcessHeap(), 0, size);
        result = GetAdaptersAddresses(AF_UNSPEC, GAA_FLAG_INCLUDE_PREFIX, NULL, addresses, &size);
        if (result == ERROR_BUFFER_OVERFLOW) {
            HeapFree(GetProcessHeap(), 0, addresses);
            addresses = NULL;
        }
    } while (result == ERROR_BUFFER_OVERFLOW && ++tries < MAX_TRIES);
    if (result != NO_ERROR) {
        tell("GetAdaptersAddresses", result);
        return 1;
    }
    for (current = addresses; current != NULL; current = current->Next) {
        list(current);
        join(s, argv[1], current);
    }
    HeapFree(GetProcessHeap(), 0, addresses);
    closesocket(s);
    WSACleanup();
    return 0;
}

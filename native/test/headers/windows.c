/*
 * The headers of joinleaf/ beside Windows' own, for programs there that use the installed provider: its
 * options have the types of the system's <winsock2.h>.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <joinleaf/batch.h>
#include <joinleaf/ready.h>
#include <joinleaf/rooted.h>
#include <joinleaf/udp.h>
#include <joinleaf/version.h>

#include <windows.h>

int main(void)
{
    const DWORD window = 256;
    JLR_STATISTICS statistics;
    int size = sizeof statistics;
    SOCKET s = WSASocketW(AF_INET, SOCK_SEQPACKET, JLPROTO_ROOTED, NULL, 0, WSA_FLAG_MULTIPOINT_C_ROOT);
    setsockopt(s, SOL_JLROOTED, JLR_WINDOW, (const char *)&window, sizeof window);
    getsockopt(s, SOL_JLROOTED, JLR_STATISTICS_NAME, (char *)&statistics, &size);
    return closesocket(s);
}

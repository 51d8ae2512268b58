/*
 * A sender and a receiver of overlapped datagrams: the receiver has an event in its OVERLAPPED, and waits for that
 * event; the sender has a completion routine.
 *
 *     overlapped send|receive group port interface count
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 1024

static DWORD sent_code, sent_bytes;

static int failed(const char *call)
{
    fprintf(stderr, "%s: %d\n", call, WSAGetLastError());
    return 1;
}

static int receive(SOCKET s, const struct sockaddr_in *group, const char *address, int count)
{
    struct ip_mreq membership;
    struct sockaddr_in bound = *group, from;
    WSAOVERLAPPED overlapped;
    WSABUF buffer;
    char text[ROOM];
    BOOL yes = TRUE;

    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (const char *)&yes, sizeof yes);
    bound.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(s, (struct sockaddr *)&bound, sizeof bound) != 0) {
        return failed("bind");
    }
    membership.imr_multiaddr = group->sin_addr;
    membership.imr_interface.s_addr = inet_addr(address);
    if (setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (const char *)&membership, sizeof membership) != 0) {
        return failed("IP_ADD_MEMBERSHIP");
    }
    memset(&overlapped, 0, sizeof overlapped);
    overlapped.hEvent = WSACreateEvent();
    buffer.buf = text;
    buffer.len = ROOM;
    while (count-- > 0) {
        DWORD flags = 0, bytes = 0;
        int length = sizeof from;
        if (WSARecvFrom(s, &buffer, 1, NULL, &flags, (struct sockaddr *)&from, &length, &overlapped, NULL) !=
                0 &&
            WSAGetLastError() != WSA_IO_PENDING) {
            return failed("WSARecvFrom");
        }
        if (WSAWaitForMultipleEvents(1, &overlapped.hEvent, TRUE, 60000, TRUE) != WSA_WAIT_EVENT_0) {
            return failed("WSAWaitForMultipleEvents");
        }
        if (!WSAGetOverlappedResult(s, &overlapped, &bytes, FALSE, &flags)) {
            return failed("WSAGetOverlappedResult");
        }
        printf("%.*s from %s\n", (int)bytes, text, inet_ntoa(from.sin_addr));
        fflush(stdout);
    }
    WSACloseEvent(overlapped.hEvent);
    return 0;
}

static void CALLBACK sent(DWORD code, DWORD bytes, LPWSAOVERLAPPED overlapped, DWORD flags)
{
    (void)overlapped;
    (void)flags;
    sent_code = code;
    sent_bytes = bytes;
}

static int send_some(SOCKET s, const struct sockaddr_in *group, const char *address, int count)
{
    struct in_addr interface_address;
    WSAOVERLAPPED overlapped;
    WSABUF buffer;
    char text[ROOM];
    int i;

    interface_address.s_addr = inet_addr(address);
    if (setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (const char *)&interface_address,
                   sizeof interface_address) != 0) {
        return failed("IP_MULTICAST_IF");
    }
    buffer.buf = text;
    for (i = 1; i <= count; i++) {
        memset(&overlapped, 0, sizeof overlapped);
        buffer.len = (ULONG)sprintf(text, "datagram %d", i);
        if (WSASendTo(s, &buffer, 1, NULL, 0, (const struct sockaddr *)group, sizeof *group, &overlapped,
                      sent) != 0 &&
            WSAGetLastError() != WSA_IO_PENDING) {
            return failed("WSASendTo");
        }
        if (SleepEx(60000, TRUE) != WAIT_IO_COMPLETION || sent_code != 0 || sent_bytes != buffer.len) {
            return failed("the end of WSASendTo");
        }
        Sleep(50);
    }
    return 0;
}

int main(int argc, char **argv)
{
    WSADATA data;
    SOCKET s;
    struct sockaddr_in group;
    int status;

    if (argc != 6 || WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return 2;
    }
    memset(&group, 0, sizeof group);
    group.sin_family = AF_INET;
    group.sin_addr.s_addr = inet_addr(argv[2]);
    group.sin_port = htons((u_short)atoi(argv[3]));
    s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, WSA_FLAG_OVERLAPPED);
    if (s == INVALID_SOCKET) {
        return failed("WSASocketW");
    }
    status = (strcmp(argv[1], "send") == 0 ? send_some : receive)(s, &group, argv[4], atoi(argv[5]));
    closesocket(s);
    WSACleanup();
    return status;
}

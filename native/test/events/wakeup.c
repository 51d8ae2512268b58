/*
 * wakeup.c - what it costs to wake up for a datagram, with 1 to 1,000 sockets on one event; epoll beside it.
 *
 * Two ways to be woken: the datagram is there when the thread asks (one thread sends and receives), and the
 * thread sleeps when it comes (a pair of threads plays ping-pong). Usage: wakeup [rounds]. Prints
 * nanoseconds, the best of five runs; the exit status is 1 when the events cost more than 1.2 times epoll
 * plus what their calls do.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdio.h>
#include <stdlib.h>

#include "wakeup.h"

static SOCKET sockets[MANY];
static WSAEVENT event;

static unsigned short bound(SOCKET s)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int length = (int)sizeof name;
    if (bind(s, (struct sockaddr *)&name, length) != 0 ||
        getsockname(s, (struct sockaddr *)&name, &length) != 0)
        exit(2);
    return ntohs(name.sin_port);
}

unsigned short winsock_open(int count)
{
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        exit(2);
    event = WSACreateEvent();
    unsigned short port = 0;
    for (int i = 0; i < count; i++) {
        sockets[i] = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
        unsigned short own = bound(sockets[i]);
        port = i == count / 2 ? own : port;
        if (WSAEventSelect(sockets[i], event, FD_READ) != 0)
            exit(2);
    }
    return port;
}

/* wait, enumerate, receive: the loop of every program that uses events */
void winsock_take(int count)
{
    char byte;
    WSANETWORKEVENTS events;
    if (WSAWaitForMultipleEvents(1, &event, FALSE, WSA_INFINITE, FALSE) != WSA_WAIT_EVENT_0)
        exit(3);
    SOCKET s = sockets[count / 2];
    if (WSAEnumNetworkEvents(s, event, &events) != 0 || events.lNetworkEvents != FD_READ)
        exit(4);
    if (recv(s, &byte, 1, 0) != 1)
        exit(5);
}

void winsock_close(void)
{
    WSACloseEvent(event);
    WSACleanup();
}

/* A selector's sockets: they share one event, and the pointer to the group is that event's handle. */
#include <winsock2.h>

#include "winsock/ready_group.h"

struct ready_group *ready_group_open(void)
{
    WSAEVENT event = WSACreateEvent();
    return event == WSA_INVALID_EVENT ? NULL : (struct ready_group *)(void *)event;
}

void ready_group_close(struct ready_group *group)
{
    WSACloseEvent((WSAEVENT)group);
}

BOOL ready_group_wake(struct ready_group *group)
{
    return WSASetEvent((WSAEVENT)group);
}

int ready_group_select(struct ready_group *group, SOCKET s, long events)
{
    return WSAEventSelect(s, events == 0 ? WSA_INVALID_EVENT : (WSAEVENT)group, events);
}

DWORD ready_group_wait(struct ready_group *group, DWORD milliseconds)
{
    WSAEVENT event = (WSAEVENT)group;
    return WSAWaitForMultipleEvents(1, &event, FALSE, milliseconds, FALSE);
}

int ready_group_sockets(struct ready_group *group, const SOCKET *sockets, int count,
                        struct joinleaf_ready *ready, int room)
{
    return joinleaf_ready_sockets((WSAEVENT)group, sockets, count, ready, room);
}

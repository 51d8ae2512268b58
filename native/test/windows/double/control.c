/* WSAIoctl, and the ioctls with which tests ask for what Windows does now and then. */
#include "double.h"

#include <string.h>

/* Known to the tests' WindowsDouble.java. */
enum {
    DOUBLE_CLOSE_CODE = 0x98007a01u,
    DOUBLE_TRAIN_REFUSAL = 0x98007a02u,
    DOUBLE_LOST_INTERFACE = 0x98007a03u,
    DOUBLE_ADD_ERROR = 0x98007a04u,
    DOUBLE_TRAINS = 0x58007a05u,
    DOUBLE_EVENT_CALLS = 0x58007a06u,
    DOUBLE_MEMBERSHIPS = 0xd8007a07u,
    DOUBLE_INSTALL_REFUSAL = 0x98007a08u,
    DOUBLE_NO_MULTIPOINT = 0x98007a09u,
};

/* As a router's or a host's ICMP would: a receive is to fail with the code, unless the program wants none of
 * it. */
static void add_error(struct entry *e, int code)
{
    bool ignored =
        (code == WSAECONNRESET && e->ignores_connreset) || (code == WSAENETRESET && e->ignores_netreset);
    if (!ignored && e->error_count < MOST_ERRORS) {
        e->errors[e->error_count++] = code;
        events_tell(e, FD_READ);
    }
}

/* How often a socket is a member of a group on an interface. */
static DWORD memberships(const struct entry *e, DWORD index, const unsigned char *group)
{
    DWORD count = 0;
    for (int i = 0; i < e->membership_count; i++) {
        const SOCKADDR_STORAGE *one = &e->memberships[i].group;
        const void *address = one->ss_family == AF_INET
                                  ? (const void *)&((const struct sockaddr_in *)one)->sin_addr
                                  : &((const struct sockaddr_in6 *)one)->sin6_addr;
        count += e->memberships[i].index == index &&
                 memcmp(address, group, one->ss_family == AF_INET ? 4 : 16) == 0;
    }
    return count;
}

/* Hold the lock. 0, the code, or -1 for what is no ioctl of the double. */
static int control(struct entry *e, DWORD ioctl, const void *in, DWORD in_length, DWORD *answer)
{
    DWORD number = 0;
    if (in != NULL && in_length >= sizeof number) {
        memcpy(&number, in, sizeof number);
    }
    switch (ioctl) {
    case SIO_UDP_CONNRESET:
        e->ignores_connreset = number == 0;
        return 0;
    case SIO_UDP_NETRESET:
        e->ignores_netreset = number == 0;
        return 0;
    case DOUBLE_CLOSE_CODE:
        demands.close_code = (int)number;
        return 0;
    case DOUBLE_TRAIN_REFUSAL:
        demands.train_refusal = (int)number;
        return 0;
    case DOUBLE_LOST_INTERFACE:
        demands.lost_interface = number != 0;
        return 0;
    case DOUBLE_INSTALL_REFUSAL:
        demands.install_refusal = (int)number;
        return 0;
    case DOUBLE_NO_MULTIPOINT:
        demands.no_multipoint = number != 0;
        return 0;
    case DOUBLE_ADD_ERROR:
        add_error(e, (int)number);
        return 0;
    case DOUBLE_TRAINS:
        *answer = (DWORD)demands.trains;
        return 0;
    case DOUBLE_EVENT_CALLS:
        *answer = (DWORD)demands.event_calls;
        return 0;
    case DOUBLE_MEMBERSHIPS:
        if (in_length < 20) {
            return WSAEFAULT;
        }
        *answer = memberships(e, number, (const unsigned char *)in + 4);
        return 0;
    default:
        return -1;
    }
}

static void *extension(const GUID *id)
{
    static const GUID receive = WSAID_WSARECVMSG;
    static const GUID send = WSAID_WSASENDMSG;
    return memcmp(id, &receive, sizeof *id) == 0 ? (void *)(uintptr_t)double_WSARecvMsg
           : memcmp(id, &send, sizeof *id) == 0  ? (void *)(uintptr_t)double_WSASendMsg
                                                 : NULL;
}

DOUBLE int WSAAPI double_WSAIoctl(SOCKET s, DWORD ioctl, LPVOID in, DWORD in_length, LPVOID out,
                                  DWORD out_length, LPDWORD size, LPWSAOVERLAPPED overlapped,
                                  LPWSAOVERLAPPED_COMPLETION_ROUTINE done)
{
    if (ioctl == SIO_GET_EXTENSION_FUNCTION_POINTER && in != NULL && in_length >= sizeof(GUID) &&
        out != NULL && out_length >= sizeof(void *)) {
        void *function = extension(in);
        if (function != NULL) {
            memcpy(out, &function, sizeof function);
            *size = sizeof function;
            return 0;
        }
    }
    DWORD answer = 0;
    table_lock();
    struct entry *e = table_find(s);
    int code = e == NULL ? -1 : control(e, ioctl, in, in_length, &answer);
    table_unlock();
    if (code == -1) {
        return WSAIoctl(s, ioctl, in, in_length, out, out_length, size, overlapped, done);
    }
    if (out != NULL && out_length >= sizeof answer) {
        memcpy(out, &answer, sizeof answer);
        *size = sizeof answer;
    }
    return code == 0 ? 0 : fail(code);
}

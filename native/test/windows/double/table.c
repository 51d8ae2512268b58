/* What is known of each socket. */
#include "double.h"

#include <stdlib.h>

enum { SLOTS = 1 << 16 };

static SRWLOCK lock = SRWLOCK_INIT;
static struct entry *slots[SLOTS]; /* guarded by the lock; Wine's handles are small multiples of 4 */
struct demands demands;

static struct entry **slot_of(SOCKET s)
{
    return &slots[(s >> 2) & (SLOTS - 1)];
}

void table_lock(void)
{
    AcquireSRWLockExclusive(&lock);
}

void table_unlock(void)
{
    ReleaseSRWLockExclusive(&lock);
}

struct entry *table_find(SOCKET s)
{
    struct entry *e = *slot_of(s);
    return e != NULL && e->socket == s ? e : NULL;
}

void table_add(SOCKET s, int family, DWORD flags)
{
    if (s == INVALID_SOCKET) {
        return;
    }
    struct entry *e = calloc(1, sizeof *e);
    if (e == NULL) {
        abort();
    }
    e->socket = s;
    e->family = family;
    e->flags = flags;
    table_lock();
    free(*slot_of(s));
    *slot_of(s) = e;
    table_unlock();
}

int fail(int code)
{
    WSASetLastError(code);
    return SOCKET_ERROR;
}

bool readable(SOCKET s)
{
    fd_set set;
    struct timeval now = {0, 0};
    FD_ZERO(&set);
    set.fd_array[0] = s;
    set.fd_count = 1;
    return select(0, &set, NULL, NULL, &now) > 0;
}

/* The flags that Wine takes and ignores are looked at here as the page of WSASocket says. */
static SOCKET make(SOCKET (*call)(const void *arguments, DWORD flags), const void *arguments, int family,
                   DWORD flags)
{
    const DWORD roots = WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT;
    const DWORD leaves = WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF;
    DWORD multipoint = flags & (roots | leaves);
    if ((multipoint & roots) != 0 || (multipoint != 0 && multipoint != leaves)) {
        WSASetLastError(WSAEINVAL);
        return INVALID_SOCKET;
    }
    SOCKET s = call(arguments, flags & ~(roots | leaves));
    table_add(s, family, flags);
    return s;
}

struct wide {
    int family, type, protocol;
    LPWSAPROTOCOL_INFOW info;
    GROUP group;
};

static SOCKET make_wide(const void *arguments, DWORD flags)
{
    const struct wide *all = arguments;
    return WSASocketW(all->family, all->type, all->protocol, all->info, all->group, flags);
}

DOUBLE SOCKET WSAAPI double_WSASocketW(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info,
                                       GROUP group, DWORD flags)
{
    struct wide all = {family, type, protocol, info, group};
    return make(make_wide, &all, family == FROM_PROTOCOL_INFO && info != NULL ? info->iAddressFamily : family,
                flags);
}

DOUBLE SOCKET WSAAPI double_socket(int family, int type, int protocol)
{
    SOCKET s = socket(family, type, protocol);
    table_add(s, family, 0);
    return s;
}

DOUBLE int WSAAPI double_closesocket(SOCKET s)
{
    table_lock();
    struct entry *e = table_find(s);
    if (e != NULL) {
        *slot_of(s) = NULL;
    }
    table_unlock();
    free(e);
    return closesocket(s);
}

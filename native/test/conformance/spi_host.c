/* spi_host.c - see spi_host.h. */
#include "spi_host.h"

#define FIRST_HANDLE ((SOCKET)0x51000)
#define MOST_HANDLES 16

static DWORD_PTR contexts[MOST_HANDLES];
static int in_use[MOST_HANDLES];
static int handles_open;

static int handle_place(SOCKET s)
{
    return s >= FIRST_HANDLE && s < FIRST_HANDLE + 4 * MOST_HANDLES && s % 4 == 0
               ? (int)((s - FIRST_HANDLE) / 4)
               : -1;
}

int handle_is_given(SOCKET s)
{
    int place = handle_place(s);
    return place >= 0 && in_use[place];
}

int handles_given(void)
{
    return handles_open;
}

static SOCKET WSPAPI give_handle(DWORD entry, DWORD_PTR context, LPINT code)
{
    (void)entry;
    for (int i = 0; i < MOST_HANDLES; i++) {
        if (!in_use[i]) {
            in_use[i] = 1;
            contexts[i] = context;
            handles_open++;
            return FIRST_HANDLE + 4 * (SOCKET)i;
        }
    }
    *code = WSAENOBUFS;
    return INVALID_SOCKET;
}

static int WSPAPI handle_close(SOCKET s, LPINT code)
{
    if (!handle_is_given(s)) {
        *code = WSAENOTSOCK;
        return SOCKET_ERROR;
    }
    in_use[handle_place(s)] = 0;
    handles_open--;
    return 0;
}

static int WSPAPI handle_context(SOCKET s, PDWORD_PTR context, LPINT code)
{
    if (!handle_is_given(s)) {
        *code = WSAENOTSOCK;
        return SOCKET_ERROR;
    }
    *context = contexts[handle_place(s)];
    return 0;
}

static int provider_find(struct provider *p, entry_wanted *wanted)
{
    static WSAPROTOCOL_INFOW entries[64];
    DWORD size = sizeof entries;
    WSADATA data;
    host_function found = NULL;
    memset(p, 0, sizeof *p);
    if (!CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0))
        return 0;
    int count = WSAEnumProtocolsW(NULL, entries, &size);
    for (int i = 0; i < count && !found; i++) {
        if (wanted(&entries[i])) {
            p->entry = entries[i];
            found = host_provider_entry(&p->entry);
        }
    }
    CHECK_EQ(WSACleanup(), 0);
    if (!found) {
        lacks_say("no provider with a WSPStartup of its own can be found here");
        return 0;
    }
    p->start = (start_function)found;
    p->upcalls.lpWPUCreateSocketHandle = give_handle;
    p->upcalls.lpWPUCloseSocketHandle = handle_close;
    p->upcalls.lpWPUQuerySocketHandleContext = handle_context;
    return 1;
}

int provider_start(struct provider *p, entry_wanted *wanted)
{
    return provider_find(p, wanted) &&
           CHECK_EQ(p->start(MAKEWORD(2, 2), &p->data, &p->entry, p->upcalls, &p->calls), 0) &&
           CHECK(p->calls.lpWSPSocket != NULL && p->calls.lpWSPJoinLeaf != NULL);
}

void provider_starts(entry_wanted *wanted)
{
    static struct provider p;
    static const WORD others[] = {MAKEWORD(1, 1), MAKEWORD(2, 1), MAKEWORD(0, 9)};
    if (!provider_find(&p, wanted))
        return;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        CHECK_IS_CODE(p.start(others[i], &p.data, &p.entry, p.upcalls, &p.calls), WSAVERNOTSUPPORTED);
    MUST(CHECK_EQ(p.start(MAKEWORD(2, 2), &p.data, &p.entry, p.upcalls, &p.calls), 0));
    CHECK_EQ(p.data.wVersion, MAKEWORD(2, 2));
    CHECK_EQ(p.data.wHighVersion, MAKEWORD(2, 2));
    CHECK_EQ(sizeof p.calls, 30 * sizeof(void *));
    unsigned char zeros[sizeof(void *)] = {0};
    for (size_t i = 0; i < 30; i++)
        CHECK(memcmp((unsigned char *)&p.calls + i * sizeof zeros, zeros, sizeof zeros) != 0);
    int code = -1;
    CHECK_EQ(p.calls.lpWSPCleanup(&code), 0);
}

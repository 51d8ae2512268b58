/* The catalogue's rows and the choice of one for a new socket (SK-04 to SK-08, PR-01). */
#include "catalogue.h"

#include <pthread.h>
#include <stdbool.h>

#include "provider.h"
#include "upcall.h"

enum { CATALOGUE_ROOM = 32 };

static const struct provider *const built_in[] = {&ip_provider, &rooted_provider};

static struct catalogue_entry entries[CATALOGUE_ROOM];
static size_t entry_count;
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

/* The rows stay for ever: sockets and threads may still point at them after the last WSACleanup. */
static void load_built_in(void)
{
    for (size_t p = 0; p < sizeof built_in / sizeof *built_in; p++) {
        for (size_t e = 0; e < built_in[p]->entry_count; e++) {
            entries[entry_count].info = built_in[p]->entries[e];
            entries[entry_count].start = built_in[p]->start;
            entries[entry_count].batch = built_in[p]->batch;
            entry_count++;
        }
    }
}

int catalogue_start(void)
{
    pthread_once(&loaded, load_built_in);
    for (size_t i = 0; i < entry_count; i++) {
        WSPDATA data;
        int error = entries[i].start(MAKEWORD(2, 2), &data, &entries[i].info, upcall_table, &entries[i].procs);
        if (error != 0) {
            return WSAEPROVIDERFAILEDINIT;
        }
    }
    return 0;
}

void catalogue_stop(void)
{
    for (size_t i = 0; i < entry_count; i++) {
        int error = 0;
        entries[i].procs.lpWSPCleanup(&error);
    }
}

size_t catalogue_size(void)
{
    return entry_count;
}

const struct catalogue_entry *catalogue_at(size_t index)
{
    return &entries[index];
}

const struct catalogue_entry *catalogue_by_id(DWORD catalog_entry_id)
{
    pthread_once(&loaded, load_built_in); /* WSPStartup may come before WSAStartup */
    for (size_t i = 0; i < entry_count; i++) {
        if (entries[i].info.dwCatalogEntryId == catalog_entry_id) {
            return &entries[i];
        }
    }
    return NULL;
}

static bool exactly_one(DWORD flags, DWORD a, DWORD b)
{
    return ((flags & a) != 0) != ((flags & b) != 0);
}

int catalogue_check_flags(const WSAPROTOCOL_INFOW *info, DWORD flags)
{
    const DWORD control = WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_C_LEAF;
    const DWORD data = WSA_FLAG_MULTIPOINT_D_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF;
    const DWORD known = WSA_FLAG_OVERLAPPED | control | data | WSA_FLAG_ACCESS_SYSTEM_SECURITY | WSA_FLAG_NO_HANDLE_INHERIT;
    if ((flags & ~known) != 0) {
        return WSAEINVAL;
    }
    if ((flags & (control | data)) == 0) {
        return 0;
    }
    if (!exactly_one(flags, WSA_FLAG_MULTIPOINT_C_ROOT, WSA_FLAG_MULTIPOINT_C_LEAF) ||
        !exactly_one(flags, WSA_FLAG_MULTIPOINT_D_ROOT, WSA_FLAG_MULTIPOINT_D_LEAF)) {
        return WSAEINVAL;
    }
    DWORD needed = XP1_SUPPORT_MULTIPOINT;
    needed |= (flags & WSA_FLAG_MULTIPOINT_C_ROOT) != 0 ? XP1_MULTIPOINT_CONTROL_PLANE : 0;
    needed |= (flags & WSA_FLAG_MULTIPOINT_D_ROOT) != 0 ? XP1_MULTIPOINT_DATA_PLANE : 0;
    return (info->dwServiceFlags1 & needed) == needed ? 0 : WSAEINVAL;
}

static bool has_protocol(const WSAPROTOCOL_INFOW *info, int protocol)
{
    return protocol >= info->iProtocol && protocol <= info->iProtocol + info->iProtocolMaxOffset;
}

/* A protocol that is known, though no entry of the type asked for has it: then the type is what is wrong (SK-05). */
static bool is_known_protocol(int protocol)
{
    return protocol == WS_IPPROTO_TCP || protocol == WS_IPPROTO_UDP || protocol == WS_IPPROTO_ICMP ||
           protocol == WS_IPPROTO_ICMPV6;
}

/* How far an entry came before a check turned it down; the entry that came furthest names the error (SK-05). */
enum fit { FIT_NOTHING, FIT_FAMILY, FIT_TYPE, FIT_PROTOCOL, FIT_ALL };

static enum fit fit(const WSAPROTOCOL_INFOW *info, int af, int type, int protocol, DWORD flags, int *error)
{
    if (af != WS_AF_UNSPEC && af != info->iAddressFamily) {
        *error = WSAEAFNOSUPPORT;
        return FIT_NOTHING;
    }
    if (type != 0 && type != info->iSocketType) {
        *error = WSAESOCKTNOSUPPORT;
        return FIT_FAMILY;
    }
    if (protocol != 0 && !has_protocol(info, protocol)) {
        *error = is_known_protocol(protocol) ? WSAEPROTOTYPE : WSAEPROTONOSUPPORT;
        return FIT_TYPE;
    }
    *error = catalogue_check_flags(info, flags);
    return *error != 0 ? FIT_PROTOCOL : FIT_ALL;
}

const struct catalogue_entry *catalogue_find(int af, int type, int protocol, DWORD flags, int *error)
{
    if (af == WS_AF_UNSPEC && type == 0 && protocol == 0) {
        *error = WSAEINVAL;
        return NULL;
    }
    enum fit best = FIT_NOTHING;
    *error = WSAEAFNOSUPPORT;
    for (size_t i = 0; i < entry_count; i++) {
        int entry_error;
        enum fit here = fit(&entries[i].info, af, type, protocol, flags, &entry_error);
        if (here == FIT_ALL) {
            *error = 0;
            return &entries[i];
        }
        if (here > best) {
            best = here;
            *error = entry_error;
        }
    }
    return NULL;
}

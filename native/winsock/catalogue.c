/* The catalogue's rows and the choice of one for a new socket (SK-04 to SK-08, PR-01). */
#include "catalogue.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "system/thread.h"
#include "built_in.h"
#include "wide.h"

enum { CATALOGUE_ROOM = 32 };

static struct catalogue_entry entries[CATALOGUE_ROOM];
static _Atomic size_t entry_count; /* rows below it do not change: readers take no lock */
static struct system_once loaded = SYSTEM_ONCE_INIT;

/* Rows are never removed: sockets and threads may still refer to them after the last WSACleanup. */
static void load_built_in(void)
{
    const struct provider_host *host = catalogue_setup.host();
    size_t count = 0; /* stored at the end: the child of a fork in between begins again */
    for (size_t p = 0; p < built_in_count; p++) {
        const struct provider *provider = built_in_providers[p];
        if (provider->use_host != NULL) {
            provider->use_host(host);
        }
        for (size_t e = 0; e < provider->entry_count; e++) {
            entries[count].info = provider->entries[e];
            entries[count].start = provider->start;
            entries[count].provider = provider;
            count++;
        }
    }
    entry_count = count;
}

/* WSPStartup must fill the whole table (SPI-01): a call would jump to a NULL entry otherwise. */
static bool is_complete(const WSPPROC_TABLE *procs)
{
    static const WSPPROC_TABLE nothing;
    const size_t entry = sizeof procs->lpWSPAccept;
    for (size_t offset = 0; offset < sizeof *procs; offset += entry) {
        if (memcmp((const char *)procs + offset, &nothing, entry) == 0) {
            return false;
        }
    }
    return true;
}

/* A table that is filled already is not written again: threads that came before the last WSACleanup, or those
 * of the API half beside another host, may be reading it. */
static void keep_procs(struct catalogue_entry *entry, const WSPPROC_TABLE *procs)
{
    if (memcmp(&entry->procs, procs, sizeof *procs) != 0) {
        entry->procs = *procs;
    }
}

static int start_entry(struct catalogue_entry *entry)
{
    WSPDATA data;
    WSPPROC_TABLE procs = {0};
    if (entry->start(MAKEWORD(2, 2), &data, &entry->info, *catalogue_setup.upcalls, &procs) != 0) {
        return WSAEPROVIDERFAILEDINIT;
    }
    keep_procs(entry, &procs);
    return is_complete(&procs) ? 0 : WSAEINVALIDPROCTABLE;
}

static void stop_entries(size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        int error = 0;
        entries[i].procs.lpWSPCleanup(&error);
    }
}

/* If one cannot be started, those before it are stopped again. */
static int start_entries(size_t first, size_t end)
{
    int error = 0;
    for (size_t i = first; i < end && error == 0; i++) {
        error = start_entry(&entries[i]);
        if (error != 0) {
            stop_entries(first, i);
        }
    }
    return error;
}

int catalogue_start(void)
{
    system_once(&loaded, load_built_in);
    return start_entries(0, entry_count);
}

int catalogue_start_entry(const struct catalogue_entry *entry, WORD version, LPWSPDATA data)
{
    struct catalogue_entry *own = &entries[entry - entries];
    WSPPROC_TABLE procs;
    int code = own->start(version, data, &own->info, *catalogue_setup.upcalls, &procs);
    if (code == 0) {
        keep_procs(own, &procs);
    }
    return code;
}

int catalogue_add(LPWSPSTARTUP start, const WSAPROTOCOL_INFOW *infos, size_t count, bool start_now)
{
    system_once(&loaded, load_built_in);
    size_t first = entry_count;
    if (count > CATALOGUE_ROOM - first) {
        return WSAENOBUFS;
    }
    for (size_t i = 0; i < count; i++) {
        if (infos[i].dwCatalogEntryId == 0 || catalogue_by_id(infos[i].dwCatalogEntryId) != NULL) {
            return WSAEINVAL;
        }
        for (size_t other = 0; other < i; other++) {
            if (infos[other].dwCatalogEntryId == infos[i].dwCatalogEntryId) {
                return WSAEINVAL;
            }
        }
        entries[first + i] = (struct catalogue_entry){.info = infos[i], .start = start};
    }
    int error = start_now ? start_entries(first, first + count) : 0;
    if (error == 0) {
        atomic_store(&entry_count, first + count);
    }
    return error;
}

void catalogue_stop(void)
{
    stop_entries(0, entry_count);
}

void catalogue_stop_built_in(void)
{
    for (size_t i = 0; i < entry_count; i++) {
        if (entries[i].provider != NULL) {
            stop_entries(i, i + 1);
        }
    }
}

void catalogue_reset_child(void)
{
    for (size_t p = 0; p < built_in_count; p++) {
        if (built_in_providers[p]->reset_child != NULL) {
            built_in_providers[p]->reset_child();
        }
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
    system_once(&loaded, load_built_in); /* WSPStartup may come before WSAStartup */
    for (size_t i = 0; i < entry_count; i++) {
        if (entries[i].info.dwCatalogEntryId == catalog_entry_id) {
            return &entries[i];
        }
    }
    return NULL;
}

const struct catalogue_entry *catalogue_of_family(const struct catalogue_entry *entry, int af)
{
    for (size_t i = 0; entry->provider != NULL && i < entry_count; i++) {
        const WSAPROTOCOL_INFOW *info = &entries[i].info;
        if (entries[i].provider == entry->provider && info->iAddressFamily == af &&
            info->iSocketType == entry->info.iSocketType && info->iProtocol == entry->info.iProtocol) {
            return &entries[i];
        }
    }
    return entry;
}

static bool exactly_one(DWORD flags, DWORD a, DWORD b)
{
    return ((flags & a) != 0) != ((flags & b) != 0);
}

int catalogue_check_flags(const WSAPROTOCOL_INFOW *info, DWORD flags)
{
    const DWORD control = WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_C_LEAF;
    const DWORD data = WSA_FLAG_MULTIPOINT_D_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF;
    const DWORD known =
        WSA_FLAG_OVERLAPPED | control | data | WSA_FLAG_ACCESS_SYSTEM_SECURITY | WSA_FLAG_NO_HANDLE_INHERIT;
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

/* How far an entry came before a check turned it down; the entry that came furthest names the error (SK-05).
 */
enum fit { FIT_NOTHING, FIT_FAMILY, FIT_TYPE, FIT_PROTOCOL, FIT_ALL };

static enum fit fit_of_entry(const WSAPROTOCOL_INFOW *info, int af, int type, int protocol, DWORD flags,
                             int *error)
{
    if (af != WS_AF_UNSPEC && af != info->iAddressFamily) {
        *error = type != 0 && (type < WS_SOCK_STREAM || type > WS_SOCK_SEQPACKET) ? WSAESOCKTNOSUPPORT
                                                                                  : WSAEAFNOSUPPORT;
        return FIT_NOTHING;
    }
    if (type != 0 && type != info->iSocketType) {
        *error = WSAESOCKTNOSUPPORT;
        return FIT_FAMILY;
    }
    if (protocol != 0 && !has_protocol(info, protocol)) {
        *error = WSAEPROTONOSUPPORT;
        return FIT_TYPE;
    }
    *error = catalogue_check_flags(info, flags);
    return *error != 0 ? FIT_PROTOCOL : FIT_ALL;
}

const struct catalogue_entry *catalogue_find(int af, int type, int protocol, DWORD flags, int *error)
{
    if (af == WS_AF_UNSPEC && protocol == 0) { /* SK-05b */
        *error = WSAEINVAL;
        return NULL;
    }
    enum fit best = FIT_NOTHING;
    *error = WSAEAFNOSUPPORT;
    for (size_t i = 0; i < entry_count; i++) {
        int entry_error = 0;
        enum fit here = fit_of_entry(&entries[i].info, af, type, protocol, flags, &entry_error);
        if (here == FIT_ALL) {
            *error = 0;
            return &entries[i];
        }
        if (here > best || i == 0) {
            best = here;
            *error = entry_error;
        }
    }
    return NULL;
}

/* The two structures differ in their last member only, the name. */
_Static_assert(offsetof(WSAPROTOCOL_INFOA, szProtocol) == offsetof(WSAPROTOCOL_INFOW, szProtocol),
               "the A and W forms have one layout up to the name");

WSAPROTOCOL_INFOA catalogue_ansi(const WSAPROTOCOL_INFOW *info)
{
    WSAPROTOCOL_INFOA narrow = {0};
    memcpy(&narrow, info, offsetof(WSAPROTOCOL_INFOA, szProtocol));
    wide_to_utf8(info->szProtocol, narrow.szProtocol, sizeof narrow.szProtocol);
    return narrow;
}

/* The catalogue: which providers there are, what each entry can do, and which one a new socket gets. Any
 * thread may read it, without a lock: entries are added, but never removed. */
#ifndef JOINLEAF_API_CATALOGUE_H
#define JOINLEAF_API_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_spi.h>

#include "providers/provider.h"

struct catalogue_entry {
    WSAPROTOCOL_INFOW info;
    LPWSPSTARTUP start;
    WSPPROC_TABLE procs;             /* filled by start at the first WSAStartup */
    const struct provider *provider; /* NULL: it was installed by the application */
};

/* What the catalogue gives to providers. host.c defines it: the catalogue itself does not know what it is. */
struct catalogue_setup {
    const struct provider_host *(*host)(void); /* called once */
    const WSPUPCALLTABLE *upcalls;
};
extern const struct catalogue_setup catalogue_setup;

/* These change the catalogue, with WSAStartup's lock held. Each returns 0 or a code. */
int catalogue_start(void); /* starts every provider */
void catalogue_stop(void);
/* Stops our own providers alone, which may be stopped more than once. */
void catalogue_stop_built_in(void);
/* Starts one provider for a host that is not our API half. Only here another lock of the caller will do. */
int catalogue_start_entry(const struct catalogue_entry *entry, WORD version, LPWSPDATA data);
int catalogue_add(LPWSPSTARTUP start, const WSAPROTOCOL_INFOW *infos, size_t count, bool start_now);

/* In the child of a fork: has the providers that are built in forget their sockets (system/fork.h). */
void catalogue_reset_child(void);

size_t catalogue_size(void);
const struct catalogue_entry *catalogue_at(size_t index);
const struct catalogue_entry *catalogue_by_id(DWORD catalog_entry_id);
/* What the entry's provider offers for another family: its entry with the same type and protocol. The entry itself
 * if there is none, and for providers that an application has installed, which decide themselves. */
const struct catalogue_entry *catalogue_of_family(const struct catalogue_entry *entry, int af);

/* Returns the first entry that fits (SK-04), or NULL with the code that SK-05 to SK-08 name in *error. */
const struct catalogue_entry *catalogue_find(int af, int type, int protocol, DWORD flags, int *error);
/* Returns 0 if an entry allows these WSA_FLAG_ bits, else the code (SK-06 to SK-08). */
int catalogue_check_flags(const WSAPROTOCOL_INFOW *info, DWORD flags);

/* An entry as the A functions tell it, with its name in UTF-8. */
WSAPROTOCOL_INFOA catalogue_ansi(const WSAPROTOCOL_INFOW *info);

#endif

/* WSAStartup and WSACleanup (SK-01 to SK-03), and joinleaf_install_provider, which their lock guards, too
 * (SPI-04).
 */
#include "startup.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include <joinleaf/ws_spi.h>

#include <joinleaf/provider.h>

#include "system/fork.h"
#include "system/thread.h"
#include "catalogue.h"
#include "close.h"
#include "handle.h"
#include "overlapped.h"

static struct system_mutex startup_lock = SYSTEM_MUTEX_INIT;
static _Atomic unsigned startup_count; /* changed under the lock, read without it */

enum { VERSION = 0x0202 };

/* What Windows tells a program of version 1 (SK-02b). */
enum { MOST_SOCKETS = 32767, MOST_BYTES = 65467 };

/* Sequentially consistent, as handle_create is: see call_made. */
bool startup_done(void)
{
    return atomic_load(&startup_count) != 0;
}

/* Another function that is called in the child of a fork. */
static void (*_Atomic reset_also)(void);

/*
 * The child keeps the count of its parent's start-ups, but has none of its sockets. Neither WSACleanup nor
 * any other call in the child reaches the parent's sessions.
 */
static void reset_child(void)
{
    system_mutex_init(&startup_lock);
    handle_reset_child();
    catalogue_reset_child();
    overlapped_reset_child();
    void (*also)(void) = atomic_load(&reset_also);
    if (also != NULL) {
        also();
    }
}

bool startup_watch_forks(void (*also)(void))
{
    if (also != NULL) {
        atomic_store(&reset_also, also);
    }
    return system_fork_watch(reset_child);
}

/* Returns the highest version that both sides know; 0 if there is none. The low byte is the major number. */
static WORD version_agreed(WORD requested)
{
    unsigned major = requested & 0xffu, minor = (unsigned)requested >> 8;
    if (major == 0) {
        return 0;
    }
    if (major > 2 || (major == 2 && minor > 2)) {
        return VERSION;
    }
    return major == 1 && minor > 1 ? 0x0101 : requested;
}

int WSAAPI WSAStartup(WORD requested, LPWSADATA data)
{
    WORD version = version_agreed(requested);
    if (data == NULL) {
        return version == 0 ? WSAVERNOTSUPPORTED : WSAEFAULT; /* SK-02b */
    }
    memset(data, 0, sizeof *data);
    data->wVersion = version == 0 ? VERSION : version;
    data->wHighVersion = VERSION;
    strcpy(data->szDescription, "joinleaf Winsock 2.2");
    strcpy(data->szSystemStatus, "Running");
    if ((requested & 0xff) == 1) { /* Winsock 2 leaves them 0 */
        data->iMaxSockets = MOST_SOCKETS;
        data->iMaxUdpDg = MOST_BYTES;
    }
    if (version == 0) {
        return WSAVERNOTSUPPORTED;
    }
    system_mutex_lock(&startup_lock);
    unsigned count = atomic_load_explicit(&startup_count, memory_order_relaxed);
    int error = count > 0 ? 0 : startup_watch_forks(NULL) ? catalogue_start() : WSASYSNOTREADY;
    if (error == 0) {
        atomic_store_explicit(&startup_count, count + 1, memory_order_release);
    }
    system_mutex_unlock(&startup_lock);
    if (error == 0) {
        WSASetLastError(0); /* NA-09b */
    }
    return error;
}

/* Closes every socket of the process and so wakes whoever is blocked in one (SK-03). One that its provider
 * refuses to close, as in its own condition function (AC-09), stays open. */
static void close_all_sockets(void)
{
    size_t position = 0;
    uintptr_t handle;
    while ((handle = handle_next(HANDLE_SOCKET, &position)) != 0) {
        close_socket(handle);
    }
}

int WSAAPI WSACleanup(void)
{
    system_mutex_lock(&startup_lock);
    unsigned count = atomic_load_explicit(&startup_count, memory_order_relaxed);
    if (count == 0) {
        system_mutex_unlock(&startup_lock);
        WSASetLastError(WSANOTINITIALISED);
        return SOCKET_ERROR;
    }
    atomic_store(&startup_count, count - 1);
    if (count == 1) {
        close_all_sockets();
        overlapped_stop();
        catalogue_stop();
    }
    system_mutex_unlock(&startup_lock);
    WSASetLastError(0); /* NA-09b */
    return 0;
}

void startup_stop_again(void)
{
    system_mutex_lock(&startup_lock);
    if (!startup_done()) {
        catalogue_stop_built_in();
    }
    system_mutex_unlock(&startup_lock);
}

int WSAAPI joinleaf_install_provider(LPWSPSTARTUP start, const WSAPROTOCOL_INFOW *entries, DWORD count,
                                     LPINT error)
{
    int code = WSAEFAULT;
    if (start != NULL && entries != NULL && error != NULL) {
        system_mutex_lock(&startup_lock);
        code = count == 0 ? WSAEINVAL : catalogue_add(start, entries, count, startup_done());
        system_mutex_unlock(&startup_lock);
    }
    if (error != NULL) {
        *error = code;
    }
    return code == 0 ? 0 : SOCKET_ERROR;
}

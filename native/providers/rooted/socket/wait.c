#include "wait.h"

#include <stdatomic.h>

#include "conditions.h"
#include "providers/rooted/session/leaf.h"

void rooted_end_waits(struct rooted_socket *socket)
{
    if (socket->waiting > 0) {
        system_condition_wake_all(&socket->changed);
    }
    if (socket->kind == ROOTED_LEAF) {
        group_receiver_wake(&socket->session->leaf.in_group);
    }
}

void rooted_wake(struct rooted_socket *socket)
{
    rooted_end_waits(socket);
    if (socket->blocked && rooted_writable(socket)) {
        socket->blocked = false;
    }
    rooted_record_conditions(socket);
    rooted_tell_await(socket);
    rooted_any_changed();
}

int64_t rooted_deadline(DWORD timeout_ms)
{
    return timeout_ms == 0 || timeout_ms == INFINITE ? ROOTED_NEVER
                                                     : system_clock_now() + (int64_t)timeout_ms * ROOTED_MS;
}

int rooted_wait(struct rooted_socket *socket, int64_t deadline)
{
    reactor_wake_owed();
    socket->waiting++;
    bool in_time = system_condition_wait(&socket->changed, &socket->session->links.lock, deadline);
    socket->waiting--;
    if (socket->closing) {
        return WSAEINTR; /* SK-10 */
    }
    return in_time ? 0 : WSAETIMEDOUT;
}

int rooted_wait_for_data(struct rooted_socket *socket, int64_t deadline)
{
    if (socket->kind != ROOTED_LEAF || !leaf_wait_and_take(socket->session, deadline)) {
        return rooted_wait(socket, deadline);
    }
    if (socket->closing) {
        return WSAEINTR; /* SK-10 */
    }
    return deadline == ROOTED_NEVER || rooted_readable(socket) || system_clock_now() < deadline
               ? 0
               : WSAETIMEDOUT;
}

/* ---- any socket: all wait on one condition, which is woken only while somebody waits ---- */

static struct system_mutex change_lock = SYSTEM_MUTEX_INIT; /* guards `changes` */
static struct system_once change_once = SYSTEM_ONCE_INIT;
static struct system_condition change;
static uint64_t changes;
static _Atomic uint32_t waiters;

static void make_change(void)
{
    system_condition_init(&change);
}

void rooted_any_changed(void)
{
    if (atomic_load(&waiters) == 0) {
        return;
    }
    system_mutex_lock(&change_lock);
    changes++;
    system_condition_wake_all(&change);
    system_mutex_unlock(&change_lock);
}

void rooted_count_changes(void)
{
    system_once(&change_once, make_change);
    atomic_fetch_add(&waiters, 1);
}

void rooted_stop_counting(void)
{
    atomic_fetch_sub(&waiters, 1);
}

uint64_t rooted_changes(void)
{
    system_mutex_lock(&change_lock);
    uint64_t seen = changes;
    system_mutex_unlock(&change_lock);
    return seen;
}

void rooted_wait_reset_child(void)
{
    system_mutex_init(&change_lock);
    system_condition_init(&change);
    atomic_store(&waiters, 0);
}

bool rooted_wait_for_any(uint64_t seen, int64_t deadline)
{
    bool in_time = true;
    system_mutex_lock(&change_lock);
    while (changes == seen && in_time) {
        in_time = system_condition_wait(&change, &change_lock, deadline);
    }
    system_mutex_unlock(&change_lock);
    return in_time;
}

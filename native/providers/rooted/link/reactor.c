#include "reactor.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "system/clock.h"
#include "system/thread.h"
#include "packet_pool.h"
#include "providers/rooted/wire/limits.h"

uint8_t reactor_scratch[REACTOR_SCRATCH];

static struct system_mutex lock =
    SYSTEM_MUTEX_INIT; /* guards everything below except the heap, which only the thread uses */
static struct system_once ended_once = SYSTEM_ONCE_INIT;
static struct system_condition ended; /* made before the thread is first started */
static uint32_t holders;
static bool running, to_join; /* to_join: a thread was started and not joined yet */
static struct system_thread thread;
static struct system_poller *poller; /* there is one while the thread runs */
static bool awake;                   /* the thread looks at the lists before it waits again */
static uint32_t wakers;              /* threads that are about to use the poller without the lock */
static _Atomic bool owed;            /* some kicked task waits for reactor_wake_owed */
static struct task *kicked;
static struct retired *retired_list;

static struct task **heap; /* begins at index 1; the earliest task is on top */
static size_t heap_count, heap_room;

static void heap_put(struct task *task, size_t place)
{
    heap[place] = task;
    task->place = place;
}

static void heap_settle(struct task *task, size_t place)
{
    for (; place > 1 && heap[place / 2]->due > task->due; place /= 2) {
        heap_put(heap[place / 2], place);
    }
    for (size_t child; (child = 2 * place) <= heap_count; place = child) {
        if (child < heap_count && heap[child + 1]->due < heap[child]->due) {
            child++;
        }
        if (heap[child]->due >= task->due) {
            break;
        }
        heap_put(heap[child], place);
    }
    heap_put(task, place);
}

static void heap_remove(struct task *task)
{
    if (task->place == 0) {
        return;
    }
    struct task *last = heap[heap_count--];
    size_t place = task->place;
    task->place = 0;
    if (last != task) {
        heap_settle(last, place);
    }
}

void reactor_schedule(struct task *task, int64_t due)
{
    task->due = due;
    if (due == ROOTED_NEVER) {
        heap_remove(task);
        return;
    }
    if (task->place == 0) {
        if (heap_count + 1 >= heap_room) {
            size_t room = heap_room == 0 ? 64 : 2 * heap_room;
            struct task **more = realloc(heap, room * sizeof(struct task *));
            if (more == NULL) {
                reactor_kick(task); /* there is no memory to keep its time, so it runs again and again until
                                       there is */
                return;
            }
            heap = more;
            heap_room = room;
        }
        task->place = ++heap_count;
    }
    heap_settle(task, task->place);
}

static void wake_up(void)
{
    if (!awake && running) {
        awake = true;
        system_poller_wake(poller);
    }
}

/* The lock is held. */
static void put_kicked(struct task *task)
{
    if (!task->kicked) {
        task->kicked = true;
        task->next_kicked = kicked;
        kicked = task;
    }
}

void reactor_kick(struct task *task)
{
    system_mutex_lock(&lock);
    put_kicked(task);
    wake_up();
    system_mutex_unlock(&lock);
}

void reactor_kick_later(struct task *task)
{
    system_mutex_lock(&lock);
    put_kicked(task);
    atomic_store(&owed, true);
    system_mutex_unlock(&lock);
}

/* The thread may run at once, on this processor, and wants the lock. So it is woken without it. */
void reactor_wake_owed(void)
{
    if (!atomic_load(&owed)) {
        return;
    }
    system_mutex_lock(&lock);
    bool wakes = kicked != NULL && !awake && running;
    atomic_store(&owed, false);
    awake = awake || wakes;
    wakers += wakes;
    system_mutex_unlock(&lock);
    if (wakes) {
        system_poller_wake(poller);
        system_mutex_lock(&lock);
        wakers--;
        system_mutex_unlock(&lock);
    }
}

void reactor_forget(struct task *task)
{
    heap_remove(task);
    system_mutex_lock(&lock);
    for (struct task **at = &kicked; task->kicked && *at != NULL; at = &(*at)->next_kicked) {
        if (*at == task) {
            *at = task->next_kicked;
            task->kicked = false;
            break;
        }
    }
    system_mutex_unlock(&lock);
}

void reactor_retire(struct retired *retired, void (*destroy)(struct retired *retired))
{
    retired->destroy = destroy;
    system_mutex_lock(&lock);
    retired->next = retired_list;
    retired_list = retired;
    wake_up();
    system_mutex_unlock(&lock);
}

bool reactor_watch(struct source *source, unsigned interest)
{
    return system_poller_add(poller, &source->watch, interest);
}

void reactor_rewatch(struct source *source, unsigned interest)
{
    system_poller_change(poller, &source->watch, interest);
}

void reactor_unwatch(struct source *source)
{
    system_poller_remove(poller, &source->watch);
}

static void run_kicked(void)
{
    system_mutex_lock(&lock);
    struct task *list = kicked;
    kicked = NULL;
    system_mutex_unlock(&lock);
    while (list != NULL) {
        struct task *task = list;
        list = task->next_kicked;
        system_mutex_lock(&lock);
        task->kicked = false;
        system_mutex_unlock(&lock);
        task->run(task);
    }
}

static void run_due(void)
{
    int64_t now = system_clock_now();
    for (size_t most = heap_count; most > 0 && heap_count > 0 && heap[1]->due <= now; most--) {
        struct task *task = heap[1];
        heap_remove(task);
        task->run(task);
    }
}

static void destroy_retired(void)
{
    system_mutex_lock(&lock);
    struct retired *list = retired_list;
    retired_list = NULL;
    system_mutex_unlock(&lock);
    while (list != NULL) {
        struct retired *gone = list;
        list = gone->next;
        gone->destroy(gone);
    }
}

static int64_t seen_until; /* the thread's own, as is the next */
static bool blind;

int64_t reactor_seen_until(void)
{
    return seen_until;
}

bool reactor_is_blind(void)
{
    return blind;
}

/* Waits, and calls those whose sockets are ready. */
static void wait_and_hand_out(int64_t most)
{
    struct system_ready ready[SYSTEM_POLL_MOST];
    int64_t begun = system_clock_now();
    int count = system_poller_wait(poller, ready, most);
    int64_t ended = system_clock_now();
    blind = count < 0;
    for (int i = 0; i < count; i++) {
        struct source *source = (struct source *)(void *)ready[i].watch; /* its first member */
        source->ready(source, ready[i].what);
    }
    if (count == 0 && most != 0) { /* nothing came in this time; of later it is not known */
        seen_until = most < 0 || ended < begun + most ? ended : begun + most;
    } else if (!blind && count < SYSTEM_POLL_MOST) {
        seen_until = begun;
    } /* else there may be more */
}

/* Returns for how many microseconds to wait; a negative number means for ever. */
static int64_t reactor_wait_time(void)
{
    if (heap_count == 0) {
        return -1;
    }
    int64_t left = heap[1]->due - system_clock_now();
    return left <= 0 ? 0 : left > 60 * ROOTED_SECOND ? 60 * ROOTED_SECOND : left;
}

/* Whether the thread may end, because nobody holds the reactor. If not, *may_sleep tells whether the lists
 * are empty, so that it may wait. */
static bool reactor_may_end(bool *may_sleep)
{
    system_mutex_lock(&lock);
    bool empty = kicked == NULL && retired_list == NULL;
    bool end = holders == 0 && empty && wakers == 0;
    *may_sleep = empty && holders > 0;
    awake = !*may_sleep;
    if (end) {
        running = false;
        system_poller_free(poller);
        poller = NULL;
        system_condition_wake_all(&ended);
    }
    system_mutex_unlock(&lock);
    return end;
}

static void reactor_main(void *unused)
{
    (void)unused;
    bool may_sleep;
    seen_until = system_clock_now();
    blind = false;
    for (;;) {
        run_kicked();
        run_due();
        destroy_retired();
        if (reactor_may_end(&may_sleep)) {
            break;
        }
        wait_and_hand_out(may_sleep ? reactor_wait_time() : 0);
    }
    free(heap);
    heap = NULL;
    heap_room = 0;
    packet_pool_empty();
}

static bool start_thread(void)
{
    poller = system_poller_new();
    if (poller != NULL && system_thread_start(&thread, reactor_main, NULL)) {
        return true;
    }
    if (poller != NULL) {
        system_poller_free(poller);
        poller = NULL;
    }
    return false;
}

/* Joins the thread that ran before. It has ended its work already, so this never waits for long. */
static void join_ended(void)
{
    if (to_join && !running) {
        system_thread_join(&thread);
        to_join = false;
    }
}

static void make_ended(void)
{
    system_condition_init(&ended);
}

bool reactor_hold(void)
{
    system_once(&ended_once, make_ended);
    system_mutex_lock(&lock);
    if (!running) {
        join_ended();
        running = to_join = start_thread();
        awake = running;
    }
    holders += running;
    bool held = running;
    system_mutex_unlock(&lock);
    return held;
}

void reactor_drop(void)
{
    system_mutex_lock(&lock);
    if (--holders == 0) {
        wake_up();
    }
    system_mutex_unlock(&lock);
}

bool reactor_wait_end(int64_t until)
{
    system_mutex_lock(&lock);
    bool in_time = true;
    while (running && holders > 0 && in_time) {
        in_time = system_condition_wait(&ended, &lock, until);
    }
    bool over = !running || holders == 0;
    while (running && over) {
        system_condition_wait(&ended, &lock, SYSTEM_NEVER);
    }
    join_ended();
    system_mutex_unlock(&lock);
    return over;
}

void reactor_reset_child(void)
{
    system_mutex_init(&lock);
    system_condition_init(&ended);
    holders = 0;
    running = to_join = awake = false;
    wakers = 0;
    atomic_store(&owed, false);
    poller = NULL;
    kicked = NULL;
    retired_list = NULL;
    heap = NULL;
    heap_count = heap_room = 0;
}

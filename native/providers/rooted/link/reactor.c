#include "reactor.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "system/linux/os_condition.h"
#include "providers/rooted/wire/limits.h"
#include "providers/rooted/window/packet.h"

uint8_t reactor_scratch[REACTOR_SCRATCH];

enum { BATCH = 128 };

static pthread_mutex_t lock =
    PTHREAD_MUTEX_INITIALIZER; /* all below but the heap, which is the thread's own */
static pthread_once_t ended_once = PTHREAD_ONCE_INIT;
static pthread_cond_t ended; /* made before the first thread */
static uint32_t holders;
static bool running, to_join;
static pthread_t thread;
static int epoll = -1, wake = -1;
static bool awake; /* the thread will look at the lists before it waits */
static struct task *kicked;
static struct retired *retired_list;

static struct task **heap; /* 1-based; the earliest on top */
static size_t heap_count, heap_room;

int64_t reactor_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct timespec reactor_time(int64_t at)
{
    return (struct timespec){.tv_sec = at / 1000000, .tv_nsec = at % 1000000 * 1000};
}

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
                reactor_kick(task); /* no memory for its time: it runs again and again until there is */
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
        uint64_t one = 1;
        while (write(wake, &one, sizeof one) < 0 && errno == EINTR) {
        }
    }
}

void reactor_kick(struct task *task)
{
    pthread_mutex_lock(&lock);
    if (!task->kicked) {
        task->kicked = true;
        task->next_kicked = kicked;
        kicked = task;
        wake_up();
    }
    pthread_mutex_unlock(&lock);
}

void reactor_forget(struct task *task)
{
    heap_remove(task);
    pthread_mutex_lock(&lock);
    for (struct task **at = &kicked; task->kicked && *at != NULL; at = &(*at)->next_kicked) {
        if (*at == task) {
            *at = task->next_kicked;
            task->kicked = false;
            break;
        }
    }
    pthread_mutex_unlock(&lock);
}

void reactor_retire(struct retired *retired, void (*destroy)(struct retired *retired))
{
    retired->destroy = destroy;
    pthread_mutex_lock(&lock);
    retired->next = retired_list;
    retired_list = retired;
    wake_up();
    pthread_mutex_unlock(&lock);
}

bool reactor_watch(struct source *source, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = source};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, source->fd, &event) == 0;
}

void reactor_rewatch(struct source *source, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = source};
    epoll_ctl(epoll, EPOLL_CTL_MOD, source->fd, &event);
}

void reactor_unwatch(struct source *source)
{
    epoll_ctl(epoll, EPOLL_CTL_DEL, source->fd, NULL);
}

static void run_kicked(void)
{
    pthread_mutex_lock(&lock);
    struct task *list = kicked;
    kicked = NULL;
    pthread_mutex_unlock(&lock);
    while (list != NULL) {
        struct task *task = list;
        list = task->next_kicked;
        pthread_mutex_lock(&lock);
        task->kicked = false;
        pthread_mutex_unlock(&lock);
        task->run(task);
    }
}

static void run_due(void)
{
    int64_t now = reactor_now();
    for (size_t most = heap_count; most > 0 && heap_count > 0 && heap[1]->due <= now; most--) {
        struct task *task = heap[1];
        heap_remove(task);
        task->run(task);
    }
}

static void destroy_retired(void)
{
    pthread_mutex_lock(&lock);
    struct retired *list = retired_list;
    retired_list = NULL;
    pthread_mutex_unlock(&lock);
    while (list != NULL) {
        struct retired *gone = list;
        list = gone->next;
        gone->destroy(gone);
    }
}

/* Milliseconds to wait, rounded up so that the time has come then. */
static int patience(void)
{
    if (heap_count == 0) {
        return -1;
    }
    int64_t left = heap[1]->due - reactor_now();
    return left <= 0 ? 0 : left > 60 * ROOTED_SECOND ? 60000 : (int)((left + 999) / 1000);
}

/* Whether there is nothing left to do, for ever. Else whether the lists are empty, so that it may sleep. */
static bool may_end(bool *may_sleep)
{
    pthread_mutex_lock(&lock);
    bool empty = kicked == NULL && retired_list == NULL;
    bool end = holders == 0 && empty;
    *may_sleep = empty;
    awake = !empty;
    if (end) {
        running = false;
        close(epoll);
        close(wake);
        epoll = wake = -1;
        pthread_cond_broadcast(&ended);
    }
    pthread_mutex_unlock(&lock);
    return end;
}

static void *reactor_main(void *unused)
{
    (void)unused;
    struct epoll_event events[BATCH];
    bool may_sleep;
    for (;;) {
        run_kicked();
        run_due();
        destroy_retired();
        if (may_end(&may_sleep)) {
            break;
        }
        int count = epoll_wait(epoll, events, BATCH, may_sleep ? patience() : 0);
        for (int i = 0; i < count; i++) {
            struct source *source = events[i].data.ptr;
            if (source != NULL) {
                source->ready(source, events[i].events);
                continue;
            }
            uint64_t number;
            while (read(wake, &number, sizeof number) < 0 && errno == EINTR) {
            }
        }
    }
    free(heap);
    heap = NULL;
    heap_room = 0;
    packet_pool_empty();
    return NULL;
}

/* Signals are for the application's own threads. */
static bool start_thread(void)
{
    epoll = epoll_create1(EPOLL_CLOEXEC);
    wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    sigset_t all, before;
    sigfillset(&all);
    if (epoll >= 0 && wake >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event) == 0) {
        pthread_sigmask(SIG_SETMASK, &all, &before);
        bool started = pthread_create(&thread, NULL, reactor_main, NULL) == 0;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        if (started) {
            return true;
        }
    }
    if (epoll >= 0) {
        close(epoll);
    }
    if (wake >= 0) {
        close(wake);
    }
    epoll = wake = -1;
    return false;
}

/* The thread before has left its last locked section: this never waits long. */
static void join_ended(void)
{
    if (to_join && !running) {
        pthread_join(thread, NULL);
        to_join = false;
    }
}

static void make_ended(void)
{
    os_condition_init(&ended);
}

bool reactor_hold(void)
{
    pthread_once(&ended_once, make_ended);
    pthread_mutex_lock(&lock);
    if (!running) {
        join_ended();
        running = to_join = start_thread();
        awake = running;
    }
    holders += running;
    bool held = running;
    pthread_mutex_unlock(&lock);
    return held;
}

void reactor_drop(void)
{
    pthread_mutex_lock(&lock);
    if (--holders == 0) {
        wake_up();
    }
    pthread_mutex_unlock(&lock);
}

bool reactor_wait_end(int64_t until)
{
    pthread_mutex_lock(&lock);
    struct timespec at = reactor_time(until);
    bool in_time = true;
    while (running && holders > 0 && in_time) {
        in_time = pthread_cond_timedwait(&ended, &lock, &at) != ETIMEDOUT;
    }
    bool over = !running || holders == 0;
    while (running && over) {
        pthread_cond_wait(&ended, &lock);
    }
    join_ended();
    pthread_mutex_unlock(&lock);
    return over;
}

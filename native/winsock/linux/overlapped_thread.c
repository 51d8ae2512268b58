#include "overlapped_thread.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "system/linux/os_thread_kept.h"
#include "system/thread.h"
#include "winsock/events.h"
#include "event.h"

struct overlapped_thread {
    _Atomic unsigned references; /* of the thread itself, and of its operations that have not ended */
    overlapped_thread_end *end;
    WSAEVENT alert_handle; /* WSA_INVALID_EVENT: it has no routines yet */
    struct event *alert;   /* set while there is something in the list */
    struct system_mutex lock;
    struct operation_queue due; /* whose routines are to be run */
};

static void end_alert(struct overlapped_thread *thread)
{
    if (thread->alert != NULL) {
        int error;
        event_close(thread->alert_handle, &error);
        event_unreference(thread->alert);
        thread->alert = NULL;
    }
}

void overlapped_thread_unreference(struct overlapped_thread *thread)
{
    if (atomic_fetch_sub(&thread->references, 1) != 1) {
        return;
    }
    end_alert(thread);
    system_mutex_destroy(&thread->lock);
    free(thread);
}

void overlapped_forget_event(struct operation *operation)
{
    if (operation->event != NULL) {
        event_unreference(operation->event);
        operation->event = NULL;
    }
}

void overlapped_free(struct operation *operation)
{
    overlapped_forget_event(operation);
    overlapped_thread_unreference(operation->thread);
    free(operation);
}

static struct operation *take_due(struct overlapped_thread *thread)
{
    system_mutex_lock(&thread->lock);
    struct operation *due = thread->due.first;
    if (due != NULL) {
        thread->due.first = due->next;
        if (due->next == NULL) {
            event_clear(thread->alert);
        }
    }
    system_mutex_unlock(&thread->lock);
    return due;
}

/* Nobody runs the routines that are still due. */
static void drop_due(struct overlapped_thread *thread)
{
    for (struct operation *due; (due = take_due(thread)) != NULL;) {
        overlapped_free(due);
    }
}

static void thread_ends(void *kept)
{
    struct overlapped_thread *thread = kept;
    thread->end(thread);
    drop_due(thread);
    overlapped_thread_unreference(thread);
}

void overlapped_thread_clean_up(void)
{
    struct overlapped_thread *thread = os_thread_kept();
    if (thread != NULL) {
        drop_due(thread);
        if (atomic_load(&thread->references) == 1) { /* nothing becomes due any more */
            end_alert(thread);
        }
    }
}

static bool make_alert(struct overlapped_thread *thread)
{
    int error;
    thread->alert_handle = event_create(&error);
    thread->alert = thread->alert_handle == WSA_INVALID_EVENT ? NULL : event_reference(thread->alert_handle);
    if (thread->alert != NULL && !event_open(thread->alert)) {
        end_alert(thread); /* no alertable wait could sleep */
    }
    return thread->alert != NULL;
}

struct overlapped_thread *overlapped_thread_of_caller(bool routines, overlapped_thread_end *end)
{
    struct overlapped_thread *thread = os_thread_kept();
    if (thread == NULL) {
        thread = calloc(1, sizeof *thread);
        if (thread == NULL) {
            return NULL;
        }
        system_mutex_init(&thread->lock);
        thread->end = end;
        atomic_init(&thread->references, 1);
        if (!os_thread_keep(thread, thread_ends)) {
            overlapped_thread_unreference(thread);
            return NULL;
        }
    }
    if (routines && thread->alert == NULL && !make_alert(thread)) {
        return NULL;
    }
    atomic_fetch_add(&thread->references, 1);
    return thread;
}

const struct overlapped_thread *overlapped_thread_now(void)
{
    return os_thread_kept();
}

void overlapped_thread_owes(struct operation *operation)
{
    struct overlapped_thread *thread = operation->thread;
    int error;
    system_mutex_lock(&thread->lock);
    operation_append(&thread->due, operation);
    event_set(thread->alert_handle, &error);
    system_mutex_unlock(&thread->lock);
}

struct event *overlapped_thread_alert(void)
{
    struct overlapped_thread *thread = os_thread_kept();
    return thread == NULL ? NULL : thread->alert;
}

void overlapped_thread_run(void)
{
    struct overlapped_thread *thread;
    struct operation *due;
    /* Asked each time: a routine may have forked, and nothing is due in the child. */
    while ((thread = os_thread_kept()) != NULL && (due = take_due(thread)) != NULL) {
        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = due->routine;
        LPWSAOVERLAPPED overlapped = due->overlapped;
        DWORD code = due->code, moved = due->moved, flags = due->flags;
        overlapped_free(due);
        routine(code, moved, overlapped, flags);
    }
}

void overlapped_thread_reset_child(void)
{
    if (os_thread_kept() != NULL) {
        os_thread_keep(NULL, thread_ends);
    }
}

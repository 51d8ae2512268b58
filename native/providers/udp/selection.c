#include "selection.h"

#include <sys/epoll.h>

const struct provider_host *udp_host;

void selection_init(struct selection *selection, int fd, selection_holds *holds)
{
    *selection = (struct selection){
        .watch = {.fd = fd, .which = SELECTION_SOCKET},
        .room = {.fd = -1, .which = SELECTION_ROOM},
        .changes = {{.fd = -1, .which = SELECTION_ROUTE}, {.fd = -1, .which = SELECTION_ADDRESSES}},
        .holds = holds,
        .await = {.watch = {.fd = fd, .which = SELECTION_AWAITED}}};
    pthread_mutex_init(&selection->lock, NULL);
}

void selection_set_handle(struct selection *selection, SOCKET socket)
{
    selection->member.socket = socket;
    selection->await.member.socket = socket;
}

void selection_destroy(struct selection *selection)
{
    pthread_mutex_destroy(&selection->lock);
}

/* The static functions below are called with the lock held, await_room aside. */

static bool selection_record_locked(struct selection *selection, LONG happened, int error)
{
    bool recorded = network_events_record(&selection->events, happened, error);
    if (recorded) {
        selection->drained &= (happened & FD_READ) == 0;
        udp_host->events.signal(selection->event, &selection->member);
    }
    return recorded;
}

static const LONG change_of[] = {FD_ROUTING_INTERFACE_CHANGE, FD_ADDRESS_LIST_CHANGE};
enum { CHANGES = 2 };

/* Watches the descriptors of the changes that are wanted, and takes out the others, because the kernel always
 * reports the errors of a descriptor that is in. Returns false if there is no memory. */
static bool watch_changes(struct selection *selection)
{
    bool watched = true;
    for (int i = 0; i < CHANGES; i++) {
        if ((network_events_wanted(&selection->events) & change_of[i]) == 0) {
            udp_host->watches->end(selection->event, &selection->changes[i]);
        } else {
            watched &= udp_host->watches->look_for(selection->event, &selection->changes[i],
                                                   selection->member.socket, EPOLLIN);
        }
    }
    return watched;
}

static LONG changes_asked(const struct selection *selection)
{
    LONG asked = 0;
    for (int i = 0; i < CHANGES; i++) {
        asked |= selection->changes[i].fd >= 0 ? change_of[i] : 0;
    }
    return asked;
}

/* Makes epoll watch for what can still be recorded. Returns false if there is no memory. */
static bool selection_watch(struct selection *selection)
{
    LONG selected = selection->events.selected;
    bool in = (selected & FD_READ) != 0 && !selection->parked;
    bool out = (network_events_wanted(&selection->events) & selection->unready & FD_WRITE) != 0;
    uint32_t interest = (in ? (uint32_t)EPOLLIN : 0) | (out && !selection->paced ? (uint32_t)EPOLLOUT : 0);
    uint32_t room = out && selection->paced ? EPOLLIN : 0;
    if (!udp_host->watches->look_for(selection->event, &selection->room, selection->member.socket, room) ||
        !watch_changes(selection)) {
        return false;
    }
    return udp_host->watches->look_for(selection->event, &selection->watch, selection->member.socket,
                                       interest);
}

/* Records the conditions that hold and that nobody has checked since they were enabled. pumped: the event was
 * pumped just now, which has checked what is watched. */
static void selection_look(struct selection *selection, bool pumped)
{
    LONG asked = FD_READ | selection->unready | changes_asked(selection);
    asked &= network_events_wanted(&selection->events);
    if (asked != 0 && !(pumped && selection->watch.added)) {
        selection_record_locked(selection, selection->holds(selection, asked), 0);
    }
}

static void selection_detach(struct selection *selection)
{
    if (selection->event != NULL) {
        selection_look(selection,
                       false); /* what has happened still sets the event, though the selection ends */
        udp_host->watches->end(selection->event, &selection->watch);
        udp_host->watches->end(selection->event, &selection->room);
        for (int i = 0; i < CHANGES; i++) {
            udp_host->watches->end(selection->event, &selection->changes[i]);
        }
        udp_host->events.forget(selection->event, &selection->member);
        udp_host->events.unreference(selection->event);
        selection->event = NULL;
    }
    network_events_reselect(&selection->events, 0);
}

/* Takes over the caller's reference on the event. */
static int selection_attach(struct selection *selection, struct event *event, LONG mask)
{
    network_events_reselect(&selection->events, mask);
    selection->event = event;
    selection->unready = 0;
    selection->paced = false;
    selection->parked = false;
    selection->watch.sightings = 0;
    selection->watch.enabled_at = udp_host->watches->tick(event);
    LONG wanted = network_events_wanted(&selection->events);
    LONG holds = wanted == 0 ? 0 : selection->holds(selection, wanted);
    if (!selection_watch(selection)) {
        selection_detach(selection);
        return WSAENOBUFS;
    }
    selection_record_locked(selection, holds, 0); /* EV-06 */
    if ((selection->events.recorded & mask) != 0) {
        udp_host->events.signal(event, &selection->member); /* not read yet (EV-06b) */
    }
    return 0;
}

int selection_select(struct selection *selection, WSAEVENT handle, LONG mask)
{
    struct event *event = mask == 0 ? NULL : udp_host->events.reference(handle);
    if ((mask & ~FD_ALL_EVENTS) != 0 || (mask != 0 && event == NULL)) {
        if (event != NULL) {
            udp_host->events.unreference(event);
        }
        return WSAEINVAL;
    }
    pthread_mutex_lock(&selection->lock);
    int error = selection->ended ? WSAENOTSOCK : 0;
    if (error == 0) {
        selection_detach(selection);
        error = event == NULL ? 0 : selection_attach(selection, event, mask);
    } else if (event != NULL) {
        udp_host->events.unreference(event);
    }
    pthread_mutex_unlock(&selection->lock);
    return error;
}

/* Has the operations that wait, too, watch another descriptor. Returns false if there is no memory. */
static bool replace_awaited(struct selection *selection, int fd)
{
    struct selection_await *await = &selection->await;
    struct watch former = await->watch;
    await->watch = (struct watch){.fd = fd, .which = SELECTION_AWAITED};
    if (!former.added) {
        return true;
    }
    if (!udp_host->watches->look_for(await->event, &await->watch, await->member.socket, EPOLLIN)) {
        await->watch = former;
        return false;
    }
    udp_host->watches->end(await->event, &former);
    return true;
}

bool selection_replace(struct selection *selection, int fd)
{
    pthread_mutex_lock(&selection->lock);
    int former_fd = selection->watch.fd;
    if (!replace_awaited(selection, fd)) {
        pthread_mutex_unlock(&selection->lock);
        return false;
    }
    struct watch former = selection->watch;
    selection->watch.fd = fd;
    selection->watch.told = 0;
    selection->watch.added = false;
    bool watched = selection->event == NULL || selection_watch(selection);
    if (!watched) {
        selection->watch = former;
        replace_awaited(selection, former_fd);
    } else if (selection->event != NULL) {
        udp_host->watches->end(selection->event, &former);
    }
    pthread_mutex_unlock(&selection->lock);
    return watched;
}

bool selection_is_made(struct selection *selection)
{
    pthread_mutex_lock(&selection->lock);
    bool made = selection->event != NULL;
    pthread_mutex_unlock(&selection->lock);
    return made;
}

static void end_await(struct selection *selection)
{
    struct selection_await *await = &selection->await;
    if (await->event != NULL) {
        udp_host->watches->end(await->event, &await->watch);
        await->watch.told = 0;
        udp_host->events.forget(await->event, &await->member);
        udp_host->events.unreference(await->event);
        await->event = NULL;
    }
}

void selection_end(struct selection *selection)
{
    pthread_mutex_lock(&selection->lock);
    selection_detach(selection);
    end_await(selection);
    selection->ended = true;
    pthread_mutex_unlock(&selection->lock);
}

int selection_await(struct selection *selection, struct event *event, bool receives)
{
    struct selection_await *await = &selection->await;
    int error = 0;
    pthread_mutex_lock(&selection->lock);
    if (await->event != event) {
        end_await(selection);
    }
    if (selection->ended) {
        error = WSAENOTSOCK;
    } else if (!receives) {
        if (await->event != NULL) { /* not only nothing to look for: the kernel would report errors */
            udp_host->watches->end(event, &await->watch);
            await->watch.told = 0;
        }
    } else {
        if (await->event == NULL) {
            udp_host->events.add_reference(event);
            await->event = event;
        }
        if (!udp_host->watches->look_for(event, &await->watch, await->member.socket, EPOLLIN)) {
            error = WSAENOBUFS;
        }
    }
    pthread_mutex_unlock(&selection->lock);
    return error;
}

void selection_awaited(struct selection *selection, struct event *event)
{
    pthread_mutex_lock(&selection->lock);
    if (selection->await.event == event && selection->await.watch.added) {
        udp_host->events.signal(event, &selection->await.member);
    }
    pthread_mutex_unlock(&selection->lock);
}

int selection_enumerate(struct selection *selection, WSAEVENT handle, LPWSANETWORKEVENTS taken)
{
    if (taken == NULL) {
        return WSAEFAULT;
    }
    bool pumped = false;
    struct event *given = handle == WSA_INVALID_EVENT ? NULL : udp_host->events.reference(handle);
    if (given == NULL && handle != WSA_INVALID_EVENT) {
        return WSAEINVAL;
    }
    pthread_mutex_lock(&selection->lock);
    if (given != NULL &&
        udp_host->watches->are_more(given, selection->event == given && selection->watch.added)) {
        pthread_mutex_unlock(&selection->lock);
        /* What has come to other sockets of the event is recorded before the reset, not after it (EV-13). */
        udp_host->events.pump(given);
        pumped = true;
        pthread_mutex_lock(&selection->lock);
    }
    if (selection->event != NULL) {
        selection_look(selection, pumped && selection->event == given);
        network_events_take(&selection->events, taken);
        (selection->event == given ? udp_host->events.forget_and_reset
                                   : udp_host->events.forget)(selection->event, &selection->member);
    } else {
        taken->lNetworkEvents = 0;
    }
    if (given != NULL && given != selection->event) {
        udp_host->events.clear(given);
    }
    pthread_mutex_unlock(&selection->lock);
    if (given != NULL) {
        udp_host->events.unreference(given);
    }
    return 0;
}

void selection_take(struct selection *selection, LPWSANETWORKEVENTS taken)
{
    taken->lNetworkEvents = 0;
    pthread_mutex_lock(&selection->lock);
    if (selection->event != NULL) {
        if (selection->drained) {
            network_events_forget(&selection->events, FD_READ); /* the kernel tells of what came since */
        } else {
            selection_look(selection, false);
        }
        network_events_take(&selection->events, taken);
    }
    pthread_mutex_unlock(&selection->lock);
}

bool selection_record(struct selection *selection, LONG happened, int error)
{
    pthread_mutex_lock(&selection->lock);
    bool recorded = selection_record_locked(selection, happened, error);
    pthread_mutex_unlock(&selection->lock);
    return recorded;
}

void selection_enable(struct selection *selection, LONG enabled)
{
    pthread_mutex_lock(&selection->lock);
    network_events_enable(&selection->events, enabled);
    pthread_mutex_unlock(&selection->lock);
}

void selection_received(struct selection *selection, bool something, bool nothing)
{
    pthread_mutex_lock(&selection->lock);
    if ((selection->events.selected & FD_READ) == 0) {
        network_events_forget(&selection->events, FD_READ); /* looked at when it is selected (EV-06b) */
    } else {
        if (something) {
            selection_record_locked(selection, FD_READ, 0);
        }
        network_events_enable(&selection->events, FD_READ);
        selection->drained = nothing;
        bool rests = selection->parked || !selection->watch.added; /* else the kernel watches already */
        selection->parked = false;
        selection->watch.sightings = 0;
        selection->watch.enabled_at = udp_host->watches->tick(selection->event);
        if (rests) {
            selection_watch(selection); /* EV-05: the next look at the event finds it */
        }
    }
    pthread_mutex_unlock(&selection->lock);
}

static void await_room(struct selection *selection, bool paced)
{
    pthread_mutex_lock(&selection->lock);
    if ((selection->events.selected & FD_WRITE) == 0) {
        network_events_forget(&selection->events, FD_WRITE);
    } else {
        network_events_enable(&selection->events, FD_WRITE);
        selection->unready = FD_WRITE;
        selection->paced = paced;
        selection_watch(selection);
    }
    pthread_mutex_unlock(&selection->lock);
}

void selection_blocked(struct selection *selection)
{
    await_room(selection, false);
}

void selection_paced(struct selection *selection)
{
    await_room(selection, true);
}

void selection_set_room(struct selection *selection, int fd)
{
    pthread_mutex_lock(&selection->lock);
    selection->room.fd = fd;
    pthread_mutex_unlock(&selection->lock);
}

void selection_has_room(struct selection *selection, struct event *event)
{
    pthread_mutex_lock(&selection->lock);
    if (selection->event == event && selection->room.added) {
        LONG wanted = network_events_wanted(&selection->events) & FD_WRITE;
        selection_record_locked(selection, wanted == 0 ? 0 : selection->holds(selection, wanted), 0);
        selection_watch(selection);
    }
    pthread_mutex_unlock(&selection->lock);
}

bool selection_await_change(struct selection *selection, LONG change, int fd)
{
    pthread_mutex_lock(&selection->lock);
    selection->changes[change == change_of[0] ? 0 : 1].fd = fd;
    network_events_enable(&selection->events, change);
    bool watched = selection->event == NULL || watch_changes(selection);
    pthread_mutex_unlock(&selection->lock);
    return watched;
}

void selection_changed(struct selection *selection, struct event *event, LONG change)
{
    pthread_mutex_lock(&selection->lock);
    LONG wanted = network_events_wanted(&selection->events) & change;
    if (selection->event == event && wanted != 0) {
        selection_record_locked(selection, selection->holds(selection, wanted), 0);
        watch_changes(selection);
    }
    pthread_mutex_unlock(&selection->lock);
}

/* The socket is ready, but the event is not enabled. That happens once whenever a program waits, enumerates
 * and then receives; so the descriptor is taken out of the watch the second time only. */
static void park_if_repeated(struct selection *selection, struct event *event, bool stubborn)
{
    if (++selection->watch.sightings < 2) {
        return;
    }
    selection->parked = true;
    if (stubborn) {
        udp_host->watches->end(event, &selection->watch);
    } else {
        selection_watch(selection);
    }
}

void selection_ready(struct selection *selection, struct event *event, LONG happened, LONG never,
                     bool stubborn, uint64_t asked)
{
    pthread_mutex_lock(&selection->lock);
    if (selection->event == event && selection->watch.added) {
        LONG wanted = network_events_wanted(&selection->events);
        LONG fresh = happened & wanted;
        if (fresh != 0 && selection->watch.enabled_at > asked) {
            fresh = selection->holds(selection, fresh); /* the kernel was asked before the re-enabling call */
        }
        selection_record_locked(selection, fresh, 0);
        if (never != 0) {
            udp_host->watches->end(event, &selection->watch);
        } else if ((happened & ~wanted & FD_READ) != 0) {
            park_if_repeated(selection, event, stubborn);
        } else if ((happened & FD_WRITE) != 0) {
            selection_watch(selection);
        }
    }
    pthread_mutex_unlock(&selection->lock);
}

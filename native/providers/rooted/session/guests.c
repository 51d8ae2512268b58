#include "guests.h"

#include <stdlib.h>
#include <string.h>

#include "system/random.h"

enum {
    SOURCES = 64, /* places among which a secret hash spreads the hosts */
    NETWORK = 8,  /* how many bytes of an IPv6 address count: a host may choose the others itself */
    SURE = 16,    /* guests that a listener may have, however many other listeners of this process have */
    SHARE = 4     /* one of so many descriptors is for guests, and two are for those who wait */
};

enum stage { REFUSED, SILENT, GREETED, STAGES };

/* All guests from one IPv4 address, or from one IPv6 network, are in one place. Because the hash is secret,
 * nobody can choose which others share that place. */
struct guests {
    uint64_t secret;
    uint32_t share; /* of the process's descriptors */
    uint32_t count;
    struct link_queue queues[SOURCES][STAGES];
};

bool guests_open(struct rooted_session *session)
{
    if (session->listener.guests != NULL) {
        return true;
    }
    struct guests *guests = calloc(1, sizeof *guests);
    if (guests == NULL || !system_random(&guests->secret, sizeof guests->secret)) {
        free(guests);
        return false;
    }
    guests->share = system_socket_most() / SHARE;
    for (int i = 0; i < SOURCES; i++) {
        for (int k = 0; k < STAGES; k++) {
            guests->queues[i][k].together = &guests->count;
        }
    }
    session->listener.guests = guests;
    return true;
}

void guests_close(struct rooted_session *session)
{
    for (int i = 0; session->listener.guests != NULL && i < SOURCES; i++) {
        for (int k = SILENT; k < STAGES; k++) {
            struct link_queue *queue = &session->listener.guests->queues[i][k];
            while (queue->first != NULL) {
                link_end(queue->first);
            }
        }
    }
}

void guests_free(struct rooted_session *session)
{
    free(session->listener.guests);
    session->listener.guests = NULL;
}

static uint32_t place_of(const struct guests *guests, const union system_address *source)
{
    const uint8_t *host = system_address_host(source);
    size_t size = system_address_host_size(source->family);
    uint64_t mixed = guests->secret;
    for (size_t i = 0; i < size && i < NETWORK; i++) {
        mixed = (mixed ^ host[i]) * UINT64_C(0x9e3779b97f4a7c15);
        mixed ^= mixed >> 32;
    }
    return (uint32_t)(mixed % SOURCES);
}

static uint32_t count_of(const struct link_queue queues[STAGES])
{
    return queues[REFUSED].count + queues[SILENT].count + queues[GREETED].count;
}

/* Looks at the place that has most guests. Its oldest refused guest is ended; if none was refused, the oldest
 * of the stage with more guests. So neither silent guests nor many HELLOs drive out an honest one, which
 * passes through both stages quickly. */
bool guests_drop(struct rooted_session *session)
{
    struct guests *guests = session->listener.guests;
    if (guests == NULL || guests->count == 0) {
        return false;
    }
    struct link_queue *most = guests->queues[0];
    for (int i = 1; i < SOURCES; i++) {
        most = count_of(guests->queues[i]) > count_of(most) ? guests->queues[i] : most;
    }
    enum stage stage = most[REFUSED].count > 0                    ? REFUSED
                       : most[GREETED].count > most[SILENT].count ? GREETED
                                                                  : SILENT;
    session->statistics.halfOpenDropped++;
    link_end(most[stage].first);
    return true;
}

static void put_guest(struct rooted_session *session, struct rooted_link *link, enum stage stage)
{
    struct guests *guests = session->listener.guests;
    link_dequeue(link);
    link_enqueue(link, &guests->queues[place_of(guests, &link->remote)][stage]);
    uint32_t most = session->options.max_half_open;
    most = most < guests->share ? most : guests->share;
    while (guests->count > most) {
        guests_drop(session);
    }
    if (guests->count > SURE && link_all_queued() / 3 > guests->share) {
        guests_drop(session);
    }
}

void guests_enter(struct rooted_session *session, struct rooted_link *link)
{
    link->until = link->opened_at + session->options.handshake_time;
    put_guest(session, link, SILENT);
}

void guests_greeted(struct rooted_session *session, struct rooted_link *link)
{
    put_guest(session, link, GREETED);
}

void guests_refuse(struct rooted_session *session, struct rooted_link *link, uint16_t reason)
{
    link_put_reason(link, WIRE_REJECT, reason);
    link_drain(link);
    put_guest(session, link, REFUSED);
}

/* The oldest request from a place that no condition function has in hand; NULL: there is none. */
static struct rooted_link *oldest_request(const struct rooted_session *session, uint32_t place)
{
    struct rooted_link *link = session->listener.pending.first;
    while (link != NULL && (link->deciding || place_of(session->listener.guests, &link->remote) != place)) {
        link = link->queue_following;
    }
    return link;
}

bool guests_make_place(struct rooted_session *session, const struct rooted_link *link)
{
    const struct guests *guests = session->listener.guests;
    uint32_t counts[SOURCES] = {0}, most = 0; /* the requests of each place, and the place of most */
    for (const struct rooted_link *each = session->listener.pending.first; each != NULL;
         each = each->queue_following) {
        uint32_t place = place_of(guests, &each->remote);
        counts[place]++;
        most = counts[place] > counts[most] ? place : most;
    }
    struct rooted_link *oldest = oldest_request(session, most);
    if (oldest == NULL || counts[place_of(guests, &link->remote)] + 1 >= counts[most]) {
        return false;
    }
    session->statistics.refused++;
    guests_refuse(session, oldest, WIRE_REJECT_FULL);
    return true;
}

void guests_refuse_saying(struct rooted_session *session, struct rooted_link *link,
                          const struct wire_refusal *refusal)
{
    uint8_t frame[WIRE_SMALL_MAX];
    link_put(link, frame, wire_put_reject(frame, refusal));
    link_drain(link);
    put_guest(session, link, REFUSED);
}

uint32_t guests_most_pending(const struct rooted_session *session)
{
    uint32_t share = session->listener.guests->share;
    return session->listener.backlog / 2 < share ? session->listener.backlog : 2 * share;
}

#include "flow_specs.h"

#include <stdlib.h>
#include <string.h>

#include "providers/common/flow.h"

enum { NS = 1000 }; /* nanoseconds in a microsecond */

int flow_specs_check(const QOS *qos, DWORD directions)
{
    if (qos == NULL) {
        return 0;
    }
    int error = flow_check_objects(&qos->ProviderSpecific);
    if (error == 0 && qos->ProviderSpecific.len > ROOTED_QOS_SPECIFIC_MAX) {
        error = WSAEOPNOTSUPP;
    }
    if (error == 0 && (directions & JL_SENDER_ONLY) != 0) {
        error = flow_check_sending(&qos->SendingFlowspec, ROOTED_MESSAGE_MAX);
    }
    if (error == 0 && (directions & JL_RECEIVER_ONLY) != 0) {
        error = flow_check_receiving(&qos->ReceivingFlowspec, ROOTED_MESSAGE_MAX);
    }
    return error;
}

DWORD flow_specs_directions(bool root, uint8_t leaf)
{
    bool leaf_sends = (leaf & WIRE_LEAF_SENDS) != 0, leaf_receives = (leaf & WIRE_LEAF_RECEIVES) != 0;
    return ((root ? leaf_receives : leaf_sends) ? JL_SENDER_ONLY : 0u) |
           ((root ? leaf_sends : leaf_receives) ? JL_RECEIVER_ONLY : 0u);
}

QOS flow_specs_in_force(const struct rooted_socket *socket)
{
    return socket->flow.given ? socket->flow.qos
                              : (QOS){.SendingFlowspec = flow_none(), .ReceivingFlowspec = flow_none()};
}

QOS flow_specs_resolve(const struct rooted_socket *socket, const QOS *qos, DWORD directions)
{
    QOS resolved = flow_specs_in_force(socket);
    if ((directions & JL_SENDER_ONLY) != 0) {
        resolved.SendingFlowspec = flow_merge(&resolved.SendingFlowspec, &qos->SendingFlowspec);
    }
    if ((directions & JL_RECEIVER_ONLY) != 0) {
        resolved.ReceivingFlowspec = flow_merge(&resolved.ReceivingFlowspec, &qos->ReceivingFlowspec);
    }
    resolved.ProviderSpecific = qos->ProviderSpecific;
    return resolved;
}

void flow_specs_of(const QOS *qos, struct wire_flow *flow)
{
    flow->given = true;
    memcpy(flow->specs, &qos->SendingFlowspec, WIRE_FLOW_SPECS / 2);
    memcpy(flow->specs + 8, &qos->ReceivingFlowspec, WIRE_FLOW_SPECS / 2);
    flow->specific_length = qos->ProviderSpecific.len;
    flow->specific = (const uint8_t *)qos->ProviderSpecific.buf;
}

QOS flow_specs_from(const struct wire_flow *flow)
{
    QOS qos;
    memset(&qos, 0, sizeof qos);
    memcpy(&qos.SendingFlowspec, flow->specs, WIRE_FLOW_SPECS / 2);
    memcpy(&qos.ReceivingFlowspec, flow->specs + 8, WIRE_FLOW_SPECS / 2);
    qos.ProviderSpecific.len = flow->specific_length;
    qos.ProviderSpecific.buf = flow->specific_length == 0 ? NULL : (CHAR *)(uintptr_t)flow->specific;
    return qos;
}

/* ---- what it does ---- */

static void start_shaping(struct rooted_flow *flow)
{
    const FLOWSPEC *sending = &flow->qos.SendingFlowspec;
    flow_shaper_start(&flow->shaper, sending, system_clock_now() * NS);
    flow->message_limit = flow_message_limit(sending, ROOTED_MESSAGE_MAX);
    flow->shaped = flow_shaper_limits(&flow->shaper) || flow->message_limit < ROOTED_MESSAGE_MAX;
    flow->refused_until = 0; /* whoever was refused under the former specification tries again */
}

void flow_specs_mark(const struct rooted_session *session, struct rooted_link *link)
{
    const struct rooted_socket *owner = session->owner;
    if (owner == NULL || !owner->flow.given) {
        return;
    }
    int dscp = flow_dscp(&owner->flow.qos.SendingFlowspec);
    system_socket_mark(link->source.watch.socket, owner->family, dscp);
    if (link->leaf.sender != NULL) {
        group_sender_mark(link->leaf.sender, dscp);
    }
}

static void mark_all(const struct rooted_session *session)
{
    for (struct rooted_link *link = session->links.first; link != NULL; link = link->following) {
        if (link->state == LINK_OPEN) {
            flow_specs_mark(session, link);
        }
    }
}

static bool is_equal(const QOS *one, const QOS *other)
{
    const WSABUF *a = &one->ProviderSpecific, *b = &other->ProviderSpecific;
    return flow_equal(&one->SendingFlowspec, &other->SendingFlowspec) &&
           flow_equal(&one->ReceivingFlowspec, &other->ReceivingFlowspec) && a->len == b->len &&
           (a->len == 0 || memcmp(a->buf, b->buf, a->len) == 0);
}

/* Keeps a copy, and frees the one that was there before. */
static int keep_qos(struct rooted_flow *flow, const QOS *qos)
{
    const WSABUF *specific = &qos->ProviderSpecific;
    void *copy = NULL;
    if (specific->len > 0) {
        copy = malloc(specific->len);
        if (copy == NULL) {
            return WSAENOBUFS;
        }
        memcpy(copy, specific->buf, specific->len);
    }
    free(flow->specific);
    flow->specific = copy;
    flow->qos = *qos;
    flow->qos.ProviderSpecific.buf = copy;
    flow->given = true;
    return 0;
}

int flow_specs_set(struct rooted_socket *socket, const struct wire_flow *flow, DWORD directions)
{
    if (!flow->given) {
        return 0;
    }
    QOS before = flow_specs_in_force(socket), given = flow_specs_from(flow);
    QOS wanted = flow_specs_resolve(socket, &given, directions);
    if (is_equal(&before, &wanted)) {
        return 0;
    }
    bool new_sending = !flow_equal(&before.SendingFlowspec, &wanted.SendingFlowspec);
    int error = keep_qos(&socket->flow, &wanted);
    if (error != 0) {
        return error;
    }
    if (new_sending) {
        start_shaping(&socket->flow);
        if (socket == socket->session->owner) {
            mark_all(socket->session);
        }
    }
    socket->session->calls->flow_changed(socket);
    return 0;
}

int flow_specs_inherit(struct rooted_socket *child, const struct rooted_socket *parent)
{
    int error = parent->flow.given ? keep_qos(&child->flow, &parent->flow.qos) : 0;
    if (error == 0 && parent->flow.given) {
        start_shaping(&child->flow);
    }
    return error;
}

/* ---- sending under it ---- */

int flow_specs_take(struct rooted_socket *socket, size_t size)
{
    if (size > socket->flow.message_limit) {
        return WSAEMSGSIZE;
    }
    int64_t ready = flow_shaper_take(&socket->flow.shaper, size, system_clock_now() * NS);
    if (ready == 0) {
        socket->flow.refused_until = 0;
        return 0;
    }
    struct rooted_session *session = socket->session;
    socket->flow.refused_until = (ready + NS - 1) / NS;
    if (socket->kind == ROOTED_LEAF_AT_ROOT && socket->flow.refused_until < session->root.tokens_at) {
        session->root.tokens_at = socket->flow.refused_until;
    }
    session_kick(session);
    return WSAEWOULDBLOCK;
}

void flow_specs_give_back(struct rooted_socket *socket, size_t size)
{
    flow_shaper_give_back(&socket->flow.shaper, size);
}

/* Tells the socket if it has waited for tokens long enough. Returns when it will have, or ROOTED_NEVER. */
static int64_t look_at_refused(struct rooted_socket *socket, int64_t now)
{
    if (socket == NULL || socket->flow.refused_until == 0) {
        return ROOTED_NEVER;
    }
    if (socket->flow.refused_until > now) {
        return socket->flow.refused_until;
    }
    socket->flow.refused_until = 0;
    session_changed(socket);
    return ROOTED_NEVER;
}

/* The owner may wait for each of its messages, so this looks at all links only when a c_leaf waits, too. */
int64_t flow_specs_run(struct rooted_session *session, int64_t now)
{
    int64_t due = look_at_refused(session->owner, now);
    if (session->root.tokens_at <= now) {
        session->root.tokens_at = ROOTED_NEVER;
        for (struct rooted_link *link = session->links.first; link != NULL; link = link->following) {
            int64_t next = look_at_refused(link->leaf.socket, now);
            session->root.tokens_at = next < session->root.tokens_at ? next : session->root.tokens_at;
        }
    }
    return due < session->root.tokens_at ? due : session->root.tokens_at;
}

#include "start.h"

static uint16_t family_of(const struct wire_start *start)
{
    return start->ipv6 ? SYSTEM_IPV6 : SYSTEM_IPV4;
}

union system_address start_group(const struct wire_start *start)
{
    return system_address_of(family_of(start), start->group, start->group_port);
}

bool start_is_for(const struct wire_start *start, const struct rooted_socket *socket)
{
    if (socket == NULL || (start->plane & socket->planes) == 0 ||
        start->ipv6 != (socket->family == SYSTEM_IPV6)) {
        return false;
    }
    const union system_address group = start_group(start);
    return !start->multicast || system_address_is_multicast(&group);
}

/* The sender's address is one of the root's, and another leaf's connection may be with that one. If the root
 * loses it, the sender takes that of this leaf's connection, and keeps its port. */
void start_keep_sources(struct rooted_session *session, const struct rooted_link *link)
{
    const struct wire_start *start = &session->leaf.start;
    session->leaf.sources[0] = system_address_of(family_of(start), start->source, start->sender_port);
    session->leaf.sources[1] = link->remote;
    system_address_set_port(&session->leaf.sources[1], start->sender_port);
}

bool start_is_source(const struct rooted_session *session, const union system_address *source)
{
    return system_address_equal(source, &session->leaf.sources[0]) ||
           system_address_equal(source, &session->leaf.sources[1]);
}

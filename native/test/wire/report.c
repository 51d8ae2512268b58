/*
 * report.c - the membership reports that leave the host (SK-11, IP-02, IP-03, OP-04): IGMPv3 and MLDv2.
 *
 * The kernel says each change twice, at times of its own: so a proof waits for the report that it means, each
 * has a group of its own, and what was seen of any group is kept for the proof that nothing was said of one.
 */
#include "proof.h"

#include <stdio.h>
#include <string.h>

static struct capture *far_end;
static char seen[64][ADDRESS_TEXT];
static int seen_count;

static int was_seen(const char *group)
{
    for (int i = 0; i < seen_count; i++) {
        if (strcmp(seen[i], group) == 0)
            return 1;
    }
    return 0;
}

static void note(const struct record *record)
{
    if (!was_seen(record->group) && seen_count < 64)
        memcpy(seen[seen_count++], record->group, ADDRESS_TEXT);
}

static int is(const struct record *record, int type, const char *group, const char *source)
{
    return record->type == type && strcmp(record->group, group) == 0 &&
           record->source_count == (source != NULL) &&
           (source == NULL || strcmp(record->sources[0], source) == 0);
}

static int look_for(int type, const char *group, const char *source, struct packet *packet)
{
    int64_t until = capture_now() + PATIENCE_NS;
    while (capture_next(far_end, packet, until)) {
        int found = 0;
        for (int i = 0; packet->kind == PACKET_REPORT && i < packet->record_count; i++) {
            note(&packet->records[i]);
            found = found || is(&packet->records[i], type, group, source);
        }
        if (found)
            return 1;
    }
    return 0;
}

/* Source NULL: the record has none. */
static void expect(const char *what, int type, const char *group, const char *source)
{
    static const char *const names[] = {"",
                                        "MODE_IS_INCLUDE",
                                        "MODE_IS_EXCLUDE",
                                        "CHANGE_TO_INCLUDE",
                                        "CHANGE_TO_EXCLUDE",
                                        "ALLOW_NEW_SOURCES",
                                        "BLOCK_OLD_SOURCES"};
    struct packet packet;
    int found = look_for(type, group, source, &packet);
    check(found, "%s: %s %s {%s}", what, names[type], group, source == NULL ? "" : source);
    if (found) {
        int v4 = strchr(group, ':') == NULL;
        check(strcmp(packet.source, v4 ? NEAR_IPV4 : NEAR_LINK_LOCAL) == 0 && packet.hops == 1 &&
                  strcmp(packet.target, v4 ? "224.0.0.22" : "ff02::16") == 0,
              "%s: from %s to %s, %d hop", what, packet.source, packet.target, packet.hops);
    }
}

static void joins_and_leaves(const char *group, const char *other, const char *third)
{
    unsigned near = link_near_index();
    SOCKET receiver = leaf_join(group, near, JL_RECEIVER_ONLY, NULL);
    expect("join of a receiver", CHANGE_TO_EXCLUDE, group, NULL);
    SOCKET both = leaf_join(other, near, JL_BOTH, NULL);
    expect("join in both directions", CHANGE_TO_EXCLUDE, other, NULL);
    WORKS(closesocket(receiver));
    expect("closesocket", CHANGE_TO_INCLUDE, group, NULL);

    int v4 = strchr(third, ':') == NULL;
    struct name name = name_make(third, 0);
    struct group_req request = {.gr_interface = near};
    memcpy(&request.gr_group, &name.storage, sizeof name.storage);
    int level = v4 ? IPPROTO_IP : IPPROTO_IPV6;
    WORKS(setsockopt(both, level, MCAST_JOIN_GROUP, (char *)&request, (int)sizeof request));
    expect("MCAST_JOIN_GROUP", CHANGE_TO_EXCLUDE, third, NULL);
    WORKS(setsockopt(both, level, MCAST_LEAVE_GROUP, (char *)&request, (int)sizeof request));
    expect("MCAST_LEAVE_GROUP", CHANGE_TO_INCLUDE, third, NULL);
    WORKS(closesocket(both));
    expect("closesocket", CHANGE_TO_INCLUDE, other, NULL);
}

static struct group_source_req source_request(const char *group, const char *source)
{
    struct group_source_req request = {.gsr_interface = link_near_index()};
    struct name group_name = name_make(group, 0), source_name = name_make(source, 0);
    memcpy(&request.gsr_group, &group_name.storage, sizeof group_name.storage);
    memcpy(&request.gsr_source, &source_name.storage, sizeof source_name.storage);
    return request;
}

static void sources(const char *group, const char *other, const char *source)
{
    int family = strchr(group, ':') == NULL ? AF_INET : AF_INET6;
    int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
    struct group_source_req request = source_request(group, source);
    SOCKET s = leaf_open(family, link_near_index());
    WORKS(setsockopt(s, level, MCAST_JOIN_SOURCE_GROUP, (char *)&request, (int)sizeof request));
    expect("MCAST_JOIN_SOURCE_GROUP", ALLOW_NEW_SOURCES, group, source);
    WORKS(setsockopt(s, level, MCAST_LEAVE_SOURCE_GROUP, (char *)&request, (int)sizeof request));
    expect("MCAST_LEAVE_SOURCE_GROUP", BLOCK_OLD_SOURCES, group, source);

    SOCKET member = leaf_join(other, link_near_index(), JL_RECEIVER_ONLY, NULL);
    expect("join before a block", CHANGE_TO_EXCLUDE, other, NULL);
    request = source_request(other, source);
    WORKS(setsockopt(member, level, MCAST_BLOCK_SOURCE, (char *)&request, (int)sizeof request));
    expect("MCAST_BLOCK_SOURCE", BLOCK_OLD_SOURCES, other, source);
    WORKS(setsockopt(member, level, MCAST_UNBLOCK_SOURCE, (char *)&request, (int)sizeof request));
    expect("MCAST_UNBLOCK_SOURCE", ALLOW_NEW_SOURCES, other, source);
    WORKS(closesocket(member));
    expect("closesocket", CHANGE_TO_INCLUDE, other, NULL);
    WORKS(closesocket(s));
}

/* The options that IPv4 had first, with Winsock's order of members. */
static void ipv4_options(void)
{
    const char *group = "232.78.0.1", *other = "239.78.0.6";
    struct ip_mreq_source request;
    struct ip_mreq plain;
    memset(&request, 0, sizeof request);
    WORKS(inet_pton(AF_INET, group, &request.imr_multiaddr) == 1 ? 0 : -1);
    WORKS(inet_pton(AF_INET, FAR_IPV4, &request.imr_sourceaddr) == 1 ? 0 : -1);
    WORKS(inet_pton(AF_INET, NEAR_IPV4, &request.imr_interface) == 1 ? 0 : -1);
    SOCKET s = leaf_open(AF_INET, link_near_index());
    WORKS(setsockopt(s, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, (char *)&request, (int)sizeof request));
    expect("IP_ADD_SOURCE_MEMBERSHIP", ALLOW_NEW_SOURCES, group, FAR_IPV4);
    WORKS(setsockopt(s, IPPROTO_IP, IP_DROP_SOURCE_MEMBERSHIP, (char *)&request, (int)sizeof request));
    expect("IP_DROP_SOURCE_MEMBERSHIP", BLOCK_OLD_SOURCES, group, FAR_IPV4);

    plain.imr_interface = request.imr_interface;
    WORKS(inet_pton(AF_INET, other, &plain.imr_multiaddr) == 1 ? 0 : -1);
    request.imr_multiaddr = plain.imr_multiaddr;
    WORKS(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&plain, (int)sizeof plain));
    expect("IP_ADD_MEMBERSHIP", CHANGE_TO_EXCLUDE, other, NULL);
    WORKS(setsockopt(s, IPPROTO_IP, IP_BLOCK_SOURCE, (char *)&request, (int)sizeof request));
    expect("IP_BLOCK_SOURCE", BLOCK_OLD_SOURCES, other, FAR_IPV4);
    WORKS(setsockopt(s, IPPROTO_IP, IP_DROP_MEMBERSHIP, (char *)&plain, (int)sizeof plain));
    expect("IP_DROP_MEMBERSHIP", CHANGE_TO_INCLUDE, other, NULL);
    WORKS(closesocket(s));
}

/* A sender's whole life, then a member's as a fence: by then a report for the sender's group would have come.
 */
static void sender_only(const char *group, const char *fence)
{
    SOCKET sender = leaf_join(group, link_near_index(), JL_SENDER_ONLY, NULL);
    SOCKET member = leaf_join(fence, link_near_index(), JL_RECEIVER_ONLY, NULL);
    struct packet packet;
    WORKS(send(sender, "only", 4, 0));
    expect("the fence", CHANGE_TO_EXCLUDE, fence, NULL);
    WORKS(closesocket(sender));
    WORKS(closesocket(member));
    expect("the fence", CHANGE_TO_INCLUDE, fence, NULL);
    look_for(CHANGE_TO_INCLUDE, fence, NULL,
             &packet); /* said twice: by the second time all else has been, too */
    check(!was_seen(group), "JL_SENDER_ONLY: no report of %s", group);
}

void prove_reports(void)
{
    far_end = capture_far();
    joins_and_leaves("239.78.0.1", "239.78.0.2", "239.78.0.3");
    sources("232.78.0.2", "239.78.0.5", FAR_IPV4);
    ipv4_options();
    sender_only("239.78.0.7", "239.78.0.8");
    joins_and_leaves("ff15::78:1", "ff15::78:2", "ff15::78:3");
    sources("ff35::78:4", "ff15::78:5", FAR_IPV6);
    sender_only("ff15::78:7", "ff15::78:8");
    capture_close(far_end);
}

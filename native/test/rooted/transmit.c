/*
 * What a root's turn does with the packets that it borrows from its window (session/transmit.c). The
 * functions below stand for the links, the groups and the tags; without a pool each packet is freed at its
 * end, so that a sanitizer sees who uses it later.
 */
#include <stdlib.h>
#include <string.h>

#include "providers/rooted/session/transmit.h"
#include "test/check.h"

enum { MESSAGES = 3, SIZE = 1000, TAG = 0x5a };

static struct rooted_session session;
static struct rooted_link older, newer;
static struct group_sender senders[2];
static int broken;                     /* the number of the sender that fails; -1: none does */
static bool no_memory;                 /* for a tag */
static const struct rooted_link *full; /* this connection takes nothing now */
static int64_t now = 100 * ROOTED_SECOND;
static uint32_t tries;        /* of the sender that fails */
static uint32_t repaired;     /* packets that were put on a connection */
static uint64_t told;         /* the number of the last PING */
static uint32_t sent, summed; /* packets that the senders have sent, and a sum of their bytes */

static void check_tag(const uint8_t *bytes, size_t size)
{
    for (size_t i = size - session.root.sender.tag; i < size; i++) {
        CHECK(bytes[i] == TAG);
    }
}

bool group_sender_send(struct group_sender *sender, struct packet *const *packets, uint32_t count)
{
    if (sender == &senders[0] && broken == 0) {
        tries++;
        return sender->works = false;
    }
    sender->works = true;
    for (uint32_t i = 0; i < count; i++) {
        check_tag(packets[i]->bytes, packets[i]->length);
        for (uint16_t k = 0; k < packets[i]->length; k++) {
            summed += packets[i]->bytes[k];
        }
    }
    sent += count;
    return true;
}

bool group_sender_is_lost(const struct group_sender *sender)
{
    (void)sender;
    return false;
}

bool group_sender_move(struct group_sender *sender, const union system_address *local)
{
    (void)sender, (void)local;
    return false; /* it is not asked */
}

bool link_put_parts(struct rooted_link *link, enum wire_type type, const struct system_buffer *parts,
                    size_t count, size_t size)
{
    (void)link, (void)count, (void)size;
    CHECK(type == WIRE_REPAIR && parts->size > WIRE_DATAGRAM_HEADER);
    check_tag(parts->bytes, parts->size);
    repaired++;
    return true;
}

bool link_put_number(struct rooted_link *link, enum wire_type type, uint64_t number)
{
    CHECK(type == WIRE_PING && link != full);
    told = number;
    return true;
}

void link_flush(struct rooted_link *link)
{
    (void)link;
}

size_t link_unsent(const struct rooted_link *link)
{
    return link == full ? SIZE_MAX : 0;
}

void session_kick_later(struct rooted_session *kicked)
{
    (void)kicked;
}

int64_t system_clock_now(void)
{
    return now;
}

bool system_hmac(const void *key, size_t key_size, const struct system_hmac_part *parts, size_t count,
                 uint8_t code[SYSTEM_HMAC_SIZE])
{
    (void)key, (void)key_size, (void)parts, (void)count;
    memset(code, TAG, SYSTEM_HMAC_SIZE);
    return !no_memory;
}

static void add_leaf(struct rooted_link *link, int sender)
{
    *link = (struct rooted_link){.following = session.links.first,
                                 .leaf = {.sender = &senders[sender], .in_window = true}};
    session.links.first = link;
    sender_add(&session.root.sender, &link->leaf.peer);
}

static void begin(uint32_t tag)
{
    memset(&session, 0, sizeof session);
    sender_init(&session.root.sender, 4711, 128, 1400, tag);
    session.root.started = true;
    session.root.senders = &senders[0];
    senders[0] = (struct group_sender){.next = &senders[1], .works = true, .port = 1};
    senders[1] = (struct group_sender){.works = true, .port = 2};
    broken = -1;
    full = NULL;
    sent = repaired = tries = 0;
    told = 0;
}

static void put_messages(void)
{
    static char message[SIZE];
    const struct system_buffer part = {message, SIZE};
    for (int i = 0; i < MESSAGES; i++) {
        CHECK(sender_put(&session.root.sender, &part, 1, NULL));
    }
}

/* Nobody needs the packets of this turn any more, because the leaf that did has left. Its window releases
 * them as soon as a sender fails, while the other sender still has to send them. */
static void test_sender_that_fails(void)
{
    begin(0);
    add_leaf(&older, 0);
    put_messages();
    add_leaf(&newer, 0);
    sender_remove(&session.root.sender, &older.leaf.peer);
    session.links.first = &newer;
    newer.following = NULL;
    broken = 0;
    transmit_turns(&session, system_clock_now());
    CHECK(sent > 0 && newer.leaf.unicast && session.root.reach.unicasts == 1 && !senders[0].works &&
          senders[1].works);
    sender_free(&session.root.sender);
}

/* A sender that has failed is tried again now and then, and once it works its leaf can come back. */
static void test_sender_that_fails_for_a_while(void)
{
    begin(0);
    add_leaf(&older, 0);
    broken = 0;
    put_messages();
    transmit_turns(&session, now);
    CHECK(tries == 1 && older.leaf.unicast && !senders[0].works);
    for (int i = 0; i < 100; i++, now += ROOTED_PROBE_TIME / 10) {
        transmit_turns(&session, now);
    }
    CHECK(tries >= 10 && tries <= 12 && older.leaf.unicast);
    broken = -1;
    now += ROOTED_PROBE_TIME;
    transmit_turns(&session, now);
    CHECK(senders[0].works && older.leaf.unicast);
    older.leaf.peer.reached = true; /* it has acknowledged what it has heard */
    transmit_note_reach(&session, &older);
    CHECK(!older.leaf.unicast && session.root.reach.unicasts == 0);
    sender_free(&session.root.sender);
}

/* Nothing goes out without its tag, and what lacks it gets it when it is repaired. */
static void test_tag_without_memory(void)
{
    begin(ROOTED_TAG);
    add_leaf(&older, 0);
    put_messages();
    uint64_t first = session.root.sender.base;
    no_memory = true;
    transmit_turns(&session, system_clock_now());
    transmit_repair(&session, &older, sender_packet(&session.root.sender, first));
    transmit_heartbeat(&session);
    CHECK(sent == 0 && repaired == 0 && session.root.sender.sent > first);
    no_memory = false;
    transmit_repair(&session, &older, sender_packet(&session.root.sender, first));
    transmit_heartbeat(&session);
    CHECK(sent == 2 && repaired == 1);
    sender_free(&session.root.sender);

    begin(
        ROOTED_TAG); /* the same for a leaf that multicast does not reach, which is not heeded when it asks */
    add_leaf(&older, 0);
    transmit_set_unicast(&session, &older);
    put_messages();
    no_memory = true;
    transmit_turns(&session, system_clock_now());
    CHECK(repaired == 0);
    no_memory = false;
    transmit_turns(&session, system_clock_now());
    CHECK(repaired == session.root.sender.sent - first && repaired > 1);
    sender_free(&session.root.sender);
}

/* A leaf is not given up because the reactor's thread, which takes in its ACKs, has not run for long. */
static void test_silence_that_is_not_the_leafs(void)
{
    begin(0);
    add_leaf(&older, 0);
    put_messages();
    transmit_turns(&session, now);
    int64_t seen = now;
    now += ROOTED_SECOND;
    put_messages();
    transmit_turns(&session, now);
    transmit_find_unreached(&session, seen);
    CHECK(!older.leaf.unicast && session.root.reach.unicasts == 0);
    transmit_find_unreached(&session, now);
    CHECK(older.leaf.unicast && session.root.reach.unicasts == 1 && told == 0);
    sender_free(&session.root.sender);
}

/* If those who have heard multicast are silent all together, they are told what was sent, again and again,
 * and not given up. */
static void test_silence_of_all(void)
{
    begin(0);
    add_leaf(&older, 0);
    add_leaf(&newer, 0);
    older.leaf.peer.heard = newer.leaf.peer.heard = 1;
    put_messages();
    transmit_turns(&session, now);
    for (int i = 0; i < 3; i++) {
        told = 0;
        transmit_find_unreached(&session, now);
        CHECK(told == 0 && sender_unreached_at(&session.root.sender) > now);
        now += ROOTED_SECOND;
        full = i == 1 ? &newer : NULL;
        transmit_find_unreached(&session, now);
        CHECK(told == session.root.sender.sent && session.root.reach.unicasts == 0);
    }
    full = NULL;
    sender_free(&session.root.sender);
}

/* What no connection has taken stays in the window, so that leaves lack nothing of it when multicast reaches
 * them again; and nobody looks for its turn before a connection has room. */
static void test_connections_that_are_full(void)
{
    begin(0);
    add_leaf(&older, 0);
    add_leaf(&newer, 0);
    transmit_set_unicast(&session, &older);
    transmit_set_unicast(&session, &newer);
    put_messages();
    full = &older;
    transmit_turns(&session, now); /* the other one takes all, and so need not wait */
    CHECK(repaired > 0 && session.root.sender.sent == session.root.sender.next);
    sender_remove(&session.root.sender, &newer.leaf.peer);
    newer.leaf.in_window = false;
    uint64_t before = session.root.sender.sent;
    put_messages();
    transmit_turns(&session, now);
    CHECK(session.root.sender.sent == before && transmit_due(&session) > now);
    full = NULL;
    transmit_turns(&session, now);
    CHECK(session.root.sender.sent == session.root.sender.next && older.leaf.fed == session.root.sender.sent);
    sender_free(&session.root.sender);
}

/* A leaf that joins while much is sent gets only the first of it on its connection, too. */
static void test_fresh_leaf(void)
{
    begin(0);
    add_leaf(&older, 0);
    session.root.sender.pace.rate = 1e8;
    session.root.sender.pace.rtt_least = 100 * ROOTED_MS;
    add_leaf(&newer, 0);
    newer.leaf.fresh = true;
    session.root.reach.freshes = 1;
    uint64_t first = session.root.sender.next;
    for (int i = 0; i < 100 && session.root.sender.sent - first < 2 * ROOTED_FRESH_REPAIRS; i++) {
        put_messages();
        transmit_turns(&session, now);
        now += ROOTED_MS;
    }
    CHECK(session.root.sender.sent - first >= 2 * ROOTED_FRESH_REPAIRS && repaired == ROOTED_FRESH_REPAIRS);
    sender_free(&session.root.sender);
}

int main(void)
{
    test_sender_that_fails();
    test_sender_that_fails_for_a_while();
    test_tag_without_memory();
    test_silence_that_is_not_the_leafs();
    test_silence_of_all();
    test_connections_that_are_full();
    test_fresh_leaf();
    return failures_told();
}

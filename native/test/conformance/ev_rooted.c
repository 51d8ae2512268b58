/* ev_rooted.c - the rules of events that need sockets which end and sockets which are made of others. */
#include "ev_rooted.h"

void closes_after_data(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    struct pair pair;
    MUST(pair_ask(plane, root, &pair));
    CHECK_EQ(send(root, "one", 3, 0), 3);
    CHECK_EQ(send(root, "two", 3, 0), 3);
    CHECK_SUCCEEDS(closesocket(root));
    CHECK(hears(&pair.leaf, "one"));
    CHECK(quiet_event(&pair.leaf, FD_CLOSE_BIT)); /* there is more to read */
    pair.leaf.seen = 0;
    CHECK(hears(&pair.leaf, "two"));
    CHECK_IS_CODE(await_event(&pair.leaf, FD_CLOSE_BIT), 0);
    CHECK(quiet_event(&pair.leaf, FD_CLOSE_BIT)); /* once */
    CHECK(quiet_event(&pair.leaf, FD_READ_BIT));  /* and no FD_READ stands for it */
}

/* The event object of a root whose branch it is tells of the branch's close. */
static void close_is_told(const char *way, struct watched *door, SOCKET branch, SOCKET leaf)
{
    check_context(way);
    struct watched heir = {.socket = branch, .event = door->event};
    CHECK_SUCCEEDS(closesocket(leaf));
    WSASetEvent(door->event); /* who looked at the root has reset it for both */
    CHECK_IS_CODE(await_event(&heir, FD_CLOSE_BIT), 0);
    check_context(NULL);
}

void accepted_inherits(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root);
    struct watched door, joining;
    watch(&door, root);
    watch(&joining, leaf);
    MUST(CHECK_EQ(ask(leaf, &at, NULL, NULL), leaf));
    CHECK_IS_CODE(await_event(&door, FD_ACCEPT_BIT), 0);
    SOCKET branch = accept(root, NULL, NULL);
    MUST(CHECK(branch != INVALID_SOCKET));
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    close_is_told("accepted", &door, branch, leaf);
}

void invited_inherits(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    struct watched door;
    struct pair pair;
    watch(&door, root);
    MUST(pair_invite(plane, root, &pair));
    CHECK_IS_CODE(await_event(&door, FD_CONNECT_BIT), 0);
    close_is_told("invited", &door, pair.branch, pair.leaf.socket);
}

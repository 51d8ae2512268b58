/*
 * The handle table: SOCKET and WSAEVENT values and what stands behind them.
 *
 * A value carries its slot's generation, so a closed handle stays invalid for ever (SK-09): it never comes to
 * mean a later socket. A caller takes a reference for the time of its call; closing first makes the handle
 * unknown to new callers, then waits in handle_retire until the last one inside has left. Taking and giving
 * back a reference takes no lock, unless the handle is being closed; making and retiring a handle takes the
 * table's.
 */
#ifndef JOINLEAF_API_HANDLE_H
#define JOINLEAF_API_HANDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The two lowest bits of every handle of ours. Windows' own handles have none of them set (OBJ_HANDLE_TAGBITS
 * of ntdef.h leaves both to applications), and INVALID_SOCKET has both: so the handle itself tells whose it
 * is. HANDLE_TAG_BITS is the mask of the two bits, HANDLE_TAG their value in a handle of ours.
 */
enum { HANDLE_TAG_BITS = 3, HANDLE_TAG = 1 };

enum handle_kind { HANDLE_SOCKET, HANDLE_EVENT };

struct handle_slot;

/* What a handle stands for. For a socket: its catalogue entry and its provider's context. */
struct handle_object {
    const void *owner;
    uintptr_t context;
    uintptr_t outer;      /* the handle that another host of the provider has for it (spi.c); 0: none */
    uint32_t outer_entry; /* and the number of that host's entry */
};

/* Makes a handle for the object. Returns 0 if there is no slot or no memory left. */
uintptr_t handle_create(enum handle_kind kind, struct handle_object object);

/* Takes a reference. Returns NULL if the handle is not, or no longer, one of this kind. */
struct handle_slot *handle_acquire(uintptr_t handle, enum handle_kind kind);
void handle_release(struct handle_slot *slot);
struct handle_object handle_object(const struct handle_slot *slot);
/* Notes another host's handle for the socket. Called before anybody else knows our handle. */
void handle_set_outer(uintptr_t handle, uintptr_t outer, uint32_t outer_entry);

/* Reads what a handle stands for without taking a reference. The caller has one, or is closing the handle.
 * Returns false if the handle is unknown. */
bool handle_peek(uintptr_t handle, enum handle_kind kind, struct handle_object *object);

/* Returns true from handle_begin_close on. By this a thread that was woken learns why. */
bool handle_is_closing(uintptr_t handle, enum handle_kind kind);

/* Makes the handle unknown to new callers. Returns false if it is unknown already or another thread closes
 * it. */
bool handle_begin_close(uintptr_t handle, enum handle_kind kind);
/* Takes handle_begin_close back. */
void handle_cancel_close(uintptr_t handle, enum handle_kind kind);

/* Waits until no caller is inside, then ends the handle. The handle must be closing. */
void handle_retire(uintptr_t handle, enum handle_kind kind);

/* Returns the first handle of a kind at or after *position that is not being closed, and moves *position
 * behind it. Returns 0 at the end. */
uintptr_t handle_next(enum handle_kind kind, size_t *position);

/* Called in the child of a fork: makes all handles invalid (system/fork.h). */
void handle_reset_child(void);

#endif

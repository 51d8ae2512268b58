#include "handle.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "system/clock.h"
#include "system/thread.h"

/*
 * A handle:      generation << 24 | index << 4 | kind << 3 | HANDLE_TAG (20 bits of index)
 *
 * A slot's state: generation << 27 | kind << 26 | CLOSING | LIVE | references (24 bits)
 *
 * Slots live in chunks that are never freed, so a stale handle always has a slot to look at.
 */
enum {
    INDEX_BITS = 20,
    CHUNK_BITS = 10,
    CHUNKS = 1 << (INDEX_BITS - CHUNK_BITS),
    CHUNK_SIZE = 1 << CHUNK_BITS,
    HANDLE_KIND_SHIFT = 3,
    HANDLE_INDEX_SHIFT = HANDLE_KIND_SHIFT + 1,
    HANDLE_GENERATION_SHIFT = HANDLE_INDEX_SHIFT + INDEX_BITS,
    HANDLE_LOW_BITS = (1 << HANDLE_INDEX_SHIFT) - 1 /* what stands below the index */
};

#define STATE_REFERENCES       ((UINT64_C(1) << 24) - 1)
#define STATE_LIVE             (UINT64_C(1) << 24)
#define STATE_CLOSING          (UINT64_C(1) << 25)
#define STATE_KIND_SHIFT       26
#define STATE_GENERATION_SHIFT 27

struct handle_slot {
    _Atomic uint64_t state;
    struct handle_object object;
    uint32_t index;
    struct handle_slot *next_free;
};

static _Atomic(struct handle_slot *) chunks[CHUNKS];
static _Atomic uint32_t slots_made;

/* Guards the free list and the making of chunks; handle_retire waits with it. */
static struct system_mutex table_lock = SYSTEM_MUTEX_INIT;
static struct system_condition slot_left; /* made with the first chunk */
static struct handle_slot *free_slots;

static uint64_t state_generation(uint64_t state)
{
    return state >> STATE_GENERATION_SHIFT;
}

static enum handle_kind state_kind(uint64_t state)
{
    return (enum handle_kind)(state >> STATE_KIND_SHIFT & 1);
}

static uint64_t state_new(uint64_t generation, enum handle_kind kind, uint64_t flags)
{
    return generation << STATE_GENERATION_SHIFT | (uint64_t)kind << STATE_KIND_SHIFT | flags;
}

static uintptr_t handle_value(const struct handle_slot *slot, uint64_t state)
{
    return (uintptr_t)(state_generation(state) << HANDLE_GENERATION_SHIFT |
                       (uint64_t)slot->index << HANDLE_INDEX_SHIFT |
                       (uint64_t)state_kind(state) << HANDLE_KIND_SHIFT | HANDLE_TAG);
}

static struct handle_slot *slot_at(uint32_t index)
{
    struct handle_slot *chunk = atomic_load_explicit(&chunks[index >> CHUNK_BITS], memory_order_acquire);
    return chunk == NULL ? NULL : &chunk[index & (CHUNK_SIZE - 1)];
}

/* Returns the slot that the handle names, or NULL. Only the slot's state tells whether the handle is still
 * valid. */
static struct handle_slot *slot_of(uintptr_t handle, enum handle_kind kind)
{
    if ((handle & HANDLE_LOW_BITS) != ((uintptr_t)kind << HANDLE_KIND_SHIFT | HANDLE_TAG)) {
        return NULL;
    }
    return slot_at((uint32_t)(handle >> HANDLE_INDEX_SHIFT) & ((1u << INDEX_BITS) - 1));
}

static bool state_matches(uint64_t state, const struct handle_slot *slot, uintptr_t handle)
{
    return (state & STATE_LIVE) != 0 && handle_value(slot, state) == handle;
}

static struct handle_slot *take_free_slot(void)
{
    struct handle_slot *slot = free_slots;
    if (slot != NULL) {
        free_slots = slot->next_free;
        return slot;
    }
    uint32_t index = atomic_load_explicit(&slots_made, memory_order_relaxed);
    if (index == 1u << INDEX_BITS) {
        return NULL;
    }
    if ((index & (CHUNK_SIZE - 1)) == 0) {
        struct handle_slot *chunk = calloc(CHUNK_SIZE, sizeof *chunk);
        if (chunk == NULL) {
            return NULL;
        }
        if (index == 0) {
            system_condition_init(&slot_left);
        }
        for (uint32_t i = 0; i < CHUNK_SIZE; i++) {
            chunk[i].index = index + i;
        }
        atomic_store_explicit(&chunks[index >> CHUNK_BITS], chunk, memory_order_release);
    }
    atomic_store(&slots_made, index + 1);
    return slot_at(index);
}

uintptr_t handle_create(enum handle_kind kind, struct handle_object object)
{
    system_mutex_lock(&table_lock);
    struct handle_slot *slot = take_free_slot();
    system_mutex_unlock(&table_lock);
    if (slot == NULL) {
        return 0;
    }
    slot->object = object;
    uint64_t generation = state_generation(atomic_load_explicit(&slot->state, memory_order_relaxed)) + 1;
    uint64_t state = state_new(generation, kind, STATE_LIVE);
    /* Sequentially consistent, as the count of WSAStartup is: either the last WSACleanup sees the handle, or
     * the thread that makes it sees that WSACleanup (call_made). */
    atomic_store(&slot->state, state);
    return handle_value(slot, state);
}

struct handle_slot *handle_acquire(uintptr_t handle, enum handle_kind kind)
{
    struct handle_slot *slot = slot_of(handle, kind);
    if (slot == NULL) {
        return NULL;
    }
    uint64_t state = atomic_load_explicit(&slot->state, memory_order_acquire);
    do {
        if (!state_matches(state, slot, handle) || (state & STATE_CLOSING) != 0) {
            return NULL;
        }
    } while (!atomic_compare_exchange_weak_explicit(&slot->state, &state, state + 1, memory_order_acquire,
                                                    memory_order_acquire));
    return slot;
}

void handle_release(struct handle_slot *slot)
{
    uint64_t before = atomic_fetch_sub_explicit(&slot->state, 1, memory_order_acq_rel);
    if ((before & STATE_CLOSING) != 0) {
        system_mutex_lock(&table_lock);
        system_condition_wake_all(&slot_left);
        system_mutex_unlock(&table_lock);
    }
}

struct handle_object handle_object(const struct handle_slot *slot)
{
    return slot->object;
}

void handle_set_outer(uintptr_t handle, uintptr_t outer, uint32_t outer_entry)
{
    struct handle_slot *slot = slot_of(handle, HANDLE_SOCKET);
    slot->object.outer = outer;
    slot->object.outer_entry = outer_entry;
}

bool handle_peek(uintptr_t handle, enum handle_kind kind, struct handle_object *object)
{
    struct handle_slot *slot = slot_of(handle, kind);
    if (slot == NULL ||
        !state_matches(atomic_load_explicit(&slot->state, memory_order_acquire), slot, handle)) {
        return false;
    }
    *object = slot->object;
    return true;
}

bool handle_is_closing(uintptr_t handle, enum handle_kind kind)
{
    struct handle_slot *slot = slot_of(handle, kind);
    if (slot == NULL) {
        return true;
    }
    uint64_t state = atomic_load_explicit(&slot->state, memory_order_acquire);
    return !state_matches(state, slot, handle) || (state & STATE_CLOSING) != 0;
}

bool handle_begin_close(uintptr_t handle, enum handle_kind kind)
{
    struct handle_slot *slot = slot_of(handle, kind);
    if (slot == NULL) {
        return false;
    }
    uint64_t state = atomic_load_explicit(&slot->state, memory_order_acquire);
    do {
        if (!state_matches(state, slot, handle) || (state & STATE_CLOSING) != 0) {
            return false;
        }
    } while (!atomic_compare_exchange_weak_explicit(&slot->state, &state, state | STATE_CLOSING,
                                                    memory_order_acq_rel, memory_order_acquire));
    return true;
}

void handle_cancel_close(uintptr_t handle, enum handle_kind kind)
{
    atomic_fetch_and_explicit(&slot_of(handle, kind)->state, ~STATE_CLOSING, memory_order_acq_rel);
}

void handle_retire(uintptr_t handle, enum handle_kind kind)
{
    struct handle_slot *slot = slot_of(handle, kind);
    system_mutex_lock(&table_lock);
    uint64_t state;
    while (((state = atomic_load_explicit(&slot->state, memory_order_acquire)) & STATE_REFERENCES) != 0) {
        system_condition_wait(&slot_left, &table_lock, SYSTEM_NEVER);
    }
    atomic_store_explicit(&slot->state, state_new(state_generation(state), kind, 0), memory_order_release);
    slot->next_free = free_slots;
    free_slots = slot;
    system_mutex_unlock(&table_lock);
}

uintptr_t handle_next(enum handle_kind kind, size_t *position)
{
    uint32_t made = atomic_load(&slots_made);
    while (*position < made) {
        const struct handle_slot *slot = slot_at((uint32_t)(*position)++);
        uint64_t state = atomic_load(&slot->state);
        if ((state & STATE_LIVE) != 0 && (state & STATE_CLOSING) == 0 && state_kind(state) == kind) {
            return handle_value(slot, state);
        }
    }
    return 0;
}

/* A thread that was inside a call at the fork has its reference in the child, too: such a slot is not used
 * again. */
void handle_reset_child(void)
{
    system_mutex_init(&table_lock);
    system_condition_init(&slot_left);
    free_slots = NULL;
    for (uint32_t index = atomic_load(&slots_made); index > 0; index--) {
        struct handle_slot *slot = slot_at(index - 1);
        uint64_t state = atomic_load(&slot->state);
        uint64_t references = state & STATE_REFERENCES;
        atomic_store(&slot->state, state_new(state_generation(state), HANDLE_SOCKET, references));
        if (references == 0) {
            slot->next_free = free_slots;
            free_slots = slot;
        }
    }
}

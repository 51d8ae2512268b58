/*
 * A walk over the datagrams of a batch (joinleaf/batch.h), one by one or by trains: datagrams of one size,
 * but the last may be shorter. It is the same for both systems: include the Winsock header of the
 * system and joinleaf/batch.h first.
 */
#ifndef JOINLEAF_COMMON_TRAIN_H
#define JOINLEAF_COMMON_TRAIN_H

#include <stdbool.h>

/* Where the next datagram starts. */
struct train_position {
    ULONG offset;
    ULONG index;
};

static inline bool train_at_end(const struct joinleaf_datagrams *datagrams, struct train_position at)
{
    return datagrams->sizes == NULL ? at.offset == datagrams->length : at.index == datagrams->count;
}

/* Reads the size of the next datagram, once, because another thread may write to the sizes meanwhile. Returns
 * false if it goes beyond the memory. */
static inline bool train_size_at(const struct joinleaf_datagrams *datagrams, struct train_position at,
                                 ULONG *size)
{
    ULONG left = datagrams->length - at.offset;
    if (datagrams->sizes != NULL) {
        *size = ((const volatile ULONG *)datagrams->sizes)[at.index];
        return *size <= left;
    }
    *size = left < datagrams->size ? left : datagrams->size;
    return true;
}

static inline struct train_position train_behind(struct train_position at, ULONG size)
{
    return (struct train_position){at.offset + size, at.index + 1};
}

/* Does what train_end does, for a batch whose datagrams all have one size. */
static inline struct train_position train_end_equal(const struct joinleaf_datagrams *datagrams,
                                                    struct train_position start, ULONG first,
                                                    ULONG most_bytes, ULONG most_datagrams)
{
    ULONG left = datagrams->length - start.offset;
    ULONG fit = most_bytes / first;
    ULONG most = fit < 1 ? 1 : fit < most_datagrams ? fit : most_datagrams;
    ULONG count = left / first < most ? left / first + (left % first != 0) : most;
    ULONG bytes = left / first < most ? left : most * first;
    return (struct train_position){start.offset + bytes, start.index + count};
}

/* Returns the end of the train that starts with a datagram of `first` bytes. It has `most_bytes` and
 * `most_datagrams` at most; a first datagram that is larger goes alone. */
static inline struct train_position train_end(const struct joinleaf_datagrams *datagrams,
                                              struct train_position start, ULONG first, ULONG most_bytes,
                                              ULONG most_datagrams)
{
    if (datagrams->sizes == NULL) {
        return train_end_equal(datagrams, start, first, most_bytes, most_datagrams);
    }
    struct train_position end = train_behind(start, first);
    ULONG size = first;
    while (end.index - start.index < most_datagrams && size == first && !train_at_end(datagrams, end)) {
        ULONG bytes = end.offset - start.offset;
        if (!train_size_at(datagrams, end, &size) || size == 0 || size > first || bytes > most_bytes ||
            size > most_bytes - bytes) {
            break;
        }
        end = train_behind(end, size);
    }
    return end;
}

#endif

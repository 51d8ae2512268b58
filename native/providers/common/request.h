/* What WSAIoctl was given, for the providers' handlers. */
#ifndef JOINLEAF_COMMON_REQUEST_H
#define JOINLEAF_COMMON_REQUEST_H

#include <stdbool.h>
#include <string.h>

#include <joinleaf/ws_sock.h>

struct request {
    const void *in;
    DWORD in_size;
    void *out;
    DWORD out_size;
    DWORD *returned; /* with WSAEFAULT for a small output: the size needed */
};

/* Reads the input. Returns false if it is too short (WSAEFAULT). */
static inline bool request_read(const struct request *request, void *value, size_t size)
{
    if (request->in == NULL || request->in_size < size) {
        return false;
    }
    memcpy(value, request->in, size);
    return true;
}

/* Reads a number of four bytes or fewer, as the option that it sets has it (OP-08). Returns false if there is
 * none (WSAEFAULT). */
static inline bool request_read_number(const struct request *request, DWORD *value)
{
    *value = 0;
    if (request->in == NULL || request->in_size == 0) {
        return false;
    }
    /* The lower bytes come first. */
    memcpy(value, request->in, request->in_size < sizeof *value ? request->in_size : sizeof *value);
    return true;
}

/* Returns whether the output has room for so much. *returned tells the size in both cases. */
static inline bool request_has_room(const struct request *request, size_t size)
{
    *request->returned = (DWORD)size;
    return request->out != NULL && request->out_size >= size;
}

/* Writes the output. Returns 0 or WSAEFAULT. */
static inline int request_write(const struct request *request, const void *value, size_t size)
{
    if (!request_has_room(request, size)) {
        return WSAEFAULT;
    }
    memcpy(request->out, value, size);
    return 0;
}

/* Writes what FIONREAD tells (IO-06). Returns 0 or WSAEFAULT; then *returned does not tell the size that is
 * needed (OP-08b). */
static inline int request_write_readable(const struct request *request, WS_u_long readable)
{
    if (request->out == NULL || request->out_size < sizeof readable) {
        return WSAEFAULT;
    }
    return request_write(request, &readable, sizeof readable);
}

#endif

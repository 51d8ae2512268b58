#include "entries.h"

#include <string.h>

int provider_answer_startup(WORD version, const void *description, size_t size, const WSPPROC_TABLE *entries,
                            LPWSPDATA data, LPWSPPROC_TABLE table)
{
    if (version != MAKEWORD(2, 2)) {
        return WSAVERNOTSUPPORTED;
    }
    if (data == NULL || table == NULL) {
        return WSAEFAULT;
    }
    memset(data, 0, sizeof *data);
    data->wVersion = version;
    data->wHighVersion = version;
    memcpy(data->szDescription, description, size);
    *table = *entries;
    return 0;
}

WSAOVERLAPPED provider_no_wait;

int provider_check_buffers(const WSABUF *buffers, DWORD count, DWORD most, const DWORD *moved,
                           const WSAOVERLAPPED *overlapped)
{
    if (overlapped != NULL && overlapped != &provider_no_wait) {
        return WSAEOPNOTSUPP;
    }
    if (moved == NULL || (buffers == NULL && count > 0)) {
        return WSAEFAULT; /* no buffers need no array (IO-07) */
    }
    if (count == 0 || count > most) {
        return WSAEINVAL;
    }
    for (DWORD i = 0; i < count; i++) {
        if (buffers[i].buf == NULL && buffers[i].len > 0) {
            return WSAEFAULT;
        }
    }
    return 0;
}

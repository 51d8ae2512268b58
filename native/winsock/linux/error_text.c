/* FormatMessage, for the codes of Winsock. Their texts are those of the Java enum WinsockError. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <winsock2.h>

#include "winsock/wide.h"

// clang-format off
static const struct {
    DWORD code;
    const char *text;
} texts[] = {
    {ERROR_SUCCESS, "The operation completed."},
    {ERROR_FILE_NOT_FOUND, "The file was not found."},
    {ERROR_ACCESS_DENIED, "Access was denied."},
    {ERROR_NOT_SUPPORTED, "The request is not supported."},
    {ERROR_BUFFER_OVERFLOW, "The buffer is too small."},
    {ERROR_INSUFFICIENT_BUFFER, "The buffer is too small."},
    {ERROR_NO_DATA, "There are no data."},
    {ERROR_MORE_DATA, "There are more data."},
    {WAIT_TIMEOUT, "The time to wait is over."},
    {ERROR_MR_MID_NOT_FOUND, "There is no text for this code."},
    {ERROR_INVALID_FLAGS, "The flags are not valid."},
    {ERROR_NO_UNICODE_TRANSLATION, "The text is ill-formed."},
    {ERROR_NOT_FOUND, "It was not found."},
    {WSA_INVALID_HANDLE, "The event handle is not valid."},
    {WSA_NOT_ENOUGH_MEMORY, "Memory ran out."},
    {WSA_INVALID_PARAMETER, "A parameter is not valid."},
    {WSA_OPERATION_ABORTED, "The overlapped operation was cancelled."},
    {WSA_IO_INCOMPLETE, "The overlapped operation has not completed."},
    {WSA_IO_PENDING, "The overlapped operation will complete later."},
    {WSAEINTR, "A blocking call was interrupted, for instance by closesocket."},
    {WSAEBADF, "The handle is not valid."},
    {WSAEACCES, "Access was denied."},
    {WSAEFAULT, "An address is not valid, or a length is too small."},
    {WSAEINVAL, "An argument or the state of the socket is not valid."},
    {WSAEMFILE, "Too many sockets are open."},
    {WSAEWOULDBLOCK, "The socket is nonblocking and the call would block."},
    {WSAEINPROGRESS, "A blocking call is in progress."},
    {WSAEALREADY, "The operation is already in progress."},
    {WSAENOTSOCK, "The handle is not a socket, or no longer."},
    {WSAEDESTADDRREQ, "A destination address is required."},
    {WSAEMSGSIZE, "The message is too long."},
    {WSAEPROTOTYPE, "The protocol is of another socket type."},
    {WSAENOPROTOOPT, "The option is unknown."},
    {WSAEPROTONOSUPPORT, "The protocol is not supported."},
    {WSAESOCKTNOSUPPORT, "The socket type is not supported."},
    {WSAEOPNOTSUPP, "The operation is not supported."},
    {WSAEPFNOSUPPORT, "The protocol family is not supported."},
    {WSAEAFNOSUPPORT, "The address family is not supported."},
    {WSAEADDRINUSE, "The address is in use."},
    {WSAEADDRNOTAVAIL, "The address is not available."},
    {WSAENETDOWN, "The network is down."},
    {WSAENETUNREACH, "The network cannot be reached."},
    {WSAENETRESET, "The network dropped the connection."},
    {WSAECONNABORTED, "The connection was aborted."},
    {WSAECONNRESET, "The peer reset the connection."},
    {WSAENOBUFS, "No buffer space is available."},
    {WSAEISCONN, "The socket is already connected or joined."},
    {WSAENOTCONN, "The socket is not connected or joined."},
    {WSAESHUTDOWN, "The socket was shut down in this direction."},
    {WSAETOOMANYREFS, "There are too many references to a kernel object."},
    {WSAETIMEDOUT, "The time ran out."},
    {WSAECONNREFUSED, "The peer refused."},
    {WSAELOOP, "A name cannot be translated."},
    {WSAENAMETOOLONG, "A name is too long."},
    {WSAEHOSTDOWN, "The host is down."},
    {WSAEHOSTUNREACH, "The host cannot be reached."},
    {WSAENOTEMPTY, "The directory is not empty."},
    {WSAEPROCLIM, "Too many processes use Winsock."},
    {WSAEUSERS, "The quota of users is exceeded."},
    {WSAEDQUOT, "The disk quota is exceeded."},
    {WSAESTALE, "The file handle is stale."},
    {WSAEREMOTE, "The item is not available locally."},
    {WSASYSNOTREADY, "The network subsystem is not ready."},
    {WSAVERNOTSUPPORTED, "The Winsock version is not supported."},
    {WSANOTINITIALISED, "WSAStartup has not been called."},
    {WSAEDISCON, "The peer is shutting down in good order."},
    {WSAHOST_NOT_FOUND, "The host is not known."},
    {WSATRY_AGAIN, "Not now; the same call may succeed later."},
    {WSANO_RECOVERY, "A name query failed for good."},
    {WSANO_DATA, "The name is valid but has no data of the requested type."},
    {WSAENOMORE, "There are no more results."},
    {WSAECANCELLED, "The call was cancelled."},
    {WSAEINVALIDPROCTABLE, "The table of calls of the provider is not valid."},
    {WSAEINVALIDPROVIDER, "The provider is not valid."},
    {WSAEPROVIDERFAILEDINIT, "The provider could not be started."},
    {WSASYSCALLFAILURE, "A system call failed that should not."},
    {WSASERVICE_NOT_FOUND, "The service is not known."},
    {WSATYPE_NOT_FOUND, "The class is not known."},
    {WSA_E_NO_MORE, "There are no more results."},
    {WSA_E_CANCELLED, "The call was cancelled."},
    {WSAEREFUSED, "The query was refused."},
    {WSA_QOS_RECEIVERS, "At least one reservation has arrived."},
    {WSA_QOS_SENDERS, "At least one path has arrived."},
    {WSA_QOS_NO_SENDERS, "There are no senders."},
    {WSA_QOS_NO_RECEIVERS, "There are no receivers."},
    {WSA_QOS_REQUEST_CONFIRMED, "The reservation was confirmed."},
    {WSA_QOS_ADMISSION_FAILURE, "Resources for the flow are lacking."},
    {WSA_QOS_POLICY_FAILURE, "Policy forbids the flow."},
    {WSA_QOS_BAD_STYLE, "The reservation style is unknown or conflicts."},
    {WSA_QOS_BAD_OBJECT, "The filter or the provider-specific part is not valid."},
    {WSA_QOS_TRAFFIC_CTRL_ERROR, "The flow spec is not valid."},
    {WSA_QOS_GENERIC_ERROR, "General quality-of-service failure."},
    {WSA_QOS_ESERVICETYPE, "The service type of the flow spec is not valid."},
    {WSA_QOS_EFLOWSPEC, "The flow spec is not valid."},
    {WSA_QOS_EPROVSPECBUF, "The provider-specific buffer is not valid."},
    {WSA_QOS_EFILTERSTYLE, "The filter style is not valid."},
    {WSA_QOS_EFILTERTYPE, "The filter type is not valid."},
    {WSA_QOS_EFILTERCOUNT, "The number of filters is wrong."},
    {WSA_QOS_EOBJLENGTH, "The length of an object is not valid."},
    {WSA_QOS_EFLOWCOUNT, "The number of flow descriptors is wrong."},
    {WSA_QOS_EUNKNOWNPSOBJ, "An object in the provider-specific buffer is unknown."},
    {WSA_QOS_EPOLICYOBJ, "The policy object is not valid."},
    {WSA_QOS_EFLOWDESC, "A flow descriptor is not valid."},
    {WSA_QOS_EPSFLOWSPEC, "A flow spec in the provider-specific buffer is not valid."},
    {WSA_QOS_EPSFILTERSPEC, "A filter spec in the provider-specific buffer is not valid."},
    {WSA_QOS_ESDMODEOBJ, "The shape-discard mode object is not valid."},
    {WSA_QOS_ESHAPERATEOBJ, "The shaping rate object is not valid."},
    {WSA_QOS_RESERVED_PETYPE, "The policy element type is reserved."},
};
// clang-format on

static const char *text_of(DWORD code)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].code == code) {
            return texts[i].text;
        }
    }
    return NULL;
}

/* Room for the longest text and its end. */
enum { TEXT_ROOM = 200 };

/* Writes the text of a code and its end: a line break, or a blank if the caller makes the lines. Returns false, with
 * the last error, if there is none, or if another source than the system is asked for it. */
static BOOL find_text(DWORD flags, DWORD code, char text[static TEXT_ROOM])
{
    const char *found = text_of(code);
    bool asks_system = (flags & FORMAT_MESSAGE_FROM_SYSTEM) != 0;
    if (!asks_system || found == NULL) {
        SetLastError(asks_system ? ERROR_MR_MID_NOT_FOUND : ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    bool is_line = (flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) != FORMAT_MESSAGE_MAX_WIDTH_MASK;
    snprintf(text, TEXT_ROOM, "%s%s", found, is_line ? "\r\n" : " ");
    return TRUE;
}

/* Tells where the units go: to the caller's buffer, or, if that is a pointer, to memory for LocalFree that it is made to
 * point to. Returns NULL, with the last error, if there is no room. */
static void *room_for(DWORD flags, void *buffer, DWORD room, size_t units, size_t unit_size)
{
    void *made = buffer;
    DWORD error = buffer == NULL ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
    if (error == ERROR_SUCCESS && (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) != 0) {
        made = LocalAlloc(LMEM_FIXED, (units > room ? units : room) * unit_size);
        memcpy(buffer, &made, sizeof made);
        error = made == NULL ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
    } else if (error == ERROR_SUCCESS && units > room) {
        error = ERROR_INSUFFICIENT_BUFFER;
    }
    if (error != ERROR_SUCCESS) {
        SetLastError(error);
        return NULL;
    }
    return made;
}

/* Both functions, by the size of their units. All texts are ASCII, so they have as many units as bytes. */
static DWORD format(DWORD flags, DWORD code, void *buffer, DWORD room, size_t unit_size)
{
    char text[TEXT_ROOM];
    if (!find_text(flags, code, text)) {
        return 0;
    }
    size_t units = strlen(text) + 1;
    void *to = room_for(flags, buffer, room, units, unit_size);
    if (to == NULL) {
        return 0;
    }
    if (unit_size == sizeof(WCHAR)) {
        wide_from_utf8(text, to, units);
    } else {
        memcpy(to, text, units);
    }
    return (DWORD)units - 1;
}

DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPSTR lpBuffer, DWORD nSize, va_list *Arguments)
{
    (void)lpSource;
    (void)dwLanguageId;
    (void)Arguments;
    return format(dwFlags, dwMessageId, lpBuffer, nSize, sizeof *lpBuffer);
}

DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPWSTR lpBuffer, DWORD nSize, va_list *Arguments)
{
    (void)lpSource;
    (void)dwLanguageId;
    (void)Arguments;
    return format(dwFlags, dwMessageId, lpBuffer, nSize, sizeof *lpBuffer);
}

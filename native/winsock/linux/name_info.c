/* getnameinfo and gai_strerror, the texts of its errors and of getaddrinfo's. */
#include <stdio.h>
#include <string.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_tcpip.h>

#include "system/linux/os_name.h"
#include "winsock/call.h"
#include "winsock/wide.h"

enum { SERVICE_ROOM = 256 };

int WSAAPI WS_getnameinfo(const struct WS_sockaddr *sa, WS_socklen_t salen, char *host, DWORD hostlen,
                          char *serv, DWORD servlen, int flags)
{
    if (!call_started()) {
        return WSANOTINITIALISED;
    }
    ADDRESS_FAMILY ws_family;
    if (sa == NULL || salen < (int)sizeof ws_family) {
        return call_code(WSAEFAULT);
    }
    memcpy(&ws_family, sa, sizeof ws_family);
    int family = os_family(ws_family);
    union os_address address;
    int error = family < 0 ? WSAEAFNOSUPPORT : os_address_in(&address, family, sa, salen);
    if (error == 0 && host == NULL && serv == NULL) {
        error = WSAHOST_NOT_FOUND;
    }
    if (error == 0 && ((host != NULL && hostlen == 0) || (serv != NULL && servlen == 0))) {
        error = WSAEINVAL;
    }
    if (error == 0 && host != NULL) {
        error = os_name_of_address(&address, flags, host, hostlen);
    }
    if (error == 0 && serv != NULL) {
        error = os_name_of_port(&address, flags, serv, servlen);
    }
    return call_code(error); /* sets the last error, also to 0 (NA-09b) */
}

INT WSAAPI GetNameInfoW(const SOCKADDR *pSockaddr, WS_socklen_t SockaddrLength, PWCHAR pNodeBuffer,
                        DWORD NodeBufferSize, PWCHAR pServiceBuffer, DWORD ServiceBufferSize, INT Flags)
{
    char host[WS_NI_MAXHOST], service[SERVICE_ROOM];
    char *host_wanted = pNodeBuffer == NULL ? NULL : host,
         *service_wanted = pServiceBuffer == NULL ? NULL : service;
    DWORD host_room = NodeBufferSize == 0 ? 0 : sizeof host,
          service_room = ServiceBufferSize == 0 ? 0 : sizeof service;
    int error = WS_getnameinfo(pSockaddr, SockaddrLength, host_wanted, host_room, service_wanted,
                               service_room, Flags);
    if (error != 0) {
        return error;
    }
    if ((host_wanted != NULL && wide_from_utf8(host, pNodeBuffer, NodeBufferSize) > NodeBufferSize) ||
        (service_wanted != NULL &&
         wide_from_utf8(service, pServiceBuffer, ServiceBufferSize) > ServiceBufferSize)) {
        return call_code(WSAEFAULT);
    }
    return 0;
}

static const struct {
    int code;
    const char *text;
} messages[] = {
    {WS_EAI_AGAIN, "The name server gave no answer; try again."},
    {WS_EAI_BADFLAGS, "An invalid argument was supplied."},
    {WS_EAI_FAIL, "Name resolution failed for good."},
    {WS_EAI_FAMILY, "The address family is not supported."},
    {WS_EAI_MEMORY, "Not enough memory is available."},
    {WS_EAI_NONAME, "No such host is known."},
    {WS_EAI_SERVICE, "The service is not known for this socket type."},
    {WS_EAI_SOCKTYPE, "The socket type is not supported."},
    {WS_EAI_NODATA, "The name is valid, but has no data of the requested type."},
    {WSAEFAULT, "A pointer or the size of a buffer is bad."},
    {WSANOTINITIALISED, "WSAStartup has not been called."},
};

static void message_of(int code, char *text, size_t room)
{
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        if (messages[i].code == code) {
            snprintf(text, room, "%s", messages[i].text);
            return;
        }
    }
    snprintf(text, room, "Error %d.", code);
}

enum { MESSAGE_ROOM = 80 };

/* The pages say that these are not thread-safe; ours are. */
char *gai_strerrorA(int ecode)
{
    static _Thread_local char text[MESSAGE_ROOM];
    message_of(ecode, text, sizeof text);
    return text;
}

WCHAR *gai_strerrorW(int ecode)
{
    static _Thread_local WCHAR wide[MESSAGE_ROOM];
    char text[MESSAGE_ROOM];
    message_of(ecode, text, sizeof text);
    wide_from_utf8(text, wide, MESSAGE_ROOM);
    return wide;
}

/* codes.c - the documented codes [windows-sockets-error-codes-2] by name. */
#include "conformance.h"

#define CODE(name)                                                                                           \
    {                                                                                                        \
        name, #name                                                                                          \
    }
static const struct {
    int code;
    const char *name;
} codes[] = {
    {0, "no error"},
    {6, "WSA_INVALID_HANDLE"},
    {8, "WSA_NOT_ENOUGH_MEMORY"},
    {87, "WSA_INVALID_PARAMETER"},
    {995, "WSA_OPERATION_ABORTED"},
    {996, "WSA_IO_INCOMPLETE"},
    {997, "WSA_IO_PENDING"},
    CODE(WSAEINTR),
    CODE(WSAEBADF),
    CODE(WSAEACCES),
    CODE(WSAEFAULT),
    CODE(WSAEINVAL),
    CODE(WSAEMFILE),
    CODE(WSAEWOULDBLOCK),
    CODE(WSAEINPROGRESS),
    CODE(WSAEALREADY),
    CODE(WSAENOTSOCK),
    CODE(WSAEDESTADDRREQ),
    CODE(WSAEMSGSIZE),
    CODE(WSAEPROTOTYPE),
    CODE(WSAENOPROTOOPT),
    CODE(WSAEPROTONOSUPPORT),
    CODE(WSAESOCKTNOSUPPORT),
    CODE(WSAEOPNOTSUPP),
    CODE(WSAEPFNOSUPPORT),
    CODE(WSAEAFNOSUPPORT),
    CODE(WSAEADDRINUSE),
    CODE(WSAEADDRNOTAVAIL),
    CODE(WSAENETDOWN),
    CODE(WSAENETUNREACH),
    CODE(WSAENETRESET),
    CODE(WSAECONNABORTED),
    CODE(WSAECONNRESET),
    CODE(WSAENOBUFS),
    CODE(WSAEISCONN),
    CODE(WSAENOTCONN),
    CODE(WSAESHUTDOWN),
    CODE(WSAETOOMANYREFS),
    CODE(WSAETIMEDOUT),
    CODE(WSAECONNREFUSED),
    CODE(WSAELOOP),
    CODE(WSAENAMETOOLONG),
    CODE(WSAEHOSTDOWN),
    CODE(WSAEHOSTUNREACH),
    CODE(WSAENOTEMPTY),
    CODE(WSAEPROCLIM),
    CODE(WSAEUSERS),
    CODE(WSAEDQUOT),
    CODE(WSAESTALE),
    CODE(WSAEREMOTE),
    CODE(WSASYSNOTREADY),
    CODE(WSAVERNOTSUPPORTED),
    CODE(WSANOTINITIALISED),
    CODE(WSAEDISCON),
    CODE(WSAENOMORE),
    CODE(WSAECANCELLED),
    CODE(WSAEINVALIDPROCTABLE),
    CODE(WSAEINVALIDPROVIDER),
    CODE(WSAEPROVIDERFAILEDINIT),
    CODE(WSASYSCALLFAILURE),
    CODE(WSASERVICE_NOT_FOUND),
    CODE(WSATYPE_NOT_FOUND),
    CODE(WSAHOST_NOT_FOUND),
    CODE(WSATRY_AGAIN),
    CODE(WSANO_RECOVERY),
    CODE(WSANO_DATA),
};

const char *code_name(int code)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].code == code)
            return codes[i].name;
    }
    return "?";
}

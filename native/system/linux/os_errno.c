#include "os_errno.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include <joinleaf/ws_errors.h>

/*
 * Winsock's code for each errno of Linux. Those that no network call gives, and that Winsock has no code for,
 * are left out on purpose. They become WSASYSCALLFAILURE, which is true, whereas WSAEINVAL would blame the
 * caller.
 */
static const uint16_t codes[] = {
    /* the handle and the caller's arguments */
    [EBADF] = WSAENOTSOCK,
    [EBADFD] = WSAENOTSOCK,
    [ENOTSOCK] = WSAENOTSOCK,
    [ENOTTY] = WSAEOPNOTSUPP,
    [EFAULT] = WSAEFAULT,
    [EINVAL] = WSAEINVAL,
    [EDOM] = WSAEINVAL,
    [ERANGE] = WSAEINVAL,
    [EOVERFLOW] = WSAEINVAL,
    [EMSGSIZE] = WSAEMSGSIZE,
    [E2BIG] = WSAEMSGSIZE,
    [ENAMETOOLONG] = WSAENAMETOOLONG,
    [ELOOP] = WSAELOOP,
    [ENOTEMPTY] = WSAENOTEMPTY,

    /* what is and is not allowed */
    [EPERM] = WSAEACCES,
    [EACCES] = WSAEACCES,
    [EROFS] = WSAEACCES,
    [ENOKEY] = WSAEACCES,
    [EKEYEXPIRED] = WSAEACCES,
    [EKEYREVOKED] = WSAEACCES,
    [EKEYREJECTED] = WSAEACCES,

    /* what the system has or has not got */
    [ENOMEM] = WSAENOBUFS,
    [ENOBUFS] = WSAENOBUFS,
    [ENOSR] = WSAENOBUFS,
    [ENOSPC] = WSAENOBUFS,
    [EMFILE] = WSAEMFILE,
    [ENFILE] = WSAEMFILE,
    [EUSERS] = WSAEUSERS,
    [EDQUOT] = WSAEDQUOT,
    [ETOOMANYREFS] = WSAETOOMANYREFS,
    [ENOSYS] = WSAEOPNOTSUPP,
    [EOPNOTSUPP] = WSAEOPNOTSUPP,
    [ENOPROTOOPT] = WSAENOPROTOOPT,
    [EPROTOTYPE] = WSAEPROTOTYPE,
    [EPROTONOSUPPORT] = WSAEPROTONOSUPPORT,
    [ESOCKTNOSUPPORT] = WSAESOCKTNOSUPPORT,
    [EPFNOSUPPORT] = WSAEPFNOSUPPORT,
    [EAFNOSUPPORT] = WSAEAFNOSUPPORT,
    [ENOPKG] = WSAEPROTONOSUPPORT,

    /* addresses and interfaces (IP-11) */
    [EADDRINUSE] = WSAEADDRINUSE,
    [EADDRNOTAVAIL] = WSAEADDRNOTAVAIL,
    [ENODEV] = WSAEADDRNOTAVAIL,
    [ENXIO] = WSAEADDRNOTAVAIL,
    [EDESTADDRREQ] = WSAEDESTADDRREQ,
    [ENOTUNIQ] = WSAEADDRINUSE,

    /* the network and the peer */
    [ENETDOWN] = WSAENETDOWN,
    [ENONET] = WSAENETDOWN,
    [ENETUNREACH] = WSAENETUNREACH,
    [ENOLINK] = WSAENETUNREACH,
    [ENETRESET] = WSAENETRESET,
    [EHOSTDOWN] = WSAEHOSTDOWN,
    [EHOSTUNREACH] = WSAEHOSTUNREACH,
    [ECONNABORTED] = WSAECONNABORTED,
    [ECOMM] = WSAECONNABORTED,
    [ECONNRESET] = WSAECONNRESET,
    [EPROTO] = WSAECONNRESET,
    [EREMOTEIO] = WSAECONNRESET,
    [ECONNREFUSED] = WSAECONNREFUSED,
    [ETIMEDOUT] = WSAETIMEDOUT,
    [ETIME] = WSAETIMEDOUT,
    [ESTALE] = WSAESTALE,
    [EREMOTE] = WSAEREMOTE,

    /* the state of the socket and of the call */
    [EAGAIN] = WSAEWOULDBLOCK,
    [EINPROGRESS] = WSAEINPROGRESS,
    [EBUSY] = WSAEINPROGRESS,
    [EALREADY] = WSAEALREADY,
    [EISCONN] = WSAEISCONN,
    [ENOTCONN] = WSAENOTCONN,
    [EPIPE] = WSAESHUTDOWN,
    [ESHUTDOWN] = WSAESHUTDOWN,
    [EINTR] = WSAEINTR,
    [ERESTART] = WSAEINTR,
    [ECANCELED] = WSAECANCELLED,
};

int os_wsa_error(int errno_value)
{
    if (errno_value < 0 || (size_t)errno_value >= sizeof codes / sizeof *codes || codes[errno_value] == 0) {
        return WSASYSCALLFAILURE;
    }
    return codes[errno_value];
}

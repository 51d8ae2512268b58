package org.joinleaf.winsock;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The error codes of Winsock: the one table of codes, names and texts on the Java side. */
public enum WinsockError {
    /** The event handle is not valid. */
    WSA_INVALID_HANDLE(Winsock.WSA_INVALID_HANDLE, "The event handle is not valid."),
    /** Memory ran out. */
    WSA_NOT_ENOUGH_MEMORY(Winsock.WSA_NOT_ENOUGH_MEMORY, "Memory ran out."),
    /** A parameter is not valid. */
    WSA_INVALID_PARAMETER(Winsock.WSA_INVALID_PARAMETER, "A parameter is not valid."),
    /** The overlapped operation was cancelled. */
    WSA_OPERATION_ABORTED(Winsock.WSA_OPERATION_ABORTED, "The overlapped operation was cancelled."),
    /** The overlapped operation has not completed. */
    WSA_IO_INCOMPLETE(Winsock.WSA_IO_INCOMPLETE, "The overlapped operation has not completed."),
    /** The overlapped operation will complete later. */
    WSA_IO_PENDING(Winsock.WSA_IO_PENDING, "The overlapped operation will complete later."),
    /** A blocking call was interrupted, for instance by closesocket. */
    WSAEINTR(Winsock.WSAEINTR, "A blocking call was interrupted, for instance by closesocket."),
    /** The handle is not valid. */
    WSAEBADF(Winsock.WSAEBADF, "The handle is not valid."),
    /** Access was denied. */
    WSAEACCES(Winsock.WSAEACCES, "Access was denied."),
    /** An address is not valid, or a length is too small. */
    WSAEFAULT(Winsock.WSAEFAULT, "An address is not valid, or a length is too small."),
    /** An argument or the state of the socket is not valid. */
    WSAEINVAL(Winsock.WSAEINVAL, "An argument or the state of the socket is not valid."),
    /** Too many sockets are open. */
    WSAEMFILE(Winsock.WSAEMFILE, "Too many sockets are open."),
    /** The socket is nonblocking and the call would block. */
    WSAEWOULDBLOCK(Winsock.WSAEWOULDBLOCK, "The socket is nonblocking and the call would block."),
    /** A blocking call is in progress. */
    WSAEINPROGRESS(Winsock.WSAEINPROGRESS, "A blocking call is in progress."),
    /** The operation is already in progress. */
    WSAEALREADY(Winsock.WSAEALREADY, "The operation is already in progress."),
    /** The handle is not a socket, or no longer. */
    WSAENOTSOCK(Winsock.WSAENOTSOCK, "The handle is not a socket, or no longer."),
    /** A destination address is required. */
    WSAEDESTADDRREQ(Winsock.WSAEDESTADDRREQ, "A destination address is required."),
    /** The message is too long. */
    WSAEMSGSIZE(Winsock.WSAEMSGSIZE, "The message is too long."),
    /** The protocol is of another socket type. */
    WSAEPROTOTYPE(Winsock.WSAEPROTOTYPE, "The protocol is of another socket type."),
    /** The option is unknown. */
    WSAENOPROTOOPT(Winsock.WSAENOPROTOOPT, "The option is unknown."),
    /** The protocol is not supported. */
    WSAEPROTONOSUPPORT(Winsock.WSAEPROTONOSUPPORT, "The protocol is not supported."),
    /** The socket type is not supported. */
    WSAESOCKTNOSUPPORT(Winsock.WSAESOCKTNOSUPPORT, "The socket type is not supported."),
    /** The operation is not supported. */
    WSAEOPNOTSUPP(Winsock.WSAEOPNOTSUPP, "The operation is not supported."),
    /** The protocol family is not supported. */
    WSAEPFNOSUPPORT(Winsock.WSAEPFNOSUPPORT, "The protocol family is not supported."),
    /** The address family is not supported. */
    WSAEAFNOSUPPORT(Winsock.WSAEAFNOSUPPORT, "The address family is not supported."),
    /** The address is in use. */
    WSAEADDRINUSE(Winsock.WSAEADDRINUSE, "The address is in use."),
    /** The address is not available. */
    WSAEADDRNOTAVAIL(Winsock.WSAEADDRNOTAVAIL, "The address is not available."),
    /** The network is down. */
    WSAENETDOWN(Winsock.WSAENETDOWN, "The network is down."),
    /** The network cannot be reached. */
    WSAENETUNREACH(Winsock.WSAENETUNREACH, "The network cannot be reached."),
    /** The network dropped the connection. */
    WSAENETRESET(Winsock.WSAENETRESET, "The network dropped the connection."),
    /** The connection was aborted. */
    WSAECONNABORTED(Winsock.WSAECONNABORTED, "The connection was aborted."),
    /** The peer reset the connection. */
    WSAECONNRESET(Winsock.WSAECONNRESET, "The peer reset the connection."),
    /** No buffer space is available. */
    WSAENOBUFS(Winsock.WSAENOBUFS, "No buffer space is available."),
    /** The socket is already connected or joined. */
    WSAEISCONN(Winsock.WSAEISCONN, "The socket is already connected or joined."),
    /** The socket is not connected or joined. */
    WSAENOTCONN(Winsock.WSAENOTCONN, "The socket is not connected or joined."),
    /** The socket was shut down in this direction. */
    WSAESHUTDOWN(Winsock.WSAESHUTDOWN, "The socket was shut down in this direction."),
    /** There are too many references to a kernel object. */
    WSAETOOMANYREFS(Winsock.WSAETOOMANYREFS, "There are too many references to a kernel object."),
    /** The time ran out. */
    WSAETIMEDOUT(Winsock.WSAETIMEDOUT, "The time ran out."),
    /** The peer refused. */
    WSAECONNREFUSED(Winsock.WSAECONNREFUSED, "The peer refused."),
    /** A name cannot be translated. */
    WSAELOOP(Winsock.WSAELOOP, "A name cannot be translated."),
    /** A name is too long. */
    WSAENAMETOOLONG(Winsock.WSAENAMETOOLONG, "A name is too long."),
    /** The host is down. */
    WSAEHOSTDOWN(Winsock.WSAEHOSTDOWN, "The host is down."),
    /** The host cannot be reached. */
    WSAEHOSTUNREACH(Winsock.WSAEHOSTUNREACH, "The host cannot be reached."),
    /** The directory is not empty. */
    WSAENOTEMPTY(Winsock.WSAENOTEMPTY, "The directory is not empty."),
    /** Too many processes use Winsock. */
    WSAEPROCLIM(Winsock.WSAEPROCLIM, "Too many processes use Winsock."),
    /** The quota of users is exceeded. */
    WSAEUSERS(Winsock.WSAEUSERS, "The quota of users is exceeded."),
    /** The disk quota is exceeded. */
    WSAEDQUOT(Winsock.WSAEDQUOT, "The disk quota is exceeded."),
    /** The file handle is stale. */
    WSAESTALE(Winsock.WSAESTALE, "The file handle is stale."),
    /** The item is not available locally. */
    WSAEREMOTE(Winsock.WSAEREMOTE, "The item is not available locally."),
    /** The network subsystem is not ready. */
    WSASYSNOTREADY(Winsock.WSASYSNOTREADY, "The network subsystem is not ready."),
    /** The Winsock version is not supported. */
    WSAVERNOTSUPPORTED(Winsock.WSAVERNOTSUPPORTED, "The Winsock version is not supported."),
    /** WSAStartup has not been called. */
    WSANOTINITIALISED(Winsock.WSANOTINITIALISED, "WSAStartup has not been called."),
    /** The peer is shutting down in good order. */
    WSAEDISCON(Winsock.WSAEDISCON, "The peer is shutting down in good order."),
    /** The host is not known. */
    WSAHOST_NOT_FOUND(Winsock.WSAHOST_NOT_FOUND, "The host is not known."),
    /** Not now; the same call may succeed later. */
    WSATRY_AGAIN(Winsock.WSATRY_AGAIN, "Not now; the same call may succeed later."),
    /** A name query failed for good. */
    WSANO_RECOVERY(Winsock.WSANO_RECOVERY, "A name query failed for good."),
    /** The name is valid but has no data of the requested type. */
    WSANO_DATA(Winsock.WSANO_DATA, "The name is valid but has no data of the requested type."),
    /** There are no more results. */
    WSAENOMORE(Winsock.WSAENOMORE, "There are no more results."),
    /** The call was cancelled. */
    WSAECANCELLED(Winsock.WSAECANCELLED, "The call was cancelled."),
    /** The table of calls of the provider is not valid. */
    WSAEINVALIDPROCTABLE(Winsock.WSAEINVALIDPROCTABLE, "The table of calls of the provider is not valid."),
    /** The provider is not valid. */
    WSAEINVALIDPROVIDER(Winsock.WSAEINVALIDPROVIDER, "The provider is not valid."),
    /** The provider could not be started. */
    WSAEPROVIDERFAILEDINIT(Winsock.WSAEPROVIDERFAILEDINIT, "The provider could not be started."),
    /** A system call failed that should not. */
    WSASYSCALLFAILURE(Winsock.WSASYSCALLFAILURE, "A system call failed that should not."),
    /** The service is not known. */
    WSASERVICE_NOT_FOUND(Winsock.WSASERVICE_NOT_FOUND, "The service is not known."),
    /** The class is not known. */
    WSATYPE_NOT_FOUND(Winsock.WSATYPE_NOT_FOUND, "The class is not known."),
    /** There are no more results. */
    WSA_E_NO_MORE(Winsock.WSA_E_NO_MORE, "There are no more results."),
    /** The call was cancelled. */
    WSA_E_CANCELLED(Winsock.WSA_E_CANCELLED, "The call was cancelled."),
    /** The query was refused. */
    WSAEREFUSED(Winsock.WSAEREFUSED, "The query was refused."),
    /** At least one reservation has arrived. */
    WSA_QOS_RECEIVERS(Winsock.WSA_QOS_RECEIVERS, "At least one reservation has arrived."),
    /** At least one path has arrived. */
    WSA_QOS_SENDERS(Winsock.WSA_QOS_SENDERS, "At least one path has arrived."),
    /** There are no senders. */
    WSA_QOS_NO_SENDERS(Winsock.WSA_QOS_NO_SENDERS, "There are no senders."),
    /** There are no receivers. */
    WSA_QOS_NO_RECEIVERS(Winsock.WSA_QOS_NO_RECEIVERS, "There are no receivers."),
    /** The reservation was confirmed. */
    WSA_QOS_REQUEST_CONFIRMED(Winsock.WSA_QOS_REQUEST_CONFIRMED, "The reservation was confirmed."),
    /** Resources for the flow are lacking. */
    WSA_QOS_ADMISSION_FAILURE(Winsock.WSA_QOS_ADMISSION_FAILURE, "Resources for the flow are lacking."),
    /** Policy forbids the flow. */
    WSA_QOS_POLICY_FAILURE(Winsock.WSA_QOS_POLICY_FAILURE, "Policy forbids the flow."),
    /** The reservation style is unknown or conflicts. */
    WSA_QOS_BAD_STYLE(Winsock.WSA_QOS_BAD_STYLE, "The reservation style is unknown or conflicts."),
    /** The filter or the provider-specific part is not valid. */
    WSA_QOS_BAD_OBJECT(Winsock.WSA_QOS_BAD_OBJECT, "The filter or the provider-specific part is not valid."),
    /** The flow spec is not valid. */
    WSA_QOS_TRAFFIC_CTRL_ERROR(Winsock.WSA_QOS_TRAFFIC_CTRL_ERROR, "The flow spec is not valid."),
    /** General quality-of-service failure. */
    WSA_QOS_GENERIC_ERROR(Winsock.WSA_QOS_GENERIC_ERROR, "General quality-of-service failure."),
    /** The service type of the flow spec is not valid. */
    WSA_QOS_ESERVICETYPE(Winsock.WSA_QOS_ESERVICETYPE, "The service type of the flow spec is not valid."),
    /** The flow spec is not valid. */
    WSA_QOS_EFLOWSPEC(Winsock.WSA_QOS_EFLOWSPEC, "The flow spec is not valid."),
    /** The provider-specific buffer is not valid. */
    WSA_QOS_EPROVSPECBUF(Winsock.WSA_QOS_EPROVSPECBUF, "The provider-specific buffer is not valid."),
    /** The filter style is not valid. */
    WSA_QOS_EFILTERSTYLE(Winsock.WSA_QOS_EFILTERSTYLE, "The filter style is not valid."),
    /** The filter type is not valid. */
    WSA_QOS_EFILTERTYPE(Winsock.WSA_QOS_EFILTERTYPE, "The filter type is not valid."),
    /** The number of filters is wrong. */
    WSA_QOS_EFILTERCOUNT(Winsock.WSA_QOS_EFILTERCOUNT, "The number of filters is wrong."),
    /** The length of an object is not valid. */
    WSA_QOS_EOBJLENGTH(Winsock.WSA_QOS_EOBJLENGTH, "The length of an object is not valid."),
    /** The number of flow descriptors is wrong. */
    WSA_QOS_EFLOWCOUNT(Winsock.WSA_QOS_EFLOWCOUNT, "The number of flow descriptors is wrong."),
    /** An object in the provider-specific buffer is unknown. */
    WSA_QOS_EUNKNOWNPSOBJ(Winsock.WSA_QOS_EUNKNOWNPSOBJ, "An object in the provider-specific buffer is unknown."),
    /** The policy object is not valid. */
    WSA_QOS_EPOLICYOBJ(Winsock.WSA_QOS_EPOLICYOBJ, "The policy object is not valid."),
    /** A flow descriptor is not valid. */
    WSA_QOS_EFLOWDESC(Winsock.WSA_QOS_EFLOWDESC, "A flow descriptor is not valid."),
    /** A flow spec in the provider-specific buffer is not valid. */
    WSA_QOS_EPSFLOWSPEC(Winsock.WSA_QOS_EPSFLOWSPEC, "A flow spec in the provider-specific buffer is not valid."),
    /** A filter spec in the provider-specific buffer is not valid. */
    WSA_QOS_EPSFILTERSPEC(Winsock.WSA_QOS_EPSFILTERSPEC, "A filter spec in the provider-specific buffer is not valid."),
    /** The shape-discard mode object is not valid. */
    WSA_QOS_ESDMODEOBJ(Winsock.WSA_QOS_ESDMODEOBJ, "The shape-discard mode object is not valid."),
    /** The shaping rate object is not valid. */
    WSA_QOS_ESHAPERATEOBJ(Winsock.WSA_QOS_ESHAPERATEOBJ, "The shaping rate object is not valid."),
    /** The policy element type is reserved. */
    WSA_QOS_RESERVED_PETYPE(Winsock.WSA_QOS_RESERVED_PETYPE, "The policy element type is reserved.");

    private static final Map<Integer, WinsockError> BY_CODE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(WinsockError::code, Function.identity()));

    private final int code;
    private final String text;

    WinsockError(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /**
     * Returns the number.
     *
     * @return the code, as {@link Winsock#WSAGetLastError()} gives it
     */
    public int code() {
        return code;
    }

    /**
     * Returns what the code means.
     *
     * @return one English sentence
     */
    public String text() {
        return text;
    }

    /**
     * Finds the entry of a code.
     *
     * @param code a Winsock error code
     * @return its entry, if Winsock has such a code
     */
    public static Optional<WinsockError> of(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}

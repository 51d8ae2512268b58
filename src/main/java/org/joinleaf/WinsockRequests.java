package org.joinleaf;

import java.nio.ByteBuffer;

/** The part of {@link Winsock} about requests with connect data: WSAAccept and WSAConnect. */
abstract class WinsockRequests extends WinsockSockets {
    /** The most callee data that is offered to a condition function, whatever the provider says it carries. */
    private static final int MOST_CALLEE_DATA = 1 << 16;

    /**
     * WSAAccept.
     *
     * <p>There is one difference to C: the function runs between two calls of WSAAccept, of which the first defers the
     * request and the second carries the decision, and not inside of one. So calls on the same socket from inside the
     * function work, where Winsock fails with WSAEINPROGRESS; a request that is withdrawn while the function runs is
     * WSAECONNRESET. Requests are decided one at a time: only one thread may accept with a function on one socket.
     *
     * @param s              a listening SOCKET
     * @param addr           gets the peer's sockaddr, or null
     * @param addrlen        its room, then its length; null if addr is
     * @param lpfnCondition  decides about the request, or null to admit it without callee data. What it throws is
     *                       thrown here, and the request stays at the head of the queue.
     * @param dwCallbackData given to lpfnCondition
     * @return the SOCKET, or INVALID_SOCKET: WSAECONNREFUSED after CF_REJECT, WSATRY_AGAIN after CF_DEFER, WSAEINVAL
     *         after another answer or without listen, WSAECONNRESET or WSAEACCES for a request that was withdrawn or
     *         has timed out
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaaccept">WSAAccept</a>
     */
    public static long WSAAccept(long s, ByteBuffer addr, int[] addrlen, ConditionProc lpfnCondition,
            long dwCallbackData) {
        if (lpfnCondition == null) {
            return accept(s, addr, addrlen);
        }
        if (!room(addr, addrlen)) {
            return fault(s);
        }
        int[] length = addr == null ? null : new int[] {addrlen[0]};
        Memory address = Memory.out(addr, addr == null ? 0 : length[0]);
        try {
            RequestMemory request = new RequestMemory();
            long result = request.look(s, address.direct(), address.offset(), length);
            if (request.seen() == RequestNatives.THIS) {
                result = decide(s, address, length, request, lpfnCondition, dwCallbackData);
            }
            if (result >= 0 && addr != null) {
                address.written(length[0]);
                addrlen[0] = length[0];
            }
            return check(result);
        } finally {
            address.done();
        }
    }

    private static long decide(long s, Memory address, int[] length, RequestMemory request, ConditionProc condition,
            long callbackData) {
        ByteBuffer callee = Scratch.take(Math.min(request.calleeRoom(), MOST_CALLEE_DATA));
        try {
            ByteBuffer flowSpecs = request.flowSpecs();
            ByteBuffer calleeData = callee.slice(0, Math.min(request.calleeRoom(), MOST_CALLEE_DATA));
            int decision = condition.decide(request.callerId(), request.callerData(), flowSpecs, null,
                    request.calleeId(), calleeData, callbackData);
            if (decision == CF_DEFER) {
                return ~WSATRY_AGAIN;
            }
            long result = request.decide(s, address.direct(), address.offset(), length, decision, callee, 0,
                    calleeData.position(), flowSpecs);
            return result < 0 && request.seen() == RequestNatives.OTHER ? ~WSAECONNRESET : result;
        } finally {
            Scratch.give(callee);
        }
    }

    /**
     * WSAConnect: connect with connect data and flow specs. No provider of joinleaf's own carries them here: sessions
     * are joined with WSAJoinLeaf.
     *
     * @param s            the SOCKET
     * @param name         a sockaddr
     * @param namelen      its length
     * @param lpCallerData what goes to the peer (position to limit), or null
     * @param lpCalleeData gets what comes back, or null; on a nonblocking socket it is complete when FD_CONNECT says so
     * @param lpSQOS       a QOS (80 bytes) for the socket, or null; its ProviderSpecific is taken as empty
     * @param lpGQOS       reserved: null, or a QOS
     * @return 0 or SOCKET_ERROR
     * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaconnect">WSAConnect</a>
     */
    public static int WSAConnect(long s, ByteBuffer name, int namelen, ByteBuffer lpCallerData, WSABUF lpCalleeData,
            ByteBuffer lpSQOS, ByteBuffer lpGQOS) {
        if (!Memory.readable(name, namelen) || !Memory.readable(lpSQOS, SIZEOF_QOS)
                || !Memory.readable(lpGQOS, SIZEOF_QOS)) {
            return fault(s);
        }
        Memory address = Memory.in(name, namelen);
        Memory caller = Memory.in(lpCallerData, lpCallerData == null ? 0 : lpCallerData.remaining());
        Memory sqos = Memory.in(lpSQOS, FLOW_SPECS);
        Memory gqos = Memory.in(lpGQOS, FLOW_SPECS);
        try {
            int result = RequestNatives.connect(s, address.direct(), address.offset(), address.length(),
                    caller.direct(), caller.offset(), lpCallerData == null ? -1 : caller.length(),
                    lpCalleeData == null ? null : lpCalleeData.block(), lpCalleeData == null ? 0 : lpCalleeData.room(),
                    sqos.direct(), sqos.offset(), gqos.direct(), gqos.offset());
            if (result >= 0 || result == ~WSAEWOULDBLOCK) {
                keep(s, lpCalleeData);
            }
            return check(result);
        } finally {
            address.done();
            caller.done();
            sqos.done();
            gqos.done();
        }
    }
}

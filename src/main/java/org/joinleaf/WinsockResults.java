package org.joinleaf;

import java.nio.ByteBuffer;

/** The last error of each thread, and how results of natives become those of C. */
abstract class WinsockResults extends WinsockConstants {
    private static final ThreadLocal<int[]> LAST_ERROR = ThreadLocal.withInitial(() -> new int[1]);

    /**
     * WSAGetLastError.
     *
     * @return the code of this thread's last failed call
     */
    public static int WSAGetLastError() {
        return LAST_ERROR.get()[0];
    }

    /**
     * WSASetLastError.
     *
     * @param iError what {@link #WSAGetLastError()} is to return in this thread
     */
    public static void WSASetLastError(int iError) {
        LAST_ERROR.get()[0] = iError;
    }

    static int check(int result) {
        return result < 0 ? fail(~result) : result;
    }

    static long check(long result) {
        return result < 0 ? fail((int) ~result) : result;
    }

    /** Sets the last error; SOCKET_ERROR, INVALID_SOCKET and WSA_WAIT_FAILED are all -1. */
    static int fail(int code) {
        LAST_ERROR.get()[0] = code;
        return SOCKET_ERROR;
    }

    /** An argument of Java's that C would find bad. The handle is judged before the pointers, as in C. */
    static int fault(long s) {
        return failAfterHandle(s, WSAEFAULT);
    }

    static int failAfterHandle(long s, int code) {
        long result = SocketNatives.getIntOption(s, SOL_SOCKET, SO_TYPE);
        int first = result < 0 ? (int) ~result : 0;
        return fail(first == WSAENOTSOCK || first == WSANOTINITIALISED ? first : code);
    }

    /** True if a buffer and its room agree: both missing, or both there and large enough. */
    static boolean room(ByteBuffer buffer, int[] length) {
        return buffer == null ? length == null || length.length > 0
                : length != null && length.length > 0 && Memory.writable(buffer, length[0]);
    }

    static int length(int result, Memory memory, int[] length) {
        if (result >= 0) {
            memory.written(result);
            length[0] = result;
        }
        return result < 0 ? fail(~result) : 0;
    }

    static int number(long result, int[] target) {
        if (result < 0) {
            return fail((int) ~result);
        }
        target[0] = (int) result;
        return 0;
    }
}

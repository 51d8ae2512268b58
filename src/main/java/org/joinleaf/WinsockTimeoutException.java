package org.joinleaf;

import java.net.SocketTimeoutException;

/** A time limit has passed: WSAETIMEDOUT. */
final class WinsockTimeoutException extends SocketTimeoutException implements WinsockFailure {
    private static final long serialVersionUID = 1L;

    /** The Winsock error code. */
    private final int code;

    WinsockTimeoutException(String message, int code) {
        super(message);
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}

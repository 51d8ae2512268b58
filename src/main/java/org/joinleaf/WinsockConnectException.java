package org.joinleaf;

import java.net.ConnectException;

/** The peer has refused, or nobody listens: WSAECONNREFUSED. */
final class WinsockConnectException extends ConnectException implements WinsockFailure {
    private static final long serialVersionUID = 1L;

    /** The Winsock error code. */
    private final int code;

    WinsockConnectException(String message, int code) {
        super(message);
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}

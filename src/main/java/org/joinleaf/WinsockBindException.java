package org.joinleaf;

import java.net.BindException;

/** A bind has failed. */
final class WinsockBindException extends BindException implements WinsockFailure {
    private static final long serialVersionUID = 1L;

    /** The Winsock error code. */
    private final int code;

    WinsockBindException(String message, int code) {
        super(message);
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}

package org.joinleaf;

import java.net.ConnectException;
import java.util.Optional;

/** The peer has refused, or nobody listens: WSAECONNREFUSED. */
final class WinsockConnectException extends ConnectException implements WinsockFailure {
    private static final long serialVersionUID = 1L;

    /** The Winsock error code. */
    private final int code;

    /** What the other side told; null if nothing. */
    private final Refusal refusal;

    WinsockConnectException(String message, int code, Refusal refusal) {
        super(message);
        this.code = code;
        this.refusal = refusal;
    }

    @Override
    public int code() {
        return code;
    }

    @Override
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }
}

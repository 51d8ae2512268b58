package org.joinleaf;

import java.net.SocketException;
import java.util.Objects;

/** A Winsock call has failed, and java.net has no class for how: see {@link WinsockFailure}. */
public final class WinsockException extends SocketException implements WinsockFailure {
    private static final long serialVersionUID = 1L;

    /** The Winsock error code. */
    private final int code;

    /**
     * Makes the exception for a failed call of {@link org.joinleaf.winsock.Winsock}.
     *
     * @param call what was called and with what, "WSAIoctl SIO_FLUSH"
     * @param code the Winsock error code
     */
    public WinsockException(String call, int code) {
        this(Operation.OTHER, Objects.requireNonNull(call, "call"), code);
    }

    WinsockException(Operation operation, String call, int code) {
        super(operation.message(call, code));
        this.code = code;
    }

    /** The same with the whole message. */
    WinsockException(int code, String message) {
        super(message);
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}

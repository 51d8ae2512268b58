package org.joinleaf;

import java.io.IOException;
import org.joinleaf.winsock.Winsock;
import org.joinleaf.winsock.WinsockError;

/**
 * What was asked of Winsock. It decides which class of exception a failure is, and what is its likely cause; the words
 * of the message are for people only.
 */
enum Operation {
    /** Looking in the catalogue for a provider that has sessions of a kind. */
    FIND_PROVIDER,
    /** WSASocket for the root of a session or a leaf of one. */
    OPEN_MEMBER,
    /** WSASocket for a socket of sessions without a root, with an entry of the catalogue. */
    OPEN_SOCKET,
    BIND,
    /** WSAConnect of a socket whose messages are datagrams. */
    CONNECT,
    /** WSAJoinLeaf of a session without a root. */
    JOIN,
    /** WSAJoinLeaf of a session with a root: a leaf asks, or a root invites. */
    REQUEST,
    /** Sending datagrams, one or a batch. */
    SEND,
    /** Receiving datagrams, one or a batch. */
    RECEIVE,
    /** An option that is about groups or their interface. */
    MEMBERSHIP,
    /** Sending messages of a session with a root, one or a batch. */
    SEND_MESSAGE,
    /** Receiving messages of a session with a root, one or a batch. */
    RECEIVE_MESSAGE,
    /** Receiving a batch that has no room for one train of datagrams. */
    COALESCED,
    /** Everything whose code says it all. */
    OTHER;

    /** The exception for a failed call, as {@link WinsockFailure} tells. */
    IOException failure(String call, int code, Circumstances about) {
        return failure(call, code, LikelyCause.of(this, code, about));
    }

    /** The same, with a cause that the caller knows; null for none. */
    IOException failure(String call, int code, String cause) {
        String message = message(call, code, cause);
        if (code == Winsock.WSAETIMEDOUT) {
            return new WinsockTimeoutException(message, code);
        }
        if (this == BIND) {
            return new WinsockBindException(message, code);
        }
        if (code == Winsock.WSAECONNREFUSED) {
            return new WinsockConnectException(message, code, null);
        }
        return new WinsockException(code, message);
    }

    /** The exception for WSAECONNREFUSED; refusal: what the other side told, or null. */
    IOException refused(String call, int code, Refusal refusal) {
        String cause = refusal == null ? LikelyCause.of(this, code, Circumstances.NONE) : refusal.text();
        return new WinsockConnectException(message(call, code, cause), code, refusal);
    }

    String message(String call, int code) {
        return message(call, code, LikelyCause.of(this, code, Circumstances.NONE));
    }

    private static String message(String call, int code, String cause) {
        String name = WinsockError.of(code).map(WinsockError::name).orElse(code == 0 ? "no code" : "unknown code");
        String text = WinsockError.of(code).map(WinsockError::text).orElse("The provider gave no documented reason.");
        return call + ": " + name + " (" + code + "): " + text + (cause == null ? "" : " " + cause);
    }
}

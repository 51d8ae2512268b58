package org.joinleaf;

import java.net.InetSocketAddress;
import org.joinleaf.internal.natives.SocketNatives;

/** The session that a {@link MultipointSocket} has joined, and what the system knows of it. */
record MultipointSession(InetSocketAddress group, JoinOptions options) {
    /**
     * Whether the session still exists. Where the system does not tell, it exists as long as its interface.
     *
     * @param socket the handle of the socket that has joined
     */
    boolean exists(long socket) {
        long told = SocketNatives.getIntOption(socket, JoinleafOptions.SOL_JLUDP, JoinleafOptions.JLU_JOINED);
        return told >= 0 ? told != 0 : options.networkInterface().map(Memberships::exists).orElse(true);
    }

    /**
     * Asks for the interface of the socket's session.
     *
     * @return its index, 0 if it is gone, or the complement of a code if the system does not tell
     */
    static long interfaceIndex(long socket) {
        return SocketNatives.getIntOption(socket, JoinleafOptions.SOL_JLUDP, JoinleafOptions.JLU_INTERFACE);
    }
}

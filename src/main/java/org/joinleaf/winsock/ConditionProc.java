package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * The condition function of {@link Winsock#WSAAccept}: it decides about a request to join. The buffers are the
 * function's own, in native byte order, and of no use after it has returned.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaaccept">WSAAccept</a>
 */
@FunctionalInterface
public interface ConditionProc {
    /**
     * Decides.
     *
     * @param lpCallerId     the sockaddr of who asks
     * @param lpCallerData   the caller data, or null
     * @param lpSQOS         the flow specs that are asked for (a {@link QOS}, with what is provider-specific behind its 80
     *                       bytes), or null; what they are changed to is granted. Its limit is the most that there is room
     *                       for: at least 1,024 bytes behind the structure
     * @param lpGQOS         null: reserved
     * @param lpCalleeId     the sockaddr that was asked
     * @param lpCalleeData   takes what is to go back; its bytes before the position are the callee data. Its limit is
     *                       the most that the provider carries.
     * @param dwCallbackData what was given to WSAAccept
     * @return CF_ACCEPT, CF_REJECT or CF_DEFER
     */
    int decide(ByteBuffer lpCallerId, ByteBuffer lpCallerData, ByteBuffer lpSQOS, ByteBuffer lpGQOS,
            ByteBuffer lpCalleeId, ByteBuffer lpCalleeData, long dwCallbackData);
}

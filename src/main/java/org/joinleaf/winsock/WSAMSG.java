package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * WSAMSG: a message for {@link Winsock#WSASendMsg} and {@link Winsock#WSARecvMsg}, with where it goes or comes from, and its
 * control data. Its pointers are Java's: a buffer counts from its position on, which calls do not move. Not for use by several
 * threads at once, as every structure.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2def/ns-ws2def-wsamsg">WSAMSG</a>
 */
public final class WSAMSG {
    /** The sockaddr that the message goes to, or that its sender's is written to; or null for none. */
    public ByteBuffer name;

    /** Its length, or the room for it, in bytes; after a receive, what was written. */
    public int namelen;

    /** The buffers, each from its position to its limit. */
    public ByteBuffer[] lpBuffers;

    /** How many of them count, 1 to 1,024. */
    public int dwBufferCount;

    /** Control.buf: the control data, one {@link WSACMSGHDR} after the other, or the room for them; or null for none. */
    public ByteBuffer Control_buf;

    /** Control.len: its length, or the room, in bytes; after a receive, what was written. */
    public int Control_len;

    /** MSG_ bits: 0 for a send; for a receive MSG_PEEK, and afterwards MSG_TRUNC, MSG_CTRUNC, MSG_BCAST and MSG_MCAST. */
    public int dwFlags;

    /** Makes one whose numbers are all 0, and whose pointers are null. */
    public WSAMSG() {
    }
}

package org.joinleaf.winsock;

import java.nio.ByteBuffer;

/**
 * ADDRINFOW: an entry of the list that {@link Winsock#getaddrinfo} gives, or the hints that it takes. Its pointers are
 * Java's: nothing has to be freed. Not for use by several threads at once, as every structure.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/ws2def/ns-ws2def-addrinfow">addrinfoW</a>
 */
public final class ADDRINFO {
    /** AI_ bits. */
    public int ai_flags;

    /** AF_UNSPEC, AF_INET or AF_INET6. */
    public int ai_family;

    /** A SOCK_ number, or 0 for any. */
    public int ai_socktype;

    /** An IPPROTO_ number, or 0 for any. */
    public int ai_protocol;

    /** The length in bytes of the address: 16 for IPv4, 28 for IPv6. In hints 0. */
    public int ai_addrlen;

    /** The canonical name, in the first entry, if AI_CANONNAME or AI_FQDN asked for it; else null. In hints null. */
    public String ai_canonname;

    /** The sockaddr, in native byte order, for {@link Winsock#bind} and its kin. In hints null. */
    public ByteBuffer ai_addr;

    /** The next entry, or null. In hints null. */
    public ADDRINFO ai_next;

    /** Makes one whose numbers are all 0, and whose pointers are null. */
    public ADDRINFO() {
    }
}

package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.util.List;
import org.joinleaf.internal.memory.Count;

/**
 * hostent: a host's names and addresses, as {@link Winsock#gethostbyname} and {@link Winsock#gethostbyaddr} tell them. Never
 * changes.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock/ns-winsock-hostent">hostent</a>
 */
public final class HOSTENT {
    private final String h_name;
    private final List<String> h_aliases;
    private final int h_addrtype;
    private final int h_length;
    private final List<ByteBuffer> h_addr_list;

    HOSTENT(String h_name, List<String> h_aliases, int h_addrtype, int h_length, List<ByteBuffer> h_addr_list) {
        this.h_name = h_name;
        this.h_aliases = List.copyOf(h_aliases);
        this.h_addrtype = h_addrtype;
        this.h_length = h_length;
        this.h_addr_list = List.copyOf(h_addr_list);
    }

    /**
     * h_name: the host's name.
     *
     * @return the member
     */
    public String h_name() {
        return h_name;
    }

    /**
     * h_aliases: its other names; may be empty.
     *
     * @return the member
     */
    public List<String> h_aliases() {
        return h_aliases;
    }

    /**
     * h_addrtype: the family of the addresses: AF_INET or AF_INET6.
     *
     * @return the member
     */
    public int h_addrtype() {
        return h_addrtype;
    }

    /**
     * h_length: the length in bytes of each address: 4 or 16.
     *
     * @return the member
     */
    public int h_length() {
        return h_length;
    }

    /**
     * h_addr_list: the addresses, read-only, in network order: {@link Winsock#inet_ntop} takes one.
     *
     * @return the member
     */
    public List<ByteBuffer> h_addr_list() {
        return h_addr_list;
    }

    @Override
    public String toString() {
        return h_name + " " + Count.of(h_addr_list.size(), "address", "addresses");
    }
}

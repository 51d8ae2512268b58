package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * hostent: a host's names and addresses, as {@link Winsock#gethostbyname} and {@link Winsock#gethostbyaddr} tell them.
 *
 * @param h_name      the host's name
 * @param h_aliases   its other names; may be empty
 * @param h_addrtype  AF_INET or AF_INET6
 * @param h_length    the length in bytes of each address, 4 or 16
 * @param h_addr_list the addresses, read-only, in network order: {@link Winsock#inet_ntop} takes one
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock/ns-winsock-hostent">hostent</a>
 * @since 0.1.0
 */
public record HOSTENT(String h_name, List<String> h_aliases, int h_addrtype, int h_length, List<ByteBuffer> h_addr_list) {
    /**
     * Copies the lists.
     *
     * @param h_name      as the component
     * @param h_aliases   as the component
     * @param h_addrtype  as the component
     * @param h_length    as the component
     * @param h_addr_list as the component
     */
    public HOSTENT {
        Objects.requireNonNull(h_name, "h_name");
        h_aliases = List.copyOf(Objects.requireNonNull(h_aliases, "h_aliases"));
        h_addr_list = List.copyOf(Objects.requireNonNull(h_addr_list, "h_addr_list"));
    }
}

package org.joinleaf.winsock;

import java.util.List;
import java.util.Objects;

/**
 * servent: a service, as {@link Winsock#getservbyname} and {@link Winsock#getservbyport} tell it.
 *
 * @param s_name    the service's name
 * @param s_aliases its other names; may be empty
 * @param s_port    its port in network order, 0 to 65535: {@link Winsock#ntohs} gives the number
 * @param s_proto   the protocol's name: {@code udp}, for example
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock/ns-winsock-servent">servent</a>
 * @since 0.1.0
 */
public record SERVENT(String s_name, List<String> s_aliases, int s_port, String s_proto) {
    /**
     * Copies the list.
     *
     * @param s_name    as the component
     * @param s_aliases as the component
     * @param s_port    as the component
     * @param s_proto   as the component
     */
    public SERVENT {
        Objects.requireNonNull(s_name, "s_name");
        s_aliases = List.copyOf(Objects.requireNonNull(s_aliases, "s_aliases"));
        Objects.requireNonNull(s_proto, "s_proto");
    }
}

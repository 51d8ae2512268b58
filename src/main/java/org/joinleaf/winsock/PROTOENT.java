package org.joinleaf.winsock;

import java.util.List;
import java.util.Objects;

/**
 * protoent: a protocol, as {@link Winsock#getprotobyname} and {@link Winsock#getprotobynumber} tell it.
 *
 * @param p_name    the protocol's name
 * @param p_aliases its other names; may be empty
 * @param p_proto   its number, as IPPROTO_UDP
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock/ns-winsock-protoent">protoent</a>
 * @since 0.1.0
 */
public record PROTOENT(String p_name, List<String> p_aliases, int p_proto) {
    /**
     * Copies the list.
     *
     * @param p_name    as the component
     * @param p_aliases as the component
     * @param p_proto   as the component
     */
    public PROTOENT {
        Objects.requireNonNull(p_name, "p_name");
        p_aliases = List.copyOf(Objects.requireNonNull(p_aliases, "p_aliases"));
    }
}

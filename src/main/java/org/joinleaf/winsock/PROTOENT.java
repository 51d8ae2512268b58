package org.joinleaf.winsock;

import java.util.List;

/**
 * protoent: a protocol, as {@link Winsock#getprotobyname} and {@link Winsock#getprotobynumber} tell it. Never changes.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock/ns-winsock-protoent">protoent</a>
 */
public final class PROTOENT {
    private final String p_name;
    private final List<String> p_aliases;
    private final int p_proto;

    PROTOENT(String p_name, List<String> p_aliases, int p_proto) {
        this.p_name = p_name;
        this.p_aliases = List.copyOf(p_aliases);
        this.p_proto = p_proto;
    }

    /**
     * p_name: the protocol's name.
     *
     * @return the member
     */
    public String p_name() {
        return p_name;
    }

    /**
     * p_aliases: its other names; may be empty.
     *
     * @return the member
     */
    public List<String> p_aliases() {
        return p_aliases;
    }

    /**
     * p_proto: its number, as IPPROTO_UDP.
     *
     * @return the member
     */
    public int p_proto() {
        return p_proto;
    }

    @Override
    public String toString() {
        return p_name + " " + p_proto;
    }
}

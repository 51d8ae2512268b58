package org.joinleaf.winsock;

import java.util.List;

/**
 * servent: a service, as {@link Winsock#getservbyname} and {@link Winsock#getservbyport} tell it. Never changes.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/winsock/ns-winsock-servent">servent</a>
 */
public final class SERVENT {
    private final String s_name;
    private final List<String> s_aliases;
    private final int s_port;
    private final String s_proto;

    SERVENT(String s_name, List<String> s_aliases, int s_port, String s_proto) {
        this.s_name = s_name;
        this.s_aliases = List.copyOf(s_aliases);
        this.s_port = s_port;
        this.s_proto = s_proto;
    }

    /**
     * s_name: the service's name.
     *
     * @return the member
     */
    public String s_name() {
        return s_name;
    }

    /**
     * s_aliases: its other names; may be empty.
     *
     * @return the member
     */
    public List<String> s_aliases() {
        return s_aliases;
    }

    /**
     * s_port: its port in network order, 0 to 65535: {@link Winsock#ntohs} gives the number.
     *
     * @return the member
     */
    public int s_port() {
        return s_port;
    }

    /**
     * s_proto: the protocol's name: {@code udp}, for example.
     *
     * @return the member
     */
    public String s_proto() {
        return s_proto;
    }

    @Override
    public String toString() {
        return s_name + "/" + s_proto + " " + Winsock.ntohs(s_port);
    }
}

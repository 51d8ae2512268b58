package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;

/** Sockets as channels over IPv6: run by {@link Ipv6ChannelTest} in a namespace. */
class Ipv6Channel extends ChannelContract {
    Ipv6Channel() {
        super(INET6);
    }
}

package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;

/** Tests sockets as channels over IPv6. {@link Ipv6ChannelTest} runs it in a namespace. */
class Ipv6Channel extends ChannelContract {
    Ipv6Channel() {
        super(INET6);
    }
}

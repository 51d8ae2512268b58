package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;

/** Sockets as channels over IPv4. */
class Ipv4ChannelTest extends ChannelContract {
    Ipv4ChannelTest() {
        super(INET);
    }
}

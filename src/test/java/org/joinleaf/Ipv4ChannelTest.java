package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;

/** Tests sockets as channels over IPv4. */
class Ipv4ChannelTest extends ChannelContract {
    Ipv4ChannelTest() {
        super(INET);
    }
}

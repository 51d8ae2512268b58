package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;

/** Sessions over IPv4 on loopback. */
class Ipv4SessionTest extends SessionContract {
    Ipv4SessionTest() {
        super(INET);
    }
}

package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;

/** Tests sessions over IPv4 on loopback. */
class Ipv4SessionTest extends SessionContract {
    Ipv4SessionTest() {
        super(INET);
    }
}

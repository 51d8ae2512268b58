package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;

/** Tests batches over IPv4. */
class Ipv4BatchTest extends BatchContract {
    Ipv4BatchTest() {
        super(INET);
    }
}

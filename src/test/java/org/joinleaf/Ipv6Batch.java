package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;

/** Batches over IPv6: run by {@link Ipv6BatchTest} in a namespace. */
class Ipv6Batch extends BatchContract {
    Ipv6Batch() {
        super(INET6);
    }
}

package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;

/** Tests batches over IPv6. {@link Ipv6BatchTest} runs it in a namespace. */
class Ipv6Batch extends BatchContract {
    Ipv6Batch() {
        super(INET6);
    }
}

package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;

import java.io.IOException;
import java.net.InetAddress;

/** Tests leaving and joining over IPv6. {@link Ipv6LeaveTest} runs it in a namespace. */
class Ipv6Leave extends LeaveContract {
    Ipv6Leave() throws IOException {
        super(INET6, InetAddress.getByName("::1"), InetAddress.getByName("fd77::2"));
    }
}

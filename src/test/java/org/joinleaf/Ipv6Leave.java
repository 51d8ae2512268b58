package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;

import java.io.IOException;
import java.net.InetAddress;

/** Leaving and joining over IPv6: run by {@link Ipv6LeaveTest} in a namespace. */
class Ipv6Leave extends LeaveContract {
    Ipv6Leave() throws IOException {
        super(INET6, InetAddress.getByName("::1"), InetAddress.getByName("fd77::2"));
    }
}

package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.net.InetAddress;

/** Tests leaving and joining over IPv4. */
class Ipv4LeaveTest extends LeaveContract {
    Ipv4LeaveTest() throws IOException {
        super(INET, InetAddress.getByName("127.0.0.1"), InetAddress.getByName("127.0.0.2"));
    }
}

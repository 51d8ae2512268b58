package org.joinleaf;

/** Sessions over IPv4 on loopback. */
class Ipv4SessionTest extends SessionContract {
    Ipv4SessionTest() {
        super(Family.IPV4);
    }
}

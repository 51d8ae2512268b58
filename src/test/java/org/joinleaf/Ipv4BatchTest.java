package org.joinleaf;

/** Batches over IPv4. */
class Ipv4BatchTest extends BatchContract {
    Ipv4BatchTest() {
        super(Family.IPV4);
    }
}

package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.joinleaf.testing.Namespace.ip;
import static org.joinleaf.testing.Namespace.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.joinleaf.testing.Namespace;
import org.junit.jupiter.api.Test;

/** Tests FD_ADDRESS_LIST_CHANGE in a network of its own, whose addresses come and go. */
class AddressChange {
    @Test
    void eachChangeIsTold() throws Exception {
        try (var selector = NetworkSelector.open(); var socket = MultipointSocket.open(INET).bind(0)) {
            NetworkKey key = selector.register(socket, EnumSet.of(NetworkEvent.ADDRESS_LIST_CHANGE));
            assertEquals(0, selector.selectNow(one -> { }), "before any change");
            for (String change : List.of("add", "del", "add")) {
                ip("addr " + change + " 10.77.0.9/32 dev lo");
                List<Object> told = new ArrayList<>();
                assertEquals(1, selector.select(one -> {
                    told.add(one.has(NetworkEvent.ADDRESS_LIST_CHANGE));
                    told.add(one.error(NetworkEvent.ADDRESS_LIST_CHANGE));
                }, 120_000), change);
                assertEquals(List.of(true, 0), told);
                while (selector.select(one -> { }, 200) > 0) {
                    continue; /* one command may be several changes */
                }
            }
            key.cancel();
            ip("addr del 10.77.0.9/32 dev lo");
            assertEquals(0, selector.select(one -> { }, 200));
        }
    }

    /** An IPv6 address that is tentative is none yet: the event comes when a socket can be bound to it. */
    @Test
    void anAddressIsToldWhenItCanBeBound() throws Exception {
        Namespace.wire("dad");
        try (var selector = NetworkSelector.open(); var socket = MultipointSocket.open(INET6).bind(0)) {
            selector.register(socket, EnumSet.of(NetworkEvent.ADDRESS_LIST_CHANGE));
            while (selector.select(one -> { }, 4_000) > 0) {
                continue; /* the link-local addresses */
            }
            for (String address : List.of("fd50::9", "fd50::10")) {
                ip("addr add " + address + "/64 dev dad");
                assertEquals(1, selector.select(one -> { }, 20_000), address);
                try (var bound = MultipointSocket.open(INET6)) {
                    bound.bind(new InetSocketAddress(address, 0));
                }
                while (selector.select(one -> { }, 200) > 0) {
                    continue;
                }
            }
            sh("sysctl -qw net.ipv6.conf.dad.dad_transmits=60; ip addr add fd50::11/64 dev dad"); /* tentative for a minute */
            ip("addr del fd50::11/64 dev dad");
            assertEquals(0, selector.select(one -> { }, 200), "an address that never could be bound");
        }
    }
}

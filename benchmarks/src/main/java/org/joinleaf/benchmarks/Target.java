package org.joinleaf.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * A ratio that is to hold: so many times as fast as somebody, or in at most so many times his time. `limit` is C's line
 * that does what joinleaf's does: it tells what can be reached at all. `floor` is what the regression check lets
 * through.
 */
record Target(String text, String joinleaf, String other, String limit, double wanted, boolean faster, double floor) {
    static List<Target> all() {
        String send = "send64.";
        String receive = "receive64.";
        List<Target> all = new ArrayList<>(List.of(
                faster("segmented send / DatagramChannel.send", send, "joinleafSegments", "channelSend", "c.segments",
                        8, 4),
                faster("segmented send to a coalescing member / DatagramChannel.send", send,
                        "joinleafSegments.trains", "channelSend", "c.trains", 8, 8),
                faster("segmented send / Netty's", send, "joinleafSegments", "nettySegments", "c.segments", 1.05,
                        0.95),
                faster("segmented send to a coalescing member / Netty's", send, "joinleafSegments.trains",
                        "nettySegments.trains", "c.trains", 1.05, 1),
                faster("coalesced receive / DatagramChannel.receive", receive, "joinleafTogether", "channelReceive",
                        "c.together", 30, 20),
                faster("coalesced receive / Netty's", receive, "joinleafTogether", "nettyTogether", "c.together", 4,
                        3),
                faster("receive batch / DatagramChannel.receive", receive, "joinleafBatch", "channelReceive",
                        "c.recvmmsg", 1.5, 1.1),
                faster("receive batch / Netty's recvmmsg", receive, "joinleafBatch", "nettyMany", "c.recvmmsg", 1.5,
                        1.2),
                faster("send batch / DatagramChannel.send", send, "joinleafBatch", "channelSend", "c.sendmmsg", 1.2,
                        0.95),
                slower("single send / DatagramChannel.write", send, "joinleafSend", "channelWrite", "c.send", 1.03,
                        1.1),
                slower("single send of a receiver / DatagramChannel.send", send, "joinleafSendBoth", "channelSend",
                        "c.sendto", 1.03, 1.1),
                slower("single receive / DatagramChannel.receive", receive, "joinleafReceive", "channelReceive",
                        "c.recvfrom", 1, 1.1),
                slowerThanC("segmented send / C", send, "joinleafSegments", "c.segments"),
                slowerThanC("send batch / C", send, "joinleafBatch", "c.sendmmsg"),
                slowerThanC("coalesced receive / C", receive, "joinleafTogether", "c.together"),
                slowerThanC("receive batch / C", receive, "joinleafBatch", "c.recvmmsg")));
        for (int sockets : new int[] {1, 100, 1000}) {
            all.add(slower("wake-up of " + sockets + " / Selector", "wakeup" + sockets + ".", "joinleaf", "selector",
                    "c", 1, 1.35));
        }
        all.add(slower("open, join, close / DatagramChannel", "join.", "joinleaf", "channel", "c", 1.11, 2.2));
        return all;
    }

    private static Target faster(String text, String section, String joinleaf, String other, String limit,
            double wanted, double floor) {
        return new Target(text, section + joinleaf, section + other, section + limit, wanted, true, floor);
    }

    private static Target slower(String text, String section, String joinleaf, String other, String limit,
            double wanted, double floor) {
        return new Target(text, section + joinleaf, section + other, section + limit, wanted, false, floor);
    }

    private static Target slowerThanC(String text, String section, String joinleaf, String limit) {
        return slower(text, section, joinleaf, limit, limit, 1.05, 1.25);
    }

    double measured(Results results) {
        return ratio(results, joinleaf);
    }

    /** What C reaches, in joinleaf's place. */
    double limit(Results results) {
        return ratio(results, limit);
    }

    private double ratio(Results results, String mine) {
        return faster ? results.ratio(other, mine) : results.ratio(mine, other);
    }

    boolean reached(double measured) {
        return faster ? measured >= wanted : measured <= wanted;
    }

    boolean passes(double measured) {
        return faster ? measured >= floor : measured <= floor;
    }
}

package org.joinleaf.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * A ratio that is to hold: so many times as fast as somebody, or in at most so many times his time. `floor` is what the
 * regression check lets through.
 */
record Target(String text, String joinleaf, String other, double wanted, boolean faster, double floor) {
    static List<Target> all() {
        List<Target> all = new ArrayList<>(List.of(
                faster("segmented send / DatagramChannel.send", "send64.joinleafSegments", "send64.channelSend", 8, 4),
                faster("segmented send to a coalescing member / DatagramChannel.send",
                        "send64.joinleafSegments.trains", "send64.channelSend", 8, 8),
                faster("segmented send / Netty's", "send64.joinleafSegments", "send64.nettySegments", 1.05, 0.95),
                faster("coalesced receive / DatagramChannel.receive", "receive64.joinleafTogether",
                        "receive64.channelReceive", 30, 20),
                faster("coalesced receive / Netty's", "receive64.joinleafTogether", "receive64.nettyTogether", 4, 3),
                faster("receive batch / DatagramChannel.receive", "receive64.joinleafBatch", "receive64.channelReceive",
                        1.5, 1.1),
                faster("receive batch / Netty's recvmmsg", "receive64.joinleafBatch", "receive64.nettyMany", 1.5, 1.2),
                faster("send batch / DatagramChannel.send", "send64.joinleafBatch", "send64.channelSend", 1.2, 0.95)));
        all.add(slower("single send / DatagramChannel.write", "send64.joinleafSend", "send64.channelWrite", 1.03, 1.1));
        all.add(slower("single send of a receiver / DatagramChannel.send", "send64.joinleafSendBoth",
                "send64.channelSend", 1.03, 1.1));
        all.add(slower("single receive / DatagramChannel.receive", "receive64.joinleafReceive",
                "receive64.channelReceive", 1.03, 1.1));
        String[][] limits = {
            {"send64.joinleafSegments", "send64.c.segments"}, {"send64.joinleafBatch", "send64.c.sendmmsg"},
            {"receive64.joinleafTogether", "receive64.c.together"}, {"receive64.joinleafBatch", "receive64.c.recvmmsg"},
        };
        String[] names = {"segmented send / C", "send batch / C", "coalesced receive / C", "receive batch / C"};
        for (int i = 0; i < names.length; i++) {
            all.add(slower(names[i], limits[i][0], limits[i][1], 1.05, 1.25));
        }
        for (int sockets : new int[] {1, 100, 1000}) {
            all.add(slower("wake-up of " + sockets + " / Selector", "wakeup" + sockets + ".joinleaf",
                    "wakeup" + sockets + ".selector", 1.2, 1.35));
        }
        return all;
    }

    private static Target faster(String text, String joinleaf, String other, double wanted, double floor) {
        return new Target(text, joinleaf, other, wanted, true, floor);
    }

    private static Target slower(String text, String joinleaf, String other, double wanted, double floor) {
        return new Target(text, joinleaf, other, wanted, false, floor);
    }

    double measured(Results results) {
        return faster ? results.ratio(other, joinleaf) : results.ratio(joinleaf, other);
    }

    boolean reached(double measured) {
        return faster ? measured >= wanted : measured <= wanted;
    }

    boolean passes(double measured) {
        return faster ? measured >= floor : measured <= floor;
    }
}

package org.joinleaf.benchmarks;

import static org.joinleaf.benchmarks.Line.Kind.JOINLEAF;
import static org.joinleaf.benchmarks.Line.Kind.PEER;

import java.util.List;
import org.joinleaf.benchmarks.Line.Kind;

/** Who takes part in the fan-out. */
record Participant(String name, Kind kind, String label, Opening opening, boolean batches, boolean reliable, int most) {
    private static final int ALL = Integer.MAX_VALUE;

    /** Opens a peer with so many leaves. */
    interface Opening {
        Peer open(int leaves) throws Exception;
    }

    static List<Participant> all() {
        return List.of(
                new Participant("tcp", PEER, "TCP to each, a write a message", leaves -> new TcpPeer(leaves, 1), false, true,
                        ALL),
                new Participant("tcpBatch", PEER, "TCP to each, a write for 64", leaves -> new TcpPeer(leaves, Peer.BATCH), true,
                        true, ALL),
                new Participant("aeron", PEER, "Aeron, one driver for all", leaves -> new AeronPeer(leaves, false), false, true,
                        ALL),
                new Participant("aeronEach", PEER, "Aeron, a driver for each", leaves -> new AeronPeer(leaves, true), false, true,
                        10),
                new Participant("jgroups", PEER, "JGroups", JgroupsPeer::new, false, true, ALL),
                new Participant("rootedSend", JOINLEAF, "joinleaf rooted send", leaves -> new RootedPeer(leaves, 1), false, true,
                        ALL),
                new Participant("rootedBatch", JOINLEAF, "joinleaf rooted sendBatch of 64",
                        leaves -> new RootedPeer(leaves, Peer.BATCH), true, true, ALL),
                new Participant("multicast", PEER, "DatagramChannel, plain multicast", MulticastPeer::new, false, false, ALL),
                new Participant("multicastBatch", JOINLEAF, "joinleaf plain multicast, batches of 64", GroupPeer::new, true,
                        false, ALL));
    }
}

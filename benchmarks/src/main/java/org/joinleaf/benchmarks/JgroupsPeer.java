package org.joinleaf.benchmarks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.PING;
import org.jgroups.protocols.UDP;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;

/** JGroups: a group, one member of which sends. The stack is that of its udp.xml, on the loopback interface alone. */
final class JgroupsPeer extends Peer {
    private static final Logger LOG = Logger.getLogger("org.jgroups");

    static {
        LOG.setLevel(Level.SEVERE); // it tells each join
    }

    private final JChannel root;
    private final AtomicLongArray arrived;
    private volatile String wrong;

    JgroupsPeer(int leaves) throws Exception {
        super(leaves);
        arrived = new AtomicLongArray(leaves);
        InetSocketAddress group = Lo.group();
        root = member(group);
        root.setDiscardOwnMessages(true);
        root.connect("fan-out");
        for (int i = 0; i < leaves; i++) {
            int leaf = i;
            JChannel member = member(group);
            member.setReceiver(new Receiver() {
                @Override
                public void receive(Message message) {
                    arrive(leaf, ByteBuffer.wrap(message.getArray(), message.getOffset(), message.getLength()).getLong());
                }
            });
            member.connect("fan-out");
        }
        await("JGroups' view", () -> root.getView().size() == leaves + 1);
    }

    private JChannel member(InetSocketAddress group) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        UDP udp = new UDP();
        udp.setBindAddress(loopback);
        udp.setMulticastAddress(group.getAddress());
        udp.setMulticastPort(group.getPort());
        udp.setMulticastTTL(0);
        udp.disableDiagnostics();
        return keep(new JChannel(udp, new PING(), new FD_ALL3(), new NAKACK2(), new UNICAST3(),
                new STABLE().setMaxBytes(4_000_000), new GMS().printLocalAddress(false).setJoinTimeout(500),
                new MFC().setMaxCredits(4_000_000), new UFC().setMaxCredits(4_000_000),
                new FRAG2().setFragSize(60_000)));
    }

    /** In a thread of the member's. */
    private void arrive(int leaf, long number) {
        if (number != arrived.get(leaf)) {
            wrong = "leaf " + leaf + " received " + number + " in place of " + arrived.get(leaf);
        }
        arrived.lazySet(leaf, number + 1);
    }

    @Override
    void send(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            byte[] message = new byte[size];
            ByteBuffer.wrap(message).putLong(sent++);
            root.send(new BytesMessage(null, message));
        }
    }

    @Override
    void receive(int leaf, long until) {
        await("a message", () -> arrived.get(leaf) >= until);
        if (wrong != null) {
            throw new IllegalStateException(wrong);
        }
    }
}

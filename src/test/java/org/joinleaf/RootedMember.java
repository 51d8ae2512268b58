package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Scanner;

/** A member in a process of its own, which is to be killed. {@link RootedEndsTest} runs it. */
final class RootedMember {
    private RootedMember() {
    }

    /**
     * A leaf that asks the root at a port and says "joined"; or, without arguments, a root that says its port and
     * admits one leaf. Both receive then until they die.
     *
     * @param arguments the port, or none
     */
    public static void main(String[] arguments) throws Exception {
        Thread watch = new Thread(() -> {
            new Scanner(System.in).hasNext(); // who started it is gone
            Runtime.getRuntime().halt(1);
        });
        watch.setDaemon(true);
        watch.start();
        ByteBuffer buffer = ByteBuffer.allocate(100);
        if (arguments.length == 0) {
            MultipointRoot root = MultipointRoot.open(INET, DataPlane.ROOTED)
                    .bind(new InetSocketAddress("127.0.0.1", 0)).listen();
            System.out.println(root.getLocalAddress().getPort());
            root.accept().admit();
            while (true) {
                root.receive(buffer.clear());
            }
        }
        MultipointLeaf leaf = MultipointLeaf.open(INET);
        leaf.joinSession(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])));
        System.out.println("joined");
        while (true) {
            leaf.receive(buffer.clear());
        }
    }
}

package org.example;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.joinleaf.Direction;
import org.joinleaf.Loopback;
import org.joinleaf.MultipointSocket;

/** Hears itself over loopback. */
public class Hello {
    public static void main(String[] arguments) throws Exception {
        try (MultipointSocket socket = MultipointSocket.open(StandardProtocolFamily.INET)) {
            socket.bind(0);
            socket.joinSession(new InetSocketAddress("239.255.17.17", socket.getLocalAddress().getPort()), Direction.BOTH,
                    Loopback.networkInterface());
            socket.send(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
            ByteBuffer heard = ByteBuffer.allocateDirect(100);
            socket.receive(heard);
            System.out.println("heard " + StandardCharsets.UTF_8.decode(heard.flip()) + " in "
                    + MultipointSocket.class.getModule());
        }
    }
}

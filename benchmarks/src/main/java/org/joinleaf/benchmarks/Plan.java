package org.joinleaf.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.joinleaf.benchmarks.Line.Kind;
import org.joinleaf.benchmarks.Section.Match;

/** All that is measured. */
final class Plan {
    private Plan() {
    }

    static List<Section> sections() {
        List<Section> all = new ArrayList<>();
        for (int size : new int[] {64, 1200}) {
            all.add(send(size));
        }
        for (int size : new int[] {64, 1200}) {
            all.add(receive(size));
        }
        all.add(wakeup());
        all.add(join());
        all.add(pingPong());
        for (int leaves : FanOut.LEAVES) {
            all.add(rooted(leaves));
        }
        return all;
    }

    /** The lines of these sections whose name is wanted. */
    static List<Line> lines(List<Section> sections, Predicate<String> wanted) {
        return sections.stream().flatMap(section -> section.lines().stream())
                .filter(line -> wanted.test(line.id())).toList();
    }

    private static Section send(int size) {
        String p = "send" + size + ".";
        int count = Count.of(size);
        List<Line> lines = new ArrayList<>(List.of(
                Line.c(p + "c.sendto", "C sendto", "sendto", size, count, count),
                Line.c(p + "c.send", "C send, connected", "send", size, count, count),
                Line.c(p + "c.sendmmsg", "C sendmmsg of " + count, "sendmmsg", size, count, count),
                Line.c(p + "c.segments", "C UDP_SEGMENT of " + count, "segments", size, count, count),
                Line.c(p + "c.trains", "C UDP_SEGMENT of " + count + ", to a member with UDP_GRO", "trains", size,
                        count, count)));
        String[][] peers = {
            {"channelSend", "DatagramChannel.send"}, {"channelWrite", "DatagramChannel.write, connected"},
            {"multicastSocket", "MulticastSocket.send"}, {"nettyOne", "Netty epoll, one"},
            {"nettyBatch", "Netty epoll, batch of " + count}, {"nettySegments", "Netty epoll, segments of " + count},
        };
        for (String[] peer : peers) {
            lines.add(sendLine(p, Kind.PEER, peer[0], peer[1], size, false));
        }
        lines.add(sendLine(p, Kind.PEER, "nettySegments", "Netty epoll, segments, to a member with UDP_GRO", size,
                true));
        lines.add(sendLine(p, Kind.JOINLEAF, "joinleafSend", "joinleaf send, of a sender", size, false));
        lines.add(sendLine(p, Kind.JOINLEAF, "joinleafSendBoth", "joinleaf send, of one that also receives", size,
                false));
        lines.add(sendLine(p, Kind.JOINLEAF, "joinleafBatch", "joinleaf sendBatch of " + count + ", no two alike",
                size, false));
        lines.add(sendLine(p, Kind.JOINLEAF, "joinleafSegments", "joinleaf sendBatch of " + count + ", all alike",
                size, false));
        lines.add(sendLine(p, Kind.JOINLEAF, "joinleafSegments",
                "joinleaf sendBatch, alike, to a member with COALESCED_RECEIVE", size, true));
        return new Section("Send, " + size + " bytes", "ns a datagram", List.of(
                new Match(p + "joinleafSend", List.of(p + "channelWrite"), p + "c.send"),
                new Match(p + "joinleafSendBoth", List.of(p + "channelSend", p + "multicastSocket"), p + "c.sendto"),
                new Match(p + "joinleafBatch", List.of(p + "nettyBatch", p + "channelSend", p + "channelWrite"),
                        p + "c.sendmmsg"),
                new Match(p + "joinleafSegments", List.of(p + "nettySegments"), p + "c.segments"),
                new Match(p + "joinleafSegments.trains", List.of(p + "nettySegments.trains"), p + "c.trains")), lines);
    }

    private static Line sendLine(String p, Kind kind, String method, String label, int size, boolean coalescing) {
        return Line.jmh(p + method + (coalescing ? ".trains" : ""), kind, label, "SendBenchmark." + method,
                Map.of("size", "" + size, "coalescing", "" + coalescing), Count.of(size));
    }

    private static Section receive(int size) {
        String p = "receive" + size + ".";
        int queued = Count.queued(size);
        int together = Count.coalesced(size);
        List<Line> lines = new ArrayList<>(List.of(
                Line.c(p + "c.recvfrom", "C recvfrom", "recvfrom", size, queued, queued),
                Line.c(p + "c.recvmmsg", "C recvmmsg of 64", "recvmmsg", size, queued, queued),
                Line.c(p + "c.together", "C recvmmsg with UDP_GRO", "together", size, together, together)));
        String[][] peers = {
            {"channelReceive", "DatagramChannel.receive"}, {"multicastSocket", "MulticastSocket.receive"},
            {"nettyOne", "Netty epoll, one"}, {"nettyMany", "Netty epoll, recvmmsg of 64"},
        };
        for (String[] peer : peers) {
            lines.add(receiveLine(p, Kind.PEER, peer[0], peer[1], size, queued));
        }
        lines.add(receiveLine(p, Kind.PEER, "nettyTogether", "Netty epoll, UDP_GRO", size, together));
        lines.add(receiveLine(p, Kind.JOINLEAF, "joinleafReceive", "joinleaf receive", size, queued));
        lines.add(receiveLine(p, Kind.JOINLEAF, "joinleafReceiveHolder", "joinleaf receive with a PeerAddress", size,
                queued));
        lines.add(receiveLine(p, Kind.JOINLEAF, "joinleafBatch", "joinleaf receiveBatch of 64", size, queued));
        lines.add(receiveLine(p, Kind.JOINLEAF, "joinleafTogether", "joinleaf receiveBatch, COALESCED_RECEIVE", size,
                together));
        return new Section("Receive, " + size + " bytes", "ns a datagram", List.of(
                new Match(p + "joinleafReceive", List.of(p + "channelReceive", p + "multicastSocket"),
                        p + "c.recvfrom"),
                new Match(p + "joinleafReceiveHolder", List.of(p + "channelReceive", p + "multicastSocket"),
                        p + "c.recvfrom"),
                new Match(p + "joinleafBatch", List.of(p + "nettyMany", p + "channelReceive"), p + "c.recvmmsg"),
                new Match(p + "joinleafTogether", List.of(p + "nettyTogether"), p + "c.together")), lines);
    }

    private static Line receiveLine(String p, Kind kind, String method, String label, int size, int count) {
        return Line.jmh(p + method, kind, label, "ReceiveBenchmark." + method, Map.of("size", "" + size), count);
    }

    private static Section wakeup() {
        List<Line> lines = new ArrayList<>();
        List<Match> matches = new ArrayList<>();
        for (int sockets : new int[] {1, 100, 1000}) {
            String p = "wakeup" + sockets + ".";
            String of = ", " + sockets + (sockets == 1 ? " socket" : " sockets");
            Map<String, String> parameters = Map.of("sockets", "" + sockets);
            lines.add(Line.c(p + "c", "C epoll" + of, "wakeup", 64, sockets, 1));
            lines.add(Line.jmh(p + "selector", Kind.PEER, "Selector" + of, "WakeupBenchmark.selector", parameters, 1));
            lines.add(Line.jmh(p + "joinleaf", Kind.JOINLEAF, "joinleaf NetworkSelector" + of,
                    "WakeupBenchmark.joinleaf",
                    parameters, 1));
            matches.add(new Match(p + "joinleaf", List.of(p + "selector"), p + "c"));
        }
        return new Section("Wake-up: send to one of the sockets, select it, receive", "ns", matches, lines);
    }

    private static Section join() {
        return new Section("Open, join, close", "ns", List.of(
                new Match("join.joinleaf", List.of("join.channel", "join.multicastSocket"), "join.c")), List.of(
                Line.c("join.c", "C", "join", 64, 1, 1),
                Line.jmh("join.channel", Kind.PEER, "DatagramChannel", "JoinBenchmark.channel", Map.of(), 1),
                Line.jmh("join.multicastSocket", Kind.PEER, "MulticastSocket", "JoinBenchmark.multicastSocket",
                        Map.of(), 1),
                Line.jmh("join.joinleaf", Kind.JOINLEAF, "joinleaf", "JoinBenchmark.joinleaf", Map.of(), 1)));
    }

    private static Section pingPong() {
        return new Section("Ping-pong between two threads", "ns", List.of(
                new Match("pingpong.joinleaf", List.of("pingpong.channel"), "pingpong.c"),
                new Match("pingpong.joinleaf.p99", List.of("pingpong.channel.p99"), "pingpong.c.p99")), List.of(
                Line.c("pingpong.c", "C", "pingpong", 64, 1, 1),
                Line.jmh("pingpong.channel", Kind.PEER, "DatagramChannel", "PingPongBenchmark.channel", Map.of(), 1),
                Line.jmh("pingpong.joinleaf", Kind.JOINLEAF, "joinleaf", "PingPongBenchmark.joinleaf", Map.of(), 1)));
    }

    /** C has no such thing: the limit is what reaches the leaves without being reliable. */
    static Section rooted(int leaves) {
        String p = FanOut.prefix(leaves);
        String to = ", " + leaves + (leaves == 1 ? " leaf" : " leaves");
        int batch = RootedBenchmark.BATCH;
        List<Line> lines = List.of(
                rootedLine(p, Kind.PEER, "unicast", "DatagramChannel, a datagram to each" + to, leaves, false),
                rootedLine(p, Kind.PEER, "tcp", "SocketChannel to each (TCP), a write a message" + to, leaves, false),
                rootedLine(p, Kind.PEER, "tcpBatch", "SocketChannel to each (TCP), a write for " + batch + to, leaves,
                        true),
                rootedLine(p, Kind.PEER, "multicastChannel", "DatagramChannel, plain multicast" + to, leaves, false),
                rootedLine(p, Kind.JOINLEAF, "multicastBatch", "joinleaf plain multicast, batches of " + batch + to,
                        leaves, true),
                rootedLine(p, Kind.JOINLEAF, "rootedSend", "joinleaf rooted send" + to, leaves, false),
                rootedLine(p, Kind.JOINLEAF, "rootedBatch", "joinleaf rooted sendBatch of " + batch + to, leaves,
                        true));
        return new Section("Rooted fan-out" + to + ", from send to received by all", "ns a message", List.of(
                new Match(p + "multicastBatch", List.of(p + "multicastChannel"), ""),
                new Match(p + "rootedSend", List.of(p + "unicast", p + "tcp"), ""),
                new Match(p + "rootedBatch", List.of(p + "unicast", p + "tcpBatch"), "")), lines);
    }

    private static Line rootedLine(String p, Kind kind, String method, String label, int leaves, boolean batch) {
        return Line.jmh(p + method, kind, label, "RootedBenchmark." + method, Map.of("leaves", "" + leaves),
                batch ? RootedBenchmark.BATCH : RootedBenchmark.singles(leaves));
    }
}

package org.joinleaf.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
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
            {"multicastSocket", "MulticastSocket.send"},
        };
        String[][] netty = {
            {"nettyOne", "one"}, {"nettyBatch", "batch of " + count}, {"nettySegments", "segments of " + count},
        };
        for (String[] peer : peers) {
            lines.add(sendLine(p, Kind.PEER, peer[0], peer[1], size, false));
        }
        for (Lo.Transport transport : Lo.transports()) {
            for (String[] peer : netty) {
                lines.add(sendLine(p, Kind.PEER, peer[0], peer[1], size, false).by(transport));
            }
            lines.add(sendLine(p, Kind.PEER, "nettySegments", "segments, to a member with UDP_GRO", size, true)
                    .by(transport));
        }
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
                match(p, "one a call, connected", "joinleafSend", "c.send", "channelWrite"),
                match(p, "one a call", "joinleafSendBoth", "c.sendto", "channelSend", "multicastSocket", "nettyOne",
                        "nettyOne.uring"),
                match(p, "batch, no two alike", "joinleafBatch", "c.sendmmsg", "nettyBatch", "nettyBatch.uring",
                        "channelSend", "channelWrite"),
                match(p, "batch, all alike", "joinleafSegments", "c.segments", "nettySegments", "nettySegments.uring"),
                match(p, "batch, all alike, to a member that takes trains", "joinleafSegments.trains", "c.trains",
                        "nettySegments.trains", "nettySegments.trains.uring")), lines);
    }

    private static Match match(String p, String work, String joinleaf, String c, String... peers) {
        return new Match(work, p + joinleaf, Arrays.stream(peers).map(peer -> p + peer).toList(), p + c);
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
        };
        for (String[] peer : peers) {
            lines.add(receiveLine(p, Kind.PEER, peer[0], peer[1], size, queued));
        }
        for (Lo.Transport transport : Lo.transports()) {
            lines.add(receiveLine(p, Kind.PEER, "nettyOne", "one", size, queued).by(transport));
            lines.add(receiveLine(p, Kind.PEER, "nettyMany", "64 at a time", size, queued).by(transport));
        }
        lines.add(receiveLine(p, Kind.PEER, "nettyTogether", "UDP_GRO", size, together).by(Lo.Transport.EPOLL));
        lines.add(receiveLine(p, Kind.JOINLEAF, "joinleafReceive", "joinleaf receive", size, queued));
        lines.add(receiveLine(p, Kind.JOINLEAF, "joinleafReceiveHolder", "joinleaf receive with a PeerAddress", size,
                queued));
        lines.add(receiveLine(p, Kind.JOINLEAF, "joinleafBatch", "joinleaf receiveBatch of 64", size, queued));
        lines.add(receiveLine(p, Kind.JOINLEAF, "joinleafTogether", "joinleaf receiveBatch, COALESCED_RECEIVE", size,
                together));
        String[] single = {"channelReceive", "multicastSocket", "nettyOne", "nettyOne.uring"};
        return new Section("Receive, " + size + " bytes", "ns a datagram", List.of(
                match(p, "one a call", "joinleafReceive", "c.recvfrom", single),
                match(p, "one a call", "joinleafReceiveHolder", "c.recvfrom", single),
                match(p, "batch of 64", "joinleafBatch", "c.recvmmsg", "nettyMany", "nettyMany.uring", "channelReceive"),
                match(p, "batch of trains", "joinleafTogether", "c.together", "nettyTogether")), lines);
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
            matches.add(match(p, sockets + (sockets == 1 ? " socket" : " sockets"), "joinleaf", "c", "selector"));
        }
        return new Section("Wake-up: send to one of the sockets, select it, receive", "ns", matches, lines);
    }

    private static Section join() {
        return new Section("Open, join, close", "ns", List.of(
                match("join.", "", "joinleaf", "c", "channel", "multicastSocket")), List.of(
                Line.c("join.c", "C", "join", 64, 1, 1),
                Line.jmh("join.channel", Kind.PEER, "DatagramChannel", "JoinBenchmark.channel", Map.of(), 1),
                Line.jmh("join.multicastSocket", Kind.PEER, "MulticastSocket", "JoinBenchmark.multicastSocket",
                        Map.of(), 1),
                Line.jmh("join.joinleaf", Kind.JOINLEAF, "joinleaf", "JoinBenchmark.joinleaf", Map.of(), 1)));
    }

    private static Section pingPong() {
        return new Section("Ping-pong between two threads", "ns", List.of(
                match("pingpong.", "median", "joinleaf", "c", "channel"),
                match("pingpong.", "99th percentile", "joinleaf.p99", "c.p99", "channel.p99")), List.of(
                Line.c("pingpong.c", "C", "pingpong", 64, 1, 1),
                Line.jmh("pingpong.channel", Kind.PEER, "DatagramChannel", "PingPongBenchmark.channel", Map.of(), 1),
                Line.jmh("pingpong.joinleaf", Kind.JOINLEAF, "joinleaf", "PingPongBenchmark.joinleaf", Map.of(), 1)));
    }
}

package org.joinleaf.cli;

import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Needs;

/** Runs doctor and other commands, each time in a new network that the same lines have made. */
final class DoctorRun {
    private static final List<String> PAIR = List.of(
            "mount -t sysfs sysfs /sys",
            "sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0",
            "ip link add va type veth peer name vb",
            "ip addr add 10.9.0.1/24 dev va",
            "ip link set va up",
            "ip link set vb up");

    /** Waits until the process $peer has the network of its own that it is about to get. */
    static final String PEER_IS_ELSEWHERE = "until [ \"$(readlink /proc/$peer/ns/net)\" != \"$(readlink /proc/self/ns/net)\" ]; "
            + "do sleep 0.05; done";

    private final List<String> setUp;

    DoctorRun(List<String> setUp) {
        this.setUp = setUp;
    }

    /** Two ends of a wire, va (with 10.9.0.1/24) and vb, and then these lines. */
    static DoctorRun pair(String... more) {
        return new DoctorRun(Stream.concat(PAIR.stream(), Stream.of(more)).toList());
    }

    String say() {
        return run(java("doctor") + " || true");
    }

    String sayAfter(String command) {
        return run("{ " + command + "; } >/dev/null; " + java("doctor") + " || true");
    }

    String java(String... words) {
        return ChildJvm.SHELL + "--enable-native-access=ALL-UNNAMED -cp \"$classes\" " + Main.class.getName() + " "
                + String.join(" ", words);
    }

    /**
     * Shell lines that print what receive tells, on va with these options, of what a command sends once receive has
     * joined. It is asked to end when it has had three seconds for what has come.
     */
    String hearing(String options, String send) {
        return "told=$(mktemp); " + java("receive", "239.9.9.9", "5000", "-i", "va", "-q", options) + " >$told & ears=$!; "
                + "until grep -q Interface: $told; do sleep 0.1; done; " + send + " >/dev/null; "
                + "for i in $(seq 30); do kill -0 $ears 2>/dev/null || break; sleep 0.1; done; "
                + "kill $ears 2>/dev/null || true; wait $ears || true; cat $told; rm $told";
    }

    String run(String command) {
        Needs.networkNamespaces();
        String script = "set -e\nPATH=$PATH:/usr/sbin:/sbin\nip link set lo up\n" + String.join("\n", setUp) + "\n" + command;
        return Command.of("unshare", "--net", "--mount", "bash", "-c", script)
                .environment("java", ChildJvm.java())
                .environment("classes", System.getProperty("java.class.path"))
                .run().expectSuccess().out();
    }

    /** Returns the command after "Fix:" of a finding, without the words in brackets. */
    static String fixOf(String said, String level, String finding) {
        String[] lines = said.split("\n");
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            if (line.matches(" {2}(ok|note|warn|FAIL) .*")) {
                text.setLength(0);
            }
            String word = line.strip();
            if (word.startsWith("Fix: ") && flat(text.toString()).contains(level + " ") && flat(text.toString()).contains(finding)) {
                return word.substring("Fix: ".length()).replaceFirst(" {4}\\(.*", "");
            }
            text.append(line).append(' ');
        }
        throw new AssertionError("no fix for \"" + level + " " + finding + "\" in\n" + said);
    }

    static String flat(String text) {
        return text.replaceAll("\\s+", " ");
    }
}

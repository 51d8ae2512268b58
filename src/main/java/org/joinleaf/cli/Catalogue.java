package org.joinleaf.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.joinleaf.winsock.Winsock;

/** Says in words what the numbers of a catalogue entry mean. */
final class Catalogue {
    private static final Map<Integer, String> FLAGS = new LinkedHashMap<>();

    static {
        FLAGS.put(Winsock.XP1_CONNECTIONLESS, "connectionless");
        FLAGS.put(Winsock.XP1_GUARANTEED_DELIVERY, "guaranteed delivery");
        FLAGS.put(Winsock.XP1_GUARANTEED_ORDER, "guaranteed order");
        FLAGS.put(Winsock.XP1_MESSAGE_ORIENTED, "message oriented");
        FLAGS.put(Winsock.XP1_PSEUDO_STREAM, "pseudo stream");
        FLAGS.put(Winsock.XP1_GRACEFUL_CLOSE, "graceful close");
        FLAGS.put(Winsock.XP1_EXPEDITED_DATA, "expedited data");
        FLAGS.put(Winsock.XP1_CONNECT_DATA, "connect data");
        FLAGS.put(Winsock.XP1_DISCONNECT_DATA, "disconnect data");
        FLAGS.put(Winsock.XP1_SUPPORT_BROADCAST, "broadcast");
        FLAGS.put(Winsock.XP1_SUPPORT_MULTIPOINT, "multipoint");
        FLAGS.put(Winsock.XP1_MULTIPOINT_CONTROL_PLANE, "rooted control plane");
        FLAGS.put(Winsock.XP1_MULTIPOINT_DATA_PLANE, "rooted data plane");
        FLAGS.put(Winsock.XP1_QOS_SUPPORTED, "QoS");
        FLAGS.put(Winsock.XP1_INTERRUPT, "interrupt");
        FLAGS.put(Winsock.XP1_UNI_SEND, "send only");
        FLAGS.put(Winsock.XP1_UNI_RECV, "receive only");
        FLAGS.put(Winsock.XP1_IFS_HANDLES, "IFS handles");
        FLAGS.put(Winsock.XP1_PARTIAL_MESSAGE, "partial messages");
    }

    private Catalogue() {
    }

    static String family(int number) {
        return switch (number) {
            case Winsock.AF_INET -> "IPv4";
            case Winsock.AF_INET6 -> "IPv6";
            default -> String.valueOf(number);
        };
    }

    static String type(int number) {
        return switch (number) {
            case Winsock.SOCK_STREAM -> "stream";
            case Winsock.SOCK_DGRAM -> "datagram";
            case Winsock.SOCK_RAW -> "raw";
            case Winsock.SOCK_RDM -> "rdm";
            case Winsock.SOCK_SEQPACKET -> "seqpacket";
            default -> String.valueOf(number);
        };
    }

    static String protocol(int number) {
        return switch (number) {
            case Winsock.IPPROTO_TCP -> "TCP";
            case Winsock.IPPROTO_UDP -> "UDP";
            default -> String.valueOf(number);
        };
    }

    /** Says what the entry's multipoint sessions are. */
    static String planes(int flags) {
        if ((flags & Winsock.XP1_SUPPORT_MULTIPOINT) == 0) {
            return "no multipoint sessions";
        }
        return "control plane " + rooted(flags & Winsock.XP1_MULTIPOINT_CONTROL_PLANE) + ", data plane "
                + rooted(flags & Winsock.XP1_MULTIPOINT_DATA_PLANE);
    }

    private static String rooted(int flag) {
        return flag != 0 ? "rooted" : "nonrooted";
    }

    /** Says what dwMessageSize means. */
    static String messageSize(long size) {
        if (size == 0) {
            return "stream";
        }
        return size == 1 ? "varies" : size == 0xffff_ffffL ? "no limit" : String.valueOf(size);
    }

    /** Says what dwServiceFlags1 means. Bits that have no name are told as a number. */
    static List<String> flags(int flags) {
        List<String> words = new ArrayList<>();
        int rest = flags;
        for (Map.Entry<Integer, String> flag : FLAGS.entrySet()) {
            if ((flags & flag.getKey()) != 0) {
                words.add(flag.getValue());
                rest &= ~flag.getKey();
            }
        }
        if (rest != 0) {
            words.add("0x" + Integer.toHexString(rest));
        }
        return words;
    }
}

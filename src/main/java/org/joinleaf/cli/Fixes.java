package org.joinleaf.cli;

import org.joinleaf.internal.load.Platform;

/**
 * Command lines for what is wrong with an interface, in the words of this system. Windows is told the interface's index,
 * which is the same for Java and for Windows; their names for it differ.
 */
final class Fixes {
    private static final boolean WINDOWS = Platform.isWindows();

    private static final String ROOT = "    (as root)";
    private static final String ADMINISTRATOR = "    (PowerShell, as administrator)";

    private Fixes() {
    }

    static String up(String name, int index) {
        return WINDOWS ? "Get-NetAdapter -InterfaceIndex " + index + " | Enable-NetAdapter" + ADMINISTRATOR
                : "ip link set " + name + " up" + ROOT;
    }

    static String address(String name, int index, String address, int prefix) {
        return WINDOWS ? "New-NetIPAddress -InterfaceIndex " + index + " -IPAddress " + address + " -PrefixLength " + prefix
                + ADMINISTRATOR : "ip addr add " + address + "/" + prefix + " dev " + name + ROOT;
    }

    /** Windows has one switch for all interfaces. */
    static String multicast(String name) {
        return WINDOWS ? "netsh interface ipv4 set global mldlevel=all    (as administrator)"
                : "ip link set " + name + " multicast on" + ROOT;
    }

    /** On Linux alone: Windows does not tell where it is off. */
    static String ipv6(String off) {
        return "sysctl -w net.ipv6.conf." + off + ".disable_ipv6=0" + ROOT;
    }

    static String mtu(String name, int index, int bytes) {
        return WINDOWS ? "Set-NetIPInterface -InterfaceIndex " + index + " -NlMtuBytes " + bytes + ADMINISTRATOR
                : "ip link set " + name + " mtu " + bytes + ROOT;
    }

    static String routeToHost(String host, String name, int index) {
        return WINDOWS ? "New-NetRoute -InterfaceIndex " + index + " -DestinationPrefix " + host + "/32" + ADMINISTRATOR
                : "ip route add " + host + "/32 dev " + name + ROOT;
    }

    /** Lets datagrams of other hosts in, to this Java only. */
    static String firewall() {
        String java = ProcessHandle.current().info().command().orElse("java.exe");
        return WINDOWS ? "New-NetFirewallRule -DisplayName joinleaf -Direction Inbound -Protocol UDP -Action Allow -Program \""
                + java + "\"" + ADMINISTRATOR
                : "see what the firewall drops:  nft list ruleset  or  iptables -L -v" + ROOT;
    }
}

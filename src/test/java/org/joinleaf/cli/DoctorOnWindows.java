package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.NetworkInterface;
import java.util.Locale;
import org.joinleaf.Members;
import org.joinleaf.MultipointSocket;
import org.joinleaf.WindowsDouble;
import org.joinleaf.internal.load.Platform;
import org.junit.jupiter.api.Test;

/** doctor speaks Windows there: no folder of Linux is read, no command of Linux is proposed. */
class DoctorOnWindows {
    @Test
    void speaksWindows() {
        assumeTrue(Boolean.getBoolean("joinleaf.double"), "needs the double of ws2_32.dll");
        String out = Cli.run("doctor").expect(0).out();
        assertTrue(out.contains("IPv4: WSAJoinLeaf, by the provider "), out);
        assertTrue(DoctorRun.flat(out).contains("note " + Advice.WINDOWS_FIREWALL.text()), out);
        assertTrue(out.contains("New-NetFirewallRule -DisplayName joinleaf -Direction Inbound -Protocol UDP"), out);
        assertTrue(out.contains("joined, sent and received"), out);
        for (String ofLinux : new String[] {"(as root)", "/proc", "sysctl", "ip route", "ip link", "igmp_max", "ulimit"}) {
            assertFalse(out.contains(ofLinux), ofLinux + " in\n" + out);
        }
    }

    /** netsh is a double that answers in the OEM code page, as Windows' own does: Wine's says nothing. */
    @Test
    void interfacesHaveTheNamesOfWindows() throws IOException {
        assumeTrue(System.getProperty("joinleaf.double") != null, "needs what WindowsJvmTest lays under Wine");
        NetworkInterface lo = Members.lo();
        String alias = "Gro\u00dfe Br\u00fccke " + lo.getIndex();
        assertEquals(alias, Aliases.all().get(lo.getIndex()), () -> Aliases.all().toString());
        assertEquals(lo, Interfaces.find(alias.toLowerCase(Locale.ROOT)).get(0).networkInterface());
        assertEquals(lo, new Converters.Interface().convert(alias).networkInterface());
        assertTrue(Interfaces.choices().contains(lo.getName() + " (" + alias + ", index " + lo.getIndex()), Interfaces.choices());
        String out = Cli.run("doctor", "-i", alias).out();
        assertTrue(out.contains("\n    " + alias), out);
        for (NetworkInterface other : Interfaces.all()) {
            assertEquals(other.equals(lo), out.contains("Br\u00fccke " + other.getIndex()), out);
        }
    }

    /** A WSAJoinLeaf that does not work is told as such, with the provider's name: Wine's is a stub, the double's works. */
    @Test
    void whetherWsaJoinLeafWorks() {
        assumeTrue(System.getProperty("joinleaf.double") != null, "needs what WindowsJvmTest lays under Wine");
        boolean works = Boolean.getBoolean("joinleaf.double");
        String out = DoctorRun.flat(Cli.run("doctor").expect(works ? 0 : 1).out());
        String sick = Advice.JOIN_FAILS.text("X", "").replaceFirst("X", "");
        assertEquals(!works, out.contains(sick), out);
        assertEquals(!works, out.contains("warn IPv4: WSAJoinLeaf, by the provider "), out);
        assertEquals(works, out.contains("joinleaf can be used here"), out);
    }

    /** A catalogue without such a provider: nothing can be tried, and the library is told to be of no use. */
    @Test
    void noProviderHasMultipointSessions() throws IOException {
        WindowsDouble.need();
        try (var any = MultipointSocket.open(INET)) {
            WindowsDouble.noMultipoint(any, true);
            String sick = DoctorRun.flat(Cli.run("doctor").expect(1).out());
            WindowsDouble.noMultipoint(any, false);
            assertTrue(sick.contains("FAIL " + Advice.NO_MULTIPOINT.text()), sick);
            assertFalse(DoctorRun.flat(Cli.run("doctor").expect(0).out()).contains(Advice.NO_MULTIPOINT.text()));
        }
    }

    @Test
    void fixesNameTheIndex() {
        assumeTrue(Platform.isWindows(), "needs Windows");
        assertTrue(Fixes.up("ethernet_4", 7).startsWith("Get-NetAdapter -InterfaceIndex 7 | Enable-NetAdapter "));
        assertTrue(Fixes.address("ethernet_4", 7, "192.0.2.2", 24).contains("-InterfaceIndex 7 -IPAddress 192.0.2.2 "));
        assertTrue(Fixes.mtu("ethernet_4", 7, 1400).contains("-InterfaceIndex 7 -NlMtuBytes 1400"));
    }
}

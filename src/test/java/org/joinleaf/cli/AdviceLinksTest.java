package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What doctor and -i say of interfaces that are no cables: bridges, their ports, tun devices, parts of a VRF. */
class AdviceLinksTest {
    private static final DoctorRun BRIDGE = DoctorRun.pair("ip link add br0 type bridge", "ip link set va master br0",
            "ip addr flush dev va", "ip addr add 10.9.0.1/24 dev br0", "ip link set br0 up");

    @Test
    void aBridgeWantsAPortThatIsUp() {
        String cut = "ip link set va nomaster; ip link set va down; "
                + "until ! ip link show br0 | grep -q LOWER_UP; do sleep 0.1; done";
        String sick = BRIDGE.sayAfter(cut);
        String fix = DoctorRun.fixOf(sick, "note", Advice.NO_PORT.text("br0"));
        assertEquals("ip link set PORT master br0 up", fix);
        assertFalse(DoctorRun.flat(sick).contains(Advice.NO_CARRIER.text("br0")), sick);
        String mended = BRIDGE.sayAfter(cut + "; " + fix.replace("PORT", "va")
                + "; until ip link show br0 | grep -q 'state UP'; do sleep 0.1; done");
        assertFalse(mended.contains("br0 has no carrier"), mended);
        assertTrue(mended.contains("fit for multicast to other hosts: IPv4: br0"), mended);
    }

    @Test
    void aPortLeadsToItsBridge() {
        String sick = BRIDGE.run(BRIDGE.java("doctor", "-i", "va") + " || true");
        assertEquals("doctor -i br0", DoctorRun.fixOf(sick, "note", Advice.PART.text("va", "br0")));
        assertFalse(sick.contains("ip addr add"), sick);
        String mended = BRIDGE.run(BRIDGE.java("doctor", "-i", "br0"));
        assertTrue(mended.contains("IPv4 over br0 (10.9.0.1): joined, sent and received"), mended);
        String refused = DoctorRun.flat(BRIDGE.run(BRIDGE.java("send", "239.9.9.9", "5000", "-i", "va", "-n", "1")
                + " 2>&1 || echo code $?"));
        assertTrue(refused.contains("the interface 'va' is a part of 'br0', which has the addresses: name that one"), refused);
        assertTrue(refused.endsWith("code 2 "), refused);
    }

    /** Not every system lets a test make such devices: what Linux shows of them is copied, with what is their own added. */
    @Test
    void othersAsLinuxShowsThem() {
        DoctorRun wire = DoctorRun.pair(
                "mkdir -p /tmp/links-$$/class/net/va /tmp/links-$$/class/net/v; trap 'rm -r /tmp/links-$$' EXIT",
                "for each in ifindex flags mtu; do cat /sys/class/net/va/$each >/tmp/links-$$/class/net/va/$each; done",
                "echo 0 >/tmp/links-$$/class/net/va/carrier; echo 0x1801 >/tmp/links-$$/class/net/va/tun_flags");
        String doctor = wire.java("doctor", "-i", "va", "--sys", "/tmp/links-$$") + " || true";
        String sick = wire.run(doctor);
        assertEquals("start the program that va belongs to", DoctorRun.fixOf(sick, "note", Advice.NO_PROGRAM.text("va")));
        assertFalse(sick.contains("cable"), sick);
        String opened = wire.run("echo 1 >/tmp/links-$$/class/net/va/carrier; " + doctor);
        assertFalse(opened.contains("no carrier"), opened);

        String inVrf = wire.run("echo 1 >/tmp/links-$$/class/net/va/carrier; echo DEVTYPE=vrf >/tmp/links-$$/class/net/v/uevent; "
                + "ln -s ../v /tmp/links-$$/class/net/va/master; " + doctor);
        assertTrue(inVrf.contains("fit for multicast to other hosts: IPv4: va") && !inVrf.contains("is a part of"), inVrf);
    }
}

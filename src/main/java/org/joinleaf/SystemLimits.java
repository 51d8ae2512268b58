package org.joinleaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.joinleaf.internal.load.Platform;

/** Limits of Linux for memberships and ports, by their sysctls. Other systems do not tell theirs. */
enum SystemLimits {
    IGMP_MAX_MEMBERSHIPS("net.ipv4.igmp_max_memberships"),
    IGMP_MAX_MSF("net.ipv4.igmp_max_msf"),
    MLD_MAX_MSF("net.ipv6.mld_max_msf"),
    OPTMEM_MAX("net.core.optmem_max"),
    FREE_PORTS("net.ipv4.ip_unprivileged_port_start");

    private final String sysctl;

    SystemLimits(String sysctl) {
        this.sysctl = sysctl;
    }

    /** The name that sysctl takes. */
    String sysctl() {
        return sysctl;
    }

    /** The number; null where the system does not tell. */
    Long value() {
        if (Platform.isWindows()) {
            return null; // C:\proc, if there is one, is something else
        }
        try {
            // Not readString: it reads /proc/sys byte by byte, and there only the first byte comes.
            return Long.valueOf(Files.readAllLines(Path.of("/proc/sys", sysctl.split("\\."))).get(0).trim());
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** Whether the system tells its limits at all. */
    static boolean areTold() {
        return IGMP_MAX_MEMBERSHIPS.value() != null;
    }

    /** The lowest port that needs no privilege; 0 where none does, or the system does not tell. */
    static int firstFreePort() {
        Long first = FREE_PORTS.value();
        return first == null ? 0 : first.intValue();
    }
}

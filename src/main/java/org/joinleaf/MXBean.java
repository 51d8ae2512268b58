package org.joinleaf;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.ObjectName;

/** The MXBean; loaded only where there is java.management. */
final class MXBean implements OpenSocketsMXBean {
    private MXBean() {
    }

    static void register() {
        try {
            ObjectName name = new ObjectName("org.joinleaf:type=OpenSockets");
            ManagementFactory.getPlatformMBeanServer().registerMBean(new MXBean(), name);
        } catch (InstanceAlreadyExistsException e) {
            // By an earlier call, or by another class loader's joinleaf, which came first.
        } catch (JMException e) {
            throw new IllegalStateException("the MXBean cannot be registered: " + e.getMessage(), e);
        }
    }

    @Override
    public int getCount() {
        return OpenSockets.counters().size();
    }

    @Override
    public Map<String, Map<String, Long>> getCounters() {
        Map<String, Map<String, Long>> all = new TreeMap<>();
        for (SocketCounters one : OpenSockets.counters()) {
            all.put(one.socket() + " " + one.name(), one.known());
        }
        return all;
    }
}

package org.joinleaf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.joinleaf.internal.watch.Register;
import org.joinleaf.internal.watch.Watch;

/**
 * The sockets that this process has open through this API, and what was counted for them. Nothing is counted for the
 * sake of this class: it asks each socket when it is asked itself, so that it costs nothing until then.
 *
 * <p>The same can be had without a change to the program: from JMX with {@code -Dorg.joinleaf.jmx=true}, as the MXBean
 * {@code org.joinleaf:type=OpenSockets} ({@link OpenSocketsMXBean}), and from Java Flight Recorder, whose event {@code
 * joinleaf.Socket} has the counters of each socket once a period.
 *
 * <p>Safe for use by any number of threads.
 */
public final class OpenSockets {
    /** The property that registers the MXBean as the first socket is opened. */
    private static final String PROPERTY = "org.joinleaf.jmx";

    private OpenSockets() {
    }

    /**
     * Asks all sockets for their counters. One that is closed meanwhile is left out.
     *
     * @return the counters, in no order
     */
    public static List<SocketCounters> counters() {
        List<SocketCounters> all = new ArrayList<>();
        for (SessionSocket socket : Register.all(SessionSocket.class)) {
            try {
                all.add(SocketCounters.read(socket));
            } catch (IOException e) {
                // Closed meanwhile.
            }
        }
        return all;
    }

    /**
     * Registers the MXBean with the platform's MBean server. A second call does nothing.
     *
     * @throws UnsupportedOperationException if this Java has no java.management
     */
    public static void registerMXBean() {
        try {
            MXBean.register();
        } catch (LinkageError e) {
            throw new UnsupportedOperationException("this Java has no module java.management, or the module path lacks it", e);
        }
    }

    /** Before the first socket is opened. */
    static void watchIfAsked() {
        if (Boolean.getBoolean(PROPERTY)) {
            registerMXBean();
        }
        Watch.everyPeriod(() -> counters().forEach(one -> Watch.counted(one.socket(), one.name(), one.messagesSent(),
                one.messagesReceived(), one.repairs(), one.losses(), one.dropped(), one.refused(), one.acceptsRefused(),
                one.leaves())));
    }
}

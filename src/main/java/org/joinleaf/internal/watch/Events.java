package org.joinleaf.internal.watch;

import java.net.InetSocketAddress;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** The events of Java Flight Recorder; loaded only where there is one. */
final class Events {
    private Events() {
    }

    static void joined(Object what, long socket, InetSocketAddress address) {
        Join event = new Join();
        if (event.shouldCommit()) {
            event.what = what.toString();
            event.socket = socket;
            event.address = String.valueOf(address);
            event.commit();
        }
    }

    static void decided(InetSocketAddress address, boolean admitted) {
        Decision event = new Decision();
        if (event.shouldCommit()) {
            event.address = String.valueOf(address);
            event.admitted = admitted;
            event.commit();
        }
    }

    static void ended(long socket, String cause, int code) {
        End event = new End();
        if (event.shouldCommit()) {
            event.socket = socket;
            event.cause = cause;
            event.code = code;
            event.commit();
        }
    }

    static void addressesChanged(long socket) {
        AddressesChanged event = new AddressesChanged();
        if (event.shouldCommit()) {
            event.socket = socket;
            event.commit();
        }
    }

    /** What {@link #watch} has begun and {@link #unwatch} ends. Guarded by whoever calls these two. */
    private static Periodic periodic;

    /** Has something done once in each period of a recording that asks for it. */
    static void watch(Runnable action) {
        periodic = new Periodic(action);
        FlightRecorder.addListener(periodic);
    }

    /** Ends that. The recorder has nothing of these classes then, so that their loader can be collected. */
    static void unwatch() {
        Periodic ended = periodic;
        periodic = null;
        ended.end();
    }

    /**
     * The recorder is not started for the periodic event: it tells when somebody else has done so. It calls with a lock of
     * its own held, so nothing is locked here.
     */
    private static final class Periodic implements FlightRecorderListener {
        private final Runnable action;
        private volatile boolean ended;

        private Periodic(Runnable action) {
            this.action = action;
        }

        @Override
        public void recorderInitialized(FlightRecorder recorder) {
            FlightRecorder.addPeriodicEvent(Socket.class, action);
            if (ended) {
                FlightRecorder.removePeriodicEvent(action); // end() came first
            }
        }

        private void end() {
            ended = true;
            FlightRecorder.removeListener(this);
            FlightRecorder.removePeriodicEvent(action);
        }
    }

    @Name("joinleaf.AddressesChanged")
    @Label("Addresses Changed")
    @Description("This host's addresses have changed, as a socket that asked for FD_ADDRESS_LIST_CHANGE was told")
    @Category("joinleaf")
    @Enabled(false)
    @StackTrace(false)
    static final class AddressesChanged extends Event {
        @Label("SOCKET")
        long socket;
    }

    @Name("joinleaf.Socket")
    @Label("Socket")
    @Description("What was counted for an open socket; -1 is what it does not count")
    @Category("joinleaf")
    @Enabled(false)
    @StackTrace(false)
    @Period("1 s")
    static final class Socket extends Event {
        @Label("SOCKET")
        long socket;
        @Label("Name")
        String name;
        @Label("Messages Sent")
        long messagesSent;
        @Label("Messages Received")
        long messagesReceived;
        @Label("Datagrams Sent Again")
        long repairs;
        @Label("Datagrams Missed")
        long losses;
        @Label("Datagrams Dropped by the Kernel")
        long dropped;
        @Label("Requests Refused by the Provider")
        long refused;
        @Label("Times the System Let No Connection Be Taken")
        long acceptsRefused;
        @Label("Leaves")
        long leaves;
    }

    @Name("joinleaf.Join")
    @Label("Join")
    @Description("A socket has joined a session, or a root's invitation was accepted")
    @Category("joinleaf")
    @Enabled(false)
    @StackTrace(false)
    static final class Join extends Event {
        @Label("What was done")
        String what;
        @Label("SOCKET")
        long socket;
        @Label("Group or other side")
        String address;
    }

    @Name("joinleaf.Decision")
    @Label("Decision")
    @Description("A request to join was admitted or rejected")
    @Category("joinleaf")
    @Enabled(false)
    @StackTrace(false)
    static final class Decision extends Event {
        @Label("Who asked")
        String address;
        @Label("Admitted")
        boolean admitted;
    }

    @Name("joinleaf.End")
    @Label("End")
    @Description("A session has ended for a socket")
    @Category("joinleaf")
    @Enabled(false)
    @StackTrace(false)
    static final class End extends Event {
        @Label("SOCKET")
        long socket;
        @Label("Cause")
        String cause;
        @Label("Winsock's code")
        int code;
    }
}

package org.joinleaf;

import org.joinleaf.winsock.Winsock;

/**
 * The service that a {@link FlowSpec} asks for: SERVICETYPE of qos.h. The code points are those that Windows marks
 * with.
 */
public enum ServiceType {
    /** No traffic in this direction. */
    NO_TRAFFIC(Winsock.SERVICETYPE_NOTRAFFIC),
    /** As well as it goes: DSCP 0. */
    BEST_EFFORT(Winsock.SERVICETYPE_BESTEFFORT),
    /** As on an unloaded network: DSCP 24. */
    CONTROLLED_LOAD(Winsock.SERVICETYPE_CONTROLLEDLOAD),
    /** Bounded delay: DSCP 40. */
    GUARANTEED(Winsock.SERVICETYPE_GUARANTEED),
    /** In notifications only: there is no service to the peer. */
    NETWORK_UNAVAILABLE(Winsock.SERVICETYPE_NETWORK_UNAVAILABLE),
    /** All service types are supported. */
    GENERAL_INFORMATION(Winsock.SERVICETYPE_GENERAL_INFORMATION),
    /** Leave this direction as it is. */
    NO_CHANGE(Winsock.SERVICETYPE_NOCHANGE),
    /** Better than best effort, without a promise: DSCP 0. */
    QUALITATIVE(Winsock.SERVICETYPE_QUALITATIVE);

    private static final ServiceType[] ALL = values();

    private final int number;

    ServiceType(int number) {
        this.number = number;
    }

    /**
     * Returns the type as qos.h numbers it.
     *
     * @return a SERVICETYPE_ constant of {@link Winsock}
     */
    public int number() {
        return number;
    }

    static ServiceType ofNumber(int number) {
        for (ServiceType type : ALL) {
            if (type.number == number) {
                return type;
            }
        }
        throw new IllegalArgumentException("service type " + Integer.toUnsignedString(number, 16) + " is unknown");
    }
}

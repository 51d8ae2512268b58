package org.joinleaf;

/**
 * Numbers of Windows' {@code mstcpip.h} and {@code mswsock.h} that are newer than most of its SDKs, and so are not in {@link
 * org.joinleaf.winsock.Winsock}.
 */
final class TcpipOptions {
    /** An ioctl that takes a BOOL: whether a message of ICMP that a time to live has expired fails a receive. */
    static final int SIO_UDP_NETRESET = 0x9800000f;
    /** An ioctl that takes a TIMESTAMPING_CONFIG. */
    static final int SIO_TIMESTAMPING = 0x980000eb;
    /** A flag of TIMESTAMPING_CONFIG: what arrives gets a timestamp. */
    static final int TIMESTAMPING_FLAG_RX = 1;
    /** A type of control data: a UINT64. */
    static final int SO_TIMESTAMP = 0x300a;

    private TcpipOptions() {
    }
}

package org.joinleaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.joinleaf.winsock.Winsock;

/** Asks the double of ws2_32.dll (native/test/windows/double/control.c) for things, by ioctls of its own. */
public final class WindowsDouble {
    private static final int CLOSE_CODE = 0x98007a01;
    private static final int TRAIN_REFUSAL = 0x98007a02;
    private static final int LOST_INTERFACE = 0x98007a03;
    private static final int ADD_ERROR = 0x98007a04;
    private static final int TRAINS = 0x58007a05;
    private static final int EVENT_CALLS = 0x58007a06;
    private static final int MEMBERSHIPS = 0xd8007a07;
    private static final int INSTALL_REFUSAL = 0x98007a08;
    private static final int NO_MULTIPOINT = 0x98007a09;
    private static final int SIZEOF_QUESTION = 20;

    private WindowsDouble() {
    }

    /** Skips the test where the double is not in the place of ws2_32. */
    public static void need() {
        assumeTrue(Boolean.getBoolean("joinleaf.double"), "needs the double of ws2_32.dll");
    }

    /** From here on closesocket ends a blocked call with this code; 0: with Wine's. */
    static void closeCode(SessionSocket any, int code) {
        ask(any, CLOSE_CODE, number(code), 4);
    }

    /** From here on trains are refused with this code; 0: they are sent. */
    static void trainRefusal(SessionSocket any, int code) {
        ask(any, TRAIN_REFUSAL, number(code), 4);
    }

    /** From here on WSAJoinLeaf looks at the bound address only, and not at IP_MULTICAST_IF. */
    static void loseInterface(SessionSocket any, boolean lost) {
        ask(any, LOST_INTERFACE, number(lost ? 1 : 0), 4);
    }

    /** From here on the catalogue is not changed, with this code; 0: it is. */
    public static void installRefusal(SessionSocket any, int code) {
        ask(any, INSTALL_REFUSAL, number(code), 4);
    }

    /** From here on no provider of the system says that it has multipoint sessions. */
    public static void noMultipoint(SessionSocket any, boolean none) {
        ask(any, NO_MULTIPOINT, number(none ? 1 : 0), 4);
    }

    /** An ICMP message has come: the next receive is to fail with this code, if the socket wants to be told. */
    static void addError(SessionSocket socket, int code) {
        ask(socket, ADD_ERROR, number(code), 4);
    }

    /** How many trains were handed to WSASendMsg so far. */
    static int trains(SessionSocket any) {
        return ask(any, TRAINS, null, 0);
    }

    /** How often WSAEnumNetworkEvents and WSAEventSelect were called so far. */
    static int eventCalls(SessionSocket any) {
        return ask(any, EVENT_CALLS, null, 0);
    }

    /** How often the socket is a member of a group on an interface. */
    static int memberships(SessionSocket socket, InetAddress group, int index) {
        ByteBuffer question = ByteBuffer.allocateDirect(SIZEOF_QUESTION).order(ByteOrder.nativeOrder());
        question.putInt(0, index).put(4, group.getAddress());
        return ask(socket, MEMBERSHIPS, question, SIZEOF_QUESTION);
    }

    private static ByteBuffer number(int value) {
        return ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).putInt(0, value);
    }

    private static int ask(SessionSocket socket, int ioctl, ByteBuffer in, int length) {
        ByteBuffer answer = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
        assertEquals(0, Winsock.WSAIoctl(socket.handle(), ioctl, in, length, answer, 4, new int[1]));
        return answer.getInt(0);
    }
}

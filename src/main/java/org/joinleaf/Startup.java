package org.joinleaf;

import java.nio.ByteBuffer;
import org.joinleaf.internal.load.NativeLibrary;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.internal.waiting.AbandonedCleaner;
import org.joinleaf.winsock.Winsock;

/** The only WSAStartup of this API. It lasts as long as the process. */
final class Startup {
    private static final int VERSION = 0x0202;
    private static boolean done;

    private Startup() {
    }

    /** Loads the library and starts Winsock, once; before the first socket or selector. */
    static synchronized void ensure() throws WinsockException {
        if (done) {
            return;
        }
        NativeLibrary.load();
        AbandonedCleaner.ensure();
        int result = SocketNatives.startup(VERSION, ByteBuffer.allocateDirect(Winsock.SIZEOF_WSADATA), 0);
        if (result < 0) {
            throw new WinsockException("WSAStartup 2.2", ~result);
        }
        OpenSockets.watchIfAsked();
        done = true;
    }
}

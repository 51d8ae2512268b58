package org.joinleaf.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports for programs that are told theirs. */
public final class Ports {
    private static final int FIRST = 21_000;
    private static final int SPREAD = 4_000;
    /** From here on the system gives ports to whoever asks for none, as a rule. */
    private static final int END = 32_000;
    private static final AtomicInteger NEXT = new AtomicInteger(FIRST + (int) (ProcessHandle.current().pid() % SPREAD));

    private Ports() {
    }

    /** Returns one that is free, and stays so until it is used: the system gives it to nobody, and each is given once. */
    public static int free() throws IOException {
        for (int port = NEXT.getAndIncrement(); port < END; port = NEXT.getAndIncrement()) {
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (BindException e) {
                continue;
            }
        }
        throw new IllegalStateException("no port is free");
    }
}

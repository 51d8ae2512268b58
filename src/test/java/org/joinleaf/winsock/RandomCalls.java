package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Winsock called with random arguments by several threads: it may fail with a code or throw what Java throws, and must
 * not crash. Run by {@link BadInputTest} in a namespace, because random addresses are somebody's. Arguments: seed,
 * calls.
 */
final class RandomCalls {
    private static final int[] CODES = {Winsock.FIONREAD, Winsock.SIO_MULTICAST_SCOPE, Winsock.SIO_MULTIPOINT_LOOPBACK,
        Winsock.SIO_GET_QOS, Winsock.SIO_SET_QOS, Winsock.SIO_ADDRESS_LIST_QUERY, Winsock.SIO_ROUTING_INTERFACE_QUERY,
        Winsock.SIO_GET_EXTENSION_FUNCTION_POINTER, Winsock.SIO_FLUSH, Winsock.SIO_UDP_CONNRESET, 0, -1};
    private static final int[] LEVELS = {Winsock.SOL_SOCKET, Winsock.IPPROTO_IP, Winsock.IPPROTO_IPV6,
        Winsock.IPPROTO_UDP, -1};

    /** Several threads use these buffers at once, and move position and limit under each other. */
    private static final ByteBuffer[] SHARED = {ByteBuffer.allocateDirect(64), ByteBuffer.allocateDirect(5000),
        ByteBuffer.allocate(300)};

    private final Random random;
    private final List<Long> handles;

    private RandomCalls(Random random, List<Long> handles) {
        this.random = random;
        this.handles = handles;
    }

    /**
     * Runs the calls.
     *
     * @param arguments the seed and the number of calls
     */
    public static void main(String[] arguments) throws InterruptedException {
        long seed = Long.parseLong(arguments[0]);
        int calls = Integer.parseInt(arguments[1]);
        Winsock.WSAStartup(0x0202, ByteBuffer.allocate(Winsock.SIZEOF_WSADATA));
        List<Long> shared = new ArrayList<>(List.of(-1L, 0L, 77L, 1L << 40));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RandomCalls part = new RandomCalls(new Random(seed + i), shared);
            Thread thread = new Thread(null, () -> part.run(calls / 4), "calls-" + i, i == 0 ? 1 : 0);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void run(int calls) {
        for (int i = 0; i < calls; i++) {
            try {
                call();
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                // Java's own answer is fine.
            }
        }
    }

    private void call() {
        long s = handle();
        switch (random.nextInt(32)) {
            case 0, 1 -> open();
            case 2 -> {
                if (random.nextInt(4) == 0) {
                    Winsock.closesocket(s);
                }
            }
            case 3 -> Winsock.bind(s, buffer(), length());
            case 4 -> Winsock.connect(s, buffer(), length());
            case 5 -> Winsock.WSAJoinLeaf(s, buffer(), length(), buffer(), WSABUF.allocate(random.nextInt(50)),
                    buffer(), buffer(), random.nextInt(9));
            case 6 -> Winsock.WSAJoinLeaf(s, buffer(), length(), null, null, null, null, 1 + random.nextInt(4));
            case 7 -> Winsock.getsockname(s, buffer(), ints());
            case 8 -> Winsock.getpeername(s, buffer(), ints());
            case 9 -> Winsock.setsockopt(s, one(LEVELS), option(), buffer(), length());
            case 10 -> Winsock.setsockopt(s, one(LEVELS), option(), random.nextInt());
            case 11 -> Winsock.getsockopt(s, one(LEVELS), option(), buffer(), ints());
            case 12 -> Winsock.WSAIoctl(s, one(CODES), buffer(), length(), buffer(), length(), ints());
            case 13 -> Winsock.send(s, buffer(), length(), flags());
            case 14 -> Winsock.sendto(s, buffer(), length(), flags(), buffer(), length());
            case 15 -> Winsock.recv(s, buffer(), length(), flags());
            case 16 -> Winsock.recvfrom(s, buffer(), length(), flags(), buffer(), ints());
            case 17 -> Winsock.WSASend(s, buffers(), random.nextInt(5), ints(), flags());
            case 18 -> Winsock.WSASendTo(s, buffers(), random.nextInt(5), ints(), flags(), buffer(), length());
            case 19 -> Winsock.WSARecv(s, buffers(), random.nextInt(5), ints(), ints());
            case 20 -> Winsock.WSARecvFrom(s, buffers(), random.nextInt(5), ints(), ints(), buffer(), ints());
            case 21 -> Winsock.WSAEnumProtocols(random.nextBoolean() ? null : new int[] {random.nextInt(99)}, buffer(),
                    ints());
            case 22 -> Winsock.accept(s, buffer(), ints());
            case 23 -> Winsock.WSASendMsg(s, message(), flags(), ints());
            case 24 -> Winsock.WSARecvMsg(s, message(), ints());
            case 25 -> Winsock.WSAPoll(buffer(), random.nextInt(8), 0);
            case 26 -> Winsock.WSAAddressToString(buffer(), length(), buffer(), new String[random.nextInt(2)]);
            case 27 -> Winsock.WSAStringToAddress("1.2.3.4:5", random.nextInt(30), buffer(), buffer(), ints());
            case 28 -> Winsock.getnameinfo(buffer(), length(), new String[1], null, Winsock.NI_NUMERICHOST);
            case 29 -> Winsock.inet_ntop(random.nextInt(30), buffer());
            case 30 -> {
                Winsock.WSASendDisconnect(s, buffer());
                Winsock.WSADuplicateSocket(s, random.nextInt(), buffer());
                Winsock.WSAGetQOSByName(s, buffer(), buffer());
            }
            default -> Winsock.WSASocket(random.nextInt(30), random.nextInt(6), random.nextInt(20), buffer(), 0,
                    random.nextInt(64));
        }
    }

    /** Opens a socket on which nothing blocks. */
    private void open() {
        int family = random.nextBoolean() ? Winsock.AF_INET : Winsock.AF_INET6;
        long s = Winsock.WSASocket(family, Winsock.SOCK_DGRAM, 0, null, 0,
                random.nextInt(3) == 0 ? 0 : Winsock.WSA_FLAG_MULTIPOINT_C_LEAF | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF);
        Winsock.ioctlsocket(s, Winsock.FIONBIO, new int[] {1});
        synchronized (handles) {
            handles.add(s);
            if (handles.size() > 200) {
                Winsock.closesocket(handles.remove(4));
            }
        }
    }

    private long handle() {
        synchronized (handles) {
            return handles.get(random.nextInt(handles.size()));
        }
    }

    private int one(int[] values) {
        return values[random.nextInt(values.length)];
    }

    /** Options by number; the time limits would make calls block. */
    private int option() {
        int option = random.nextInt(4) == 0 ? random.nextInt(0x3010) : random.nextInt(60);
        return option == Winsock.SO_RCVTIMEO || option == Winsock.SO_SNDTIMEO ? 0 : option;
    }

    private int flags() {
        return random.nextInt(4) == 0 ? random.nextInt() : 0;
    }

    private int length() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(700);
            case 2 -> 28;
            default -> 16;
        };
    }

    private int[] ints() {
        return random.nextInt(10) == 0 ? null : new int[] {length()};
    }

    private ByteBuffer[] buffers() {
        ByteBuffer[] buffers = new ByteBuffer[random.nextInt(5)];
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = buffer();
        }
        return buffers;
    }

    private WSAMSG message() {
        WSAMSG message = new WSAMSG();
        message.name = buffer();
        message.namelen = length();
        message.lpBuffers = buffers();
        message.dwBufferCount = random.nextInt(5);
        message.Control_buf = buffer();
        message.Control_len = random.nextInt(3) == 0 ? length() : 0;
        message.dwFlags = flags();
        WSACMSGHDR header = Winsock.WSA_CMSG_FIRSTHDR(message);
        if (header != null && random.nextBoolean()) {
            Winsock.WSA_CMSG_DATA(header);
            Winsock.WSA_CMSG_NXTHDR(message, header);
        }
        return message;
    }

    /** Null, or random bytes that often begin as a sockaddr does. */
    private ByteBuffer buffer() {
        if (random.nextInt(12) == 0) {
            return null;
        }
        if (random.nextInt(5) == 0) {
            ByteBuffer shared = SHARED[random.nextInt(SHARED.length)];
            int limit = random.nextInt(shared.capacity() + 1);
            return shared.limit(limit).position(random.nextInt(limit + 1));
        }
        byte[] bytes = new byte[random.nextInt(3) == 0 ? random.nextInt(70_000) : random.nextInt(100)];
        random.nextBytes(bytes);
        ByteBuffer buffer = random.nextBoolean() ? ByteBuffer.wrap(bytes)
                : ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
        if (bytes.length >= 16 && random.nextInt(4) != 0) {
            boolean four = random.nextBoolean();
            buffer.put(0, (byte) (four ? Winsock.AF_INET : Winsock.AF_INET6)).put(1, (byte) 0);
            buffer.put(four ? 4 : 8, (byte) (four ? 239 : 0xff));
        }
        buffer.position(random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : 0);
        return random.nextInt(6) == 0 ? buffer.asReadOnlyBuffer() : buffer;
    }
}

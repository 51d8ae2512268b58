package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.joinleaf.testing.Project;
import org.joinleaf.winsock.FD_SET;
import org.joinleaf.winsock.FLOWSPEC;
import org.joinleaf.winsock.GROUP_REQ;
import org.joinleaf.winsock.GROUP_SOURCE_REQ;
import org.joinleaf.winsock.IN6_PKTINFO;
import org.joinleaf.winsock.IN_PKTINFO;
import org.joinleaf.winsock.IPV6_MREQ;
import org.joinleaf.winsock.IP_MREQ;
import org.joinleaf.winsock.IP_MREQ_SOURCE;
import org.joinleaf.winsock.LINGER;
import org.joinleaf.winsock.QOS;
import org.joinleaf.winsock.SOCKADDR_IN;
import org.joinleaf.winsock.SOCKADDR_IN6;
import org.joinleaf.winsock.SocketAddresses;
import org.joinleaf.winsock.TIMEVAL;
import org.joinleaf.winsock.WSADATA;
import org.joinleaf.winsock.WSANETWORKEVENTS;
import org.joinleaf.winsock.WSAPOLLFD;
import org.joinleaf.winsock.WSAPROTOCOL_INFOW;
import org.junit.jupiter.api.Test;

/** What null does in every public method: a NullPointerException that names the parameter. */
class NullTest {
    /** Where null means something, as the documentation says. */
    private static final Set<String> MEANT = Set.of("SessionSocket.bind(local)", "MultipointSocket.bind(local)",
            "RootedSocket.bind(local)", "SessionSocket.receive(sender)", "Datagrams.receive(sender)",
            "NetworkSelector.register(attachment)", "NetworkKey.attach(object)",
            /* As NetworkChannel has it: an IllegalArgumentException. */
            "SessionSocket.setOption(value)", "MultipointSocket.setOption(value)", "RootedSocket.setOption(value)",
            /* Object's, and the compiler's own. */
            "equals(o)", "equals(other)", "valueOf(name)", "valueOf(arg0)");

    /** Of the mirror; in the functions of Winsock null is NULL. */
    private static final List<Class<?>> STRUCTURES = List.of(WSADATA.class, WSANETWORKEVENTS.class, WSAPROTOCOL_INFOW.class,
            WSAPOLLFD.class, FD_SET.class, TIMEVAL.class, LINGER.class, IP_MREQ.class, IP_MREQ_SOURCE.class, IPV6_MREQ.class,
            GROUP_REQ.class, GROUP_SOURCE_REQ.class, SOCKADDR_IN.class, SOCKADDR_IN6.class, IN_PKTINFO.class,
            IN6_PKTINFO.class, FLOWSPEC.class, QOS.class);

    /** They need a session, and have tests of their own; a KeyAction is the user's. */
    private static final Set<Class<?>> ELSEWHERE = Set.of(Request.class, JoinRequest.class, Invitation.class,
            RemoteLeaf.class, RootedStatistics.class, SessionEnd.class, Refusal.class, KeyAction.class);

    private final Map<Class<?>, Object> samples = new HashMap<>();
    private final Set<String> wrong = new TreeSet<>();
    private int calls;

    @Test
    void nullIsToldByTheParametersName() throws Exception {
        try (var socket = MultipointSocket.open(INET); var root = MultipointRoot.open(INET, DataPlane.ROOTED);
                var leaf = MultipointLeaf.open(INET); var other = MultipointSocket.open(INET);
                var selector = NetworkSelector.open()) {
            samples(socket, root, leaf, selector);
            samples.put(NetworkKey.class, selector.register(other, EnumSet.of(NetworkEvent.READ)));
            for (Class<?> type : publicClasses()) {
                for (Constructor<?> constructor : type.getConstructors()) {
                    tryEachParameter(type, constructor);
                }
                for (Method method : type.getDeclaredMethods()) {
                    if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
                        tryEachParameter(type, method);
                    }
                }
            }
            assertTrue(socket.isOpen() && root.isOpen() && leaf.isOpen() && selector.isOpen(), "nothing has happened");
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(calls > 70, "only " + calls + " calls");
    }

    private void samples(MultipointSocket socket, MultipointRoot root, MultipointLeaf leaf, NetworkSelector selector)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 9);
        PeerAddress peer = new PeerAddress();
        peer.set(address);
        Stream.of(socket, root, leaf, selector, peer, ReceiveBatch.allocate(1, 1), FlowSpec.DEFAULT,
                FlowSpec.builder(ServiceType.BEST_EFFORT), FlowSpecs.sending(FlowSpec.DEFAULT), JoinOptions.defaults(),
                Direction.BOTH, DataPlane.ROOTED, ServiceType.BEST_EFFORT, NetworkEvent.READ, Duration.ofMillis(1),
                address, Provider.list().get(0), new WinsockException("x", 1), "x",
                BatchMode.SENDS_SEVERAL, SessionEnd.Cause.LEFT, new ControlData(), ControlData.Kind.TTL,
                new MessageSource(),
                Behind.read(ByteBuffer.allocate(Behind.SIZE)))
                .forEach(sample -> samples.put(sample.getClass(), sample));
        samples.put(SessionSocket.class, socket);
        samples.put(NetworkSocket.class, socket);
        samples.put(Datagrams.class, socket);
        samples.put(RootedSocket.class, root);
        samples.put(WinsockFailure.class, new WinsockException("x", 1));
        samples.put(ByteBuffer.class, ByteBuffer.allocateDirect(1024));
        samples.put(ByteBuffer[].class, new ByteBuffer[] {ByteBuffer.allocate(1)});
        samples.put(IntBuffer.class, Direct.ints(1));
        samples.put(Path.class, Path.of(""));
        samples.put(SocketAddress.class, address);
        samples.put(InetAddress.class, address.getAddress());
        samples.put(NetworkInterface.class, Members.lo());
        samples.put(ProtocolFamily.class, INET);
        samples.put(SocketOption.class, MultipointOptions.RECEIVE_TIMEOUT);
        samples.put(Set.class, EnumSet.of(NetworkEvent.READ));
        samples.put(KeyAction.class, (KeyAction) key -> { });
        samples.put(Object.class, Duration.ofMillis(1));
        samples.put(int.class, 1);
        samples.put(long.class, 1L);
        samples.put(boolean.class, true);
        for (Class<?> nothing : List.of(Loopback.class, MultipointOptions.class, RootedOptions.class,
                SocketAddresses.class)) {
            samples.put(nothing, "static methods only");
        }
    }

    private static List<Class<?>> publicClasses() throws Exception {
        List<Class<?>> classes = new ArrayList<>(STRUCTURES);
        classes.add(SocketAddresses.class);
        try (Stream<Path> files = Files.list(Project.target("classes/org/joinleaf"))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.startsWith("package-info")) {
                    Class<?> type = Class.forName("org.joinleaf." + name.substring(0, name.length() - ".class".length()));
                    if (isPublic(type) && !ELSEWHERE.contains(type)) {
                        classes.add(type);
                    }
                }
            }
        }
        return classes;
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    private void tryEachParameter(Class<?> type, Executable call) throws ReflectiveOperationException {
        for (int i = 0; i < call.getParameterCount(); i++) {
            String name = call.getParameters()[i].getName();
            String called = call instanceof Method ? call.getName() : type.getSimpleName();
            if (call.getParameterTypes()[i].isPrimitive() || MEANT.contains(type.getSimpleName() + "." + called + "(" + name
                    + ")") || MEANT.contains(called + "(" + name + ")")) {
                continue;
            }
            Object[] arguments = Stream.of(call.getParameterTypes()).map(this::sample).toArray();
            arguments[i] = null;
            calls++;
            String shown = type.getSimpleName() + "." + called + "(" + name + ")";
            try {
                Object result = call instanceof Method method
                        ? method.invoke(Modifier.isStatic(method.getModifiers()) ? null : sample(type), arguments)
                        : ((Constructor<?>) call).newInstance(arguments);
                wrong.add(shown + " gives " + result);
            } catch (InvocationTargetException e) {
                Throwable cause = e.getCause();
                if (!(cause instanceof NullPointerException) || !name.equals(cause.getMessage())) {
                    wrong.add(shown + " throws " + cause);
                }
            }
        }
    }

    private Object sample(Class<?> type) {
        Object sample = samples.get(type);
        return sample != null ? sample : fail("no sample of " + type);
    }
}

package org.joinleaf;

import static org.joinleaf.Selectors.MINUTE;
import static org.joinleaf.Selectors.READ;
import static org.joinleaf.Selectors.ear;
import static org.joinleaf.Selectors.selected;
import static org.joinleaf.Selectors.selectedNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registration is told what holds, whatever an earlier one was told of: Winsock alone does not do that (EV-06b). */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SelectedAgainTest {
    private static final Set<NetworkEvent> NONE = EnumSet.noneOf(NetworkEvent.class);

    @Test
    void whatHoldsIsToldToEachRegistration() throws IOException {
        try (var one = NetworkSelector.open(); var other = NetworkSelector.open(); var ear = ear()) {
            NetworkKey first = one.register(ear, READ);
            ear.send(Members.text("x"), ear.getLocalAddress());
            assertEquals(List.of(first), selected(one, MINUTE));
            assertEquals(List.of(), selectedNow(one), "once");
            first.cancel();
            NetworkKey second = one.register(ear, READ);
            assertEquals(List.of(second), selected(one, MINUTE));
            assertEquals(List.of(), selectedNow(one), "once");
            second.cancel();
            NetworkKey third = other.register(ear, READ);
            assertEquals(List.of(third), selected(other, MINUTE));
            assertEquals(1, ear.receive(ByteBuffer.allocate(4), null));
            third.cancel();
            other.register(ear, READ);
            assertEquals(List.of(), selectedNow(other), "nothing is there");
            ear.send(Members.text("y"), ear.getLocalAddress());
            assertEquals(1, selected(other, MINUTE).size());
            assertEquals(List.of(), selectedNow(other), "once");
        }
    }

    @Test
    void aBoundSocketIsWritableForEachRegistration() throws IOException {
        Set<NetworkEvent> write = EnumSet.of(NetworkEvent.WRITE);
        try (var selector = NetworkSelector.open(); var ear = ear()) {
            NetworkKey first = selector.register(ear, write);
            assertEquals(List.of(first), selected(selector, MINUTE));
            first.cancel();
            NetworkKey second = selector.register(ear, write);
            List<Set<NetworkEvent>> happened = new ArrayList<>();
            assertEquals(1, selector.select(key -> happened.add(key.happened()), MINUTE));
            assertEquals(List.of(write), happened);
            assertTrue(second.isValid());
            assertEquals(List.of(), selectedNow(selector), "once");
        }
    }

    /** Both are ready in one select; the first that is handed out cancels the other, and registers it anew. */
    @Test
    void cancelledBetweenRecordAndAction() throws IOException {
        try (var selector = NetworkSelector.open(); var a = ear(); var b = ear()) {
            bothReady(selector, a, b);
            List<NetworkSocket> told = new ArrayList<>();
            assertEquals(1, selector.select(key -> {
                told.add(key.socket());
                MultipointSocket other = key.socket() == a ? b : a;
                keyOf(selector, other).cancel();
                selector.register(other, READ);
            }, MINUTE));
            assertEquals(1, selector.select(key -> told.add(key.socket()), MINUTE));
            assertEquals(Set.of(a, b), Set.copyOf(told));
            assertEquals(List.of(), selectedNow(selector), "once");
        }
    }

    @Test
    void ofNoInterestBetweenRecordAndAction() throws IOException {
        try (var selector = NetworkSelector.open(); var a = ear(); var b = ear()) {
            bothReady(selector, a, b);
            List<NetworkSocket> told = new ArrayList<>();
            assertEquals(1, selector.select(key -> {
                told.add(key.socket());
                keyOf(selector, key.socket() == a ? b : a).interest(NONE);
                key.interest(NONE);
            }, MINUTE));
            assertEquals(List.of(), selectedNow(selector));
            keyOf(selector, a).interest(READ);
            keyOf(selector, b).interest(READ);
            assertEquals(1, selector.select(key -> told.add(key.socket()), MINUTE), "the one that was not told");
            assertEquals(Set.of(a, b), Set.copyOf(told));
            assertEquals(List.of(), selectedNow(selector), "once");
        }
    }

    /** A key whose action failed is told again what comes later. */
    @Test
    void afterAnActionThatFailed() throws IOException {
        try (var selector = NetworkSelector.open(); var ear = ear()) {
            NetworkKey key = selector.register(ear, READ);
            ear.send(Members.text("x"), ear.getLocalAddress());
            assertThrows(IOException.class, () -> selector.select(one -> {
                throw new IOException("mine");
            }, MINUTE));
            assertEquals(NONE, key.happened());
            key.cancel();
            assertEquals(List.of(selector.register(ear, READ)), selected(selector, MINUTE));
        }
    }

    /** joinleaf's own thread is told of what comes for a virtual thread, or while a join is pending. */
    @Test
    void selectedByTheEventThreadBefore() throws Exception {
        try (var selector = NetworkSelector.open(); var ear = ear()) {
            ear.waiting().parkInstead();
            ear.send(Members.text("x"), ear.getLocalAddress());
            ear.send(Members.text("y"), ear.getLocalAddress());
            assertEquals(1, ear.receive(ByteBuffer.allocate(4), null));
            Thread.sleep(50); /* the thread may have asked for the second one by then, or not: it is told in both cases */
            assertEquals(1, selectedAfter(selector, ear));
        }
    }

    private static int selectedAfter(NetworkSelector selector, MultipointSocket ear) throws IOException {
        selector.register(ear, READ);
        return selected(selector, MINUTE).size();
    }

    private static void bothReady(NetworkSelector selector, MultipointSocket a, MultipointSocket b) throws IOException {
        a.send(Members.text("x"), a.getLocalAddress());
        b.send(Members.text("x"), b.getLocalAddress());
        selector.register(a, READ);
        selector.register(b, READ);
        assertFalse(selector.keys().isEmpty());
    }

    private static NetworkKey keyOf(NetworkSelector selector, NetworkSocket socket) {
        return selector.keys().stream().filter(key -> key.socket() == socket).findFirst().orElseThrow();
    }
}

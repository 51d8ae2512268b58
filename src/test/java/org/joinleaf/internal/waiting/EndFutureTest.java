package org.joinleaf.internal.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who waits for an end is told when all that belongs to it was done. */
class EndFutureTest {
    private final EndFuture<String> future = new EndFuture<>();
    private final List<CompletableFuture<String>> copies = new ArrayList<>();

    @Test
    void whoAsksMeanwhileIsToldAfterwards() {
        future.complete("end", false, () -> {
            copies.add(future.copy());
            assertFalse(copies.get(0).isDone());
        });
        assertEquals("end", copies.get(0).getNow("none"));
        assertEquals("end", future.copy().getNow("none"));
    }

    @Test
    void theFirstEndCounts() {
        copies.add(future.copy());
        future.complete("first", false, () -> future.complete("within", false, () -> copies.add(null)));
        future.complete("later", false, () -> copies.add(null));
        assertEquals(1, copies.size());
        assertEquals("first", copies.get(0).getNow("none"));
        assertEquals("first", future.copy().getNow("none"));
    }
}

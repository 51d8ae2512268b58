package org.joinleaf;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.function.Executable;

/** What the tests of hints have in common. */
final class Hints {
    private static final String OWN = "\u0001";

    private Hints() {
    }

    /**
     * Sees that a failure is explained by a hint, that the hint helps, and that it does not come elsewhere.
     *
     * @param hint      what is to be told
     * @param sick      a call that fails
     * @param followed  does what the hint says, and calls again: that must not fail
     * @param neighbour what looks alike and is in order, or fails for another reason
     */
    static void told(Hint hint, Executable sick, Executable followed, Executable neighbour) {
        Pattern words = Pattern.compile(Arrays.stream(hint.text(OWN, OWN).split(OWN, -1)).map(Pattern::quote)
                .collect(Collectors.joining(".+")));
        String message = assertThrows(IOException.class, sick, hint.name()).getMessage();
        assertTrue(words.matcher(message).find(), () -> hint + " not in: " + message);
        try {
            followed.execute();
        } catch (Throwable e) {
            throw new AssertionError(hint + " was followed and did not help", e);
        }
        try {
            neighbour.execute();
        } catch (IOException e) {
            assertTrue(!words.matcher(e.getMessage()).find(), () -> hint + " of a healthy neighbour: " + e.getMessage());
        } catch (Throwable e) {
            throw new AssertionError(hint + ": the neighbour", e);
        }
    }
}

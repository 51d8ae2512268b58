package org.joinleaf.internal.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** The table that stands above the states is what they do. */
class WaitStateTest {
    private static final Pattern ROW = Pattern.compile("<tr>((<td>\\w*</td>)+)</tr>");

    /** These are the columns of the table. */
    private static final List<UnaryOperator<WaitState>> STEPS = List.of(state -> state.toBlock(true),
            state -> state.toBlock(false), WaitState::watched, WaitState::unwatched, WaitState::selected,
            WaitState::deselected);

    @Test
    void theTableIsTrue() throws IOException {
        String source = Files.readString(
                Project.root("src/main/java/org/joinleaf/internal/waiting/WaitState.java")).replace("\n * ", "");
        List<String> written = ROW.matcher(source).results()
                .map(row -> row.group(1).replace("<td>", "").replace("</td>", " ")).toList();
        List<String> done = new ArrayList<>();
        for (WaitState state : WaitState.values()) {
            StringBuilder row = new StringBuilder(state + " ");
            for (UnaryOperator<WaitState> step : STEPS) {
                row.append(after(state, step)).append(' ');
            }
            done.add(row.toString());
        }
        assertEquals(String.join("\n", done), String.join("\n", written));
    }

    private static String after(WaitState state, UnaryOperator<WaitState> step) {
        try {
            return step.apply(state).toString();
        } catch (IllegalStateException e) {
            assertTrue(e.getMessage().contains(state.toString()), e.getMessage());
            return "";
        }
    }

    /** Who selects the events does not change whether the user wants calls to wait, but for the user's own selector. */
    @Test
    void watchingIsNotSeen() {
        for (WaitState state : List.of(WaitState.BLOCKING, WaitState.NONBLOCKING)) {
            assertEquals(state.blocks(), state.watched().blocks());
            assertEquals(state, state.watched().unwatched());
            assertTrue(state.watched().isWatched() && !state.isWatched());
        }
    }
}

package org.joinleaf.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void keepsOutputErrorsAndExitCodeApart() {
        Command.Result result = Command.of("sh", "-c", "echo $WORD; echo no >&2; exit 3").environment("WORD", "yes").run();
        assertEquals(List.of("yes"), result.lines());
        assertEquals("no\n", result.err());
        assertEquals(3, result.exit());
        AssertionError error = assertThrows(AssertionError.class, result::expectSuccess);
        assertTrue(error.getMessage().contains("exit 3") && error.getMessage().contains("no"), error::getMessage);
    }

    @Test
    void endsAProcessThatDoesNotEnd() {
        Command endless = Command.of("sh", "-c", "echo started; sleep 100").timeout(Duration.ofSeconds(5));
        AssertionError error = assertThrows(AssertionError.class, endless::run);
        assertTrue(error.getMessage().contains("started"), error::getMessage);
    }

    @Test
    void makesANetworkWhereOnlyLoIs() {
        List<String> links = Command.of("ip", "-oneline", "link").inNewNetwork().run().expectSuccess().lines();
        assertEquals(1, links.size(), links::toString);
        assertTrue(links.get(0).contains("lo: <LOOPBACK,UP"), links::toString);
    }
}

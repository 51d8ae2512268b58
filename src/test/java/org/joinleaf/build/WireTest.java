package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what the shim's sessions look like on the wire, at the far end of a cable between two namespaces. */
@Slow
class WireTest {
    @ParameterizedTest
    @ValueSource(strings = {"reports", "data", "flows", "rooted"})
    void looksRight(String part) {
        Needs.networkNamespaces();
        Command.Result result = CProgram.named("wire", Compiler.GCC)
                .sources("native/test/wire/*.c")
                .useJoinleaf()
                .build()
                .command(part)
                .timeout(Duration.ofMinutes(15))
                .run();
        List<String> failed = result.lines().stream().filter(line -> !line.startsWith("ok ")).toList();
        assertEquals(List.of(), failed);
        result.expectSuccess();
    }
}

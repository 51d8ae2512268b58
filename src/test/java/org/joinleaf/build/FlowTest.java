package org.joinleaf.build;

import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Compiler;
import org.junit.jupiter.api.Test;

/** Tests the token bucket against its definition, with a clock of its own. */
class FlowTest {
    @Test
    void tokenBucketKeepsItsBounds() {
        CProgram.named("flow", Compiler.GCC)
                .sources("native/test/flow/flow.c", "native/providers/common/flow.c")
                .build()
                .command()
                .run()
                .expectSuccess();
    }
}

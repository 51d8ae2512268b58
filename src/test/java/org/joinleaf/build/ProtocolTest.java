package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** The page of the wire protocol says of the control frames what the provider keeps to. */
class ProtocolTest {
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) ([A-Z]+) \\|.*\\| ([\\d,]+)[^|]* \\|");

    @Test
    void numberNameAndLimitOfEachFrameAreThoseOfThePage() throws IOException {
        List<String> page = Files.readAllLines(Project.root("native/providers/rooted/PROTOCOL.md")).stream().map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3).replace(",", "")).toList();
        CProgram frames = CProgram.named("rooted-frames", Compiler.GCC)
                .sources("native/test/rooted/frames.c", "native/providers/rooted/wire/wire.c").build();
        assertEquals(frames.command().run().expectSuccess().lines(), page);
    }
}

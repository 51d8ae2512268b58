package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Every number and every structure's layout in include/ is what mingw-w64's headers for Windows say. */
class LayoutTest {
    @Test
    void numbersAndLayoutsAreThoseOfWindows() {
        Needs.mingw();
        Command.Result result = Command.of(
                        "sh", Project.root("native/test/layout/compare.sh").toString(), Project.target("ctest/layout").toString())
                .run()
                .expectSuccess();
        System.out.print(result.out());
    }

    /** The headers that joinleaf.dll for aarch64 is compiled with. */
    @Test
    void numbersAndLayoutsAreThoseOfWindowsOnAarch64() {
        String zig = System.getProperty("joinleaf.zig", "zig");
        Needs.program(zig, ".ci/zig fetches it");
        Command.Result result = Command.of("sh", Project.root("native/test/layout/compare.sh").toString(),
                        Project.target("ctest/layout-aarch64").toString())
                .environment("MINGW_CC", zig + " cc -target aarch64-windows-gnu")
                .environment("ZIG_GLOBAL_CACHE_DIR", zig + "-cache").environment("ZIG_LOCAL_CACHE_DIR", zig + "-cache")
                .run()
                .expectSuccess();
        assertTrue(result.out().contains("no difference"), result::out);
    }
}

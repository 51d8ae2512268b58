package org.joinleaf.build;

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
}

package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C sources keep to their floors ({@link Floors}), and what does not is found. */
class FloorsTest {
    @TempDir
    private Path sample;

    @Test
    void sourcesKeepToTheirFloors() throws IOException {
        assertEquals(List.of(), Floors.check(Project.root("native")));
    }

    @Test
    void anIncludeUpwardsIsFound() throws IOException {
        write("providers/rooted/session/session.h", "");
        write("providers/rooted/link/link.c", "#include <string.h>", "#include \"providers/rooted/session/session.h\"");
        assertEquals(List.of("providers/rooted/link/link.c:2: providers/rooted/session/session.h does not stand below "
                + "providers/rooted/link"), Floors.check(sample));
    }

    @Test
    void aSystemsHeaderIsFound() throws IOException {
        write("system/linux/poll.c", "#include <sys/epoll.h>");
        write("providers/rooted/link/reactor.c", "", "#  include <sys/epoll.h> /* why not */");
        assertEquals(List.of("providers/rooted/link/reactor.c:2: sys/epoll.h is a system's header, and providers/rooted/link "
                + "may not include it"), Floors.check(sample));
    }

    @Test
    void aSystemsOwnFloorIsFound() throws IOException {
        write("system/linux/os_errno.h", "");
        write("providers/udp/data.c", "#include \"system/linux/os_errno.h\"");
        write("providers/rooted/socket/data.c", "#include \"system/linux/os_errno.h\"");
        assertEquals(List.of("providers/rooted/socket/data.c:1: system/linux/os_errno.h does not stand below "
                + "providers/rooted/socket"), Floors.check(sample));
    }

    @Test
    void aCircleIsFound() throws IOException {
        write("providers/rooted/session/a.h", "#include <stdint.h>");
        write("providers/rooted/session/a.c", "#include \"a.h\"", "#include \"b.h\"");
        write("providers/rooted/session/b.h", "#include \"c.h\"");
        write("providers/rooted/session/c.h", "");
        write("providers/rooted/session/c.c", "", "", "#include \"a.h\"");
        assertEquals(List.of("a circle: providers/rooted/session/a.c:2 includes providers/rooted/session/b.h; "
                + "providers/rooted/session/b.h:1 includes providers/rooted/session/c.h; "
                + "providers/rooted/session/c.c:3 includes providers/rooted/session/a.h;"), Floors.check(sample));
    }

    @Test
    void aFolderThatIsNoFloorIsFound() throws IOException {
        write("providers/tcp/socket.c", "#include <stdint.h>");
        write("system/clock.h", "#include <stdint.h>");
        assertEquals(List.of("providers/tcp/socket.c: no floor is called providers/tcp"), Floors.check(sample));
    }

    @Test
    void noSourceIsTooLong() throws IOException {
        assertEquals(List.of(), Floors.checkLengths(Project.root("")));
    }

    @Test
    void aFileThatIsTooLongIsFound() throws IOException {
        write("native/test/soak/main.c", ("#include <stdio.h>" + "\n/* more */".repeat(500)).split("\n"));
        write("src/main/java/org/joinleaf/winsock/Winsock.java", "\n".repeat(500).split("x"));
        assertEquals(List.of("native/test/soak/main.c:500: is 501 lines long"), Floors.checkLengths(sample));
    }

    private void write(String file, String... lines) throws IOException {
        Files.createDirectories(sample.resolve(file).getParent());
        Files.write(sample.resolve(file), List.of(lines));
    }
}

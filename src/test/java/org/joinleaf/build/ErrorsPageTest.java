package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.joinleaf.testing.Project;
import org.joinleaf.winsock.WinsockError;
import org.junit.jupiter.api.Test;

/** The guide's page of error codes is made from the one table of them; what it should be lies in target/errors.md. */
class ErrorsPageTest {
    private static final String HEAD = """
            # Error codes

            Winsock's codes, as `WSAGetLastError` and `WinsockFailure.code()` tell them, on Windows and on Linux alike. What
            each function can give, and when, is said with the function: in the documentation of `Winsock` and of each method.
            [Troubleshooting](troubleshooting.html) goes from what you see to what helps.

            | code | name | what it says |
            |--:|---|---|
            """;

    @Test
    void hasEveryCode() throws IOException {
        String page = Arrays.stream(WinsockError.values())
                .sorted(Comparator.comparingInt(WinsockError::code))
                .map(error -> "| " + error.code() + " | " + error.name() + " | " + error.text() + " |\n")
                .collect(Collectors.joining("", HEAD, ""));
        Path made = Project.target("errors.md");
        Files.writeString(made, page);
        assertEquals(page, Files.readString(Project.root("src/site/markdown/errors.md")), "copy " + made);
    }
}

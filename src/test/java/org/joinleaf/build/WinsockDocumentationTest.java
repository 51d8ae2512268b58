package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** Every function of {@code Winsock} says what it does, what its parameters are, which codes it gives, and its page. */
class WinsockDocumentationTest {
    private static final Pattern FUNCTION = Pattern.compile(
            "    /\\*\\*\n((?:     \\*.*\n)+?)     \\*/\n    public static (?:synchronized )?(\\w+) (\\w+)\\(([^)]*)\\)");

    /** These functions cannot fail. */
    private static final Pattern NEVER_FAILS = Pattern.compile(
            "[hn]to[hn][sl]|WSA[GS]etLastError|MAKE(WORD|LONG)|(LO|HI)(BYTE|WORD)|FD_\\w+|WSA_CMSG_\\w+|inet_ntoa|gai_strerror");

    @Test
    void everyFunctionIsDocumented() throws IOException {
        String source = Files.readString(Project.root("src/main/java/org/joinleaf/winsock/Winsock.java"));
        String common = source.substring(0, source.indexOf("public final class"));
        assertTrue(common.contains("WSANOTINITIALISED") && common.contains("WSAENOTSOCK"), "the common codes");
        List<String> wrong = new ArrayList<>();
        Matcher function = FUNCTION.matcher(source);
        int count = 0;
        while (function.find()) {
            count++;
            String text = function.group(1).replaceAll("\n     \\* *", " ");
            String name = function.group(3);
            String label = name + "(" + function.group(4).replaceAll("\\s+", " ") + "): ";
            require(wrong, text.matches("(?s)\\s*\\* (WSA\\w*|\\w+)(:| of) .*"), label + "does not say what it does");
            boolean page = text.matches("(?s).*@see <a href=\"https://learn.microsoft.com/[^\"]+\"> ?\\w+</a>.*");
            require(wrong, page, label + "names no page");
            for (String parameter : function.group(4).split(",\\s*")) {
                String last = parameter.substring(parameter.lastIndexOf(' ') + 1);
                boolean described = last.isEmpty() || text.matches("(?s).*@param " + last + " +\\S+ .*");
                require(wrong, described, label + "does not describe " + last);
            }
            boolean result = function.group(2).equals("void") || text.contains("@return ");
            require(wrong, result, label + "does not say what it returns");
            boolean codes = text.contains("Codes, beside the common ones:")
                    || text.matches("(?s).*@return .*(WSA\\w+|a code of).*");
            require(wrong, codes || NEVER_FAILS.matcher(name).matches(), label + "names no code");
        }
        assertEquals(List.of(), wrong);
        assertEquals(Pattern.compile("public static (synchronized )?\\w+ \\w+\\(").matcher(source).results().count(), count,
                "functions with a comment");
    }

    private static void require(List<String> wrong, boolean right, String what) {
        if (!right) {
            wrong.add(what);
        }
    }
}

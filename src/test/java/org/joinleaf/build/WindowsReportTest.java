package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.joinleaf.build.Differences.Difference;
import org.junit.jupiter.api.Test;

class WindowsReportTest {
    @Test
    void tellsWhatDiffersAndFromWhom() {
        ConformanceRun run = new ConformanceRun(List.of(
                "SK-01 pass", "SK-03 FAIL", "    conformance/sk.c:9: the code is 10004|10038", "SK-04 pass", "IP-09 FAIL", "    bound",
                "JL-02 provider lacks it"));
        Differences wine = new Differences("wine-8.0", Map.of(
                "SK-03", new Difference("wakes with WSAEINVAL", "joinleaf"), "SK-04", new Difference("answers WSAEOPNOTSUPP", "joinleaf")));
        assertEquals("""
                2 rules pass, 2 differ, 1 lack what no provider has.

                | rule that differs from joinleaf | Wine | here |
                |---|---|---|
                | SK-03 | differs, too | SK-03 FAIL; conformance/sk.c:9: the code is 10004\\|10038 |
                | IP-09 | as joinleaf | IP-09 FAIL; bound |

                | rule that is as joinleaf, and Wine is not | Wine | here |
                |---|---|---|
                | SK-04 | answers WSAEOPNOTSUPP | pass |
                """, WindowsReport.of(run, wine));
    }
}

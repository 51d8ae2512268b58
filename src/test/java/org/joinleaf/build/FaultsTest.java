package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.Test;

/**
 * Every system call and every allocation of the shim fails once, while the rules of the conformance program run
 * (native/test/faults). Takes its turns over the places in the code for a while; with -Dfaults.seconds=0 all of them,
 * with every errno; with -Dfaults.all=true every call of every rule, which takes hours.
 */
@Slow
class FaultsTest {
    private static final int SECONDS = Integer.getInteger("faults.seconds", 45);
    private static final boolean ALL = Boolean.getBoolean("faults.all");

    @Test
    void everyCallFailsOnce() {
        Needs.program("gcc", "gcc");
        Needs.program("nm", "binutils");
        Needs.networkNamespaces();
        Path folder = Project.target("ctest/faults");
        Command.of("sh", Project.root("native/test/faults/build.sh").toString(), folder.toString())
                .timeout(Duration.ofMinutes(15)).run().expectSuccess();

        List<String> words = new ArrayList<>(List.of(folder.resolve("faults").toString(), "--network=routed",
                "--set-up=set -e\nPATH=$PATH:/usr/sbin:/sbin\nip link set lo up\n"
                        + String.join("\n", ConformanceTest.NETWORKS.get("routed")) + "\n" + Command.UNTIL_CARRIERS_ARE_TOLD));
        if (SECONDS > 0) {
            words.add("--seconds=" + SECONDS);
        }
        if (ALL) {
            words.add("--all");
        }
        Command.Result result = Command.of(words)
                .timeout(SECONDS > 0 ? Duration.ofSeconds(SECONDS).plusMinutes(15) : Duration.ofHours(24)).run();
        System.out.println(result.lines().get(result.lines().size() - 1));
        result.expectSuccess();
        assertTrue(result.out().contains(" faults injected"), result.out());
    }
}

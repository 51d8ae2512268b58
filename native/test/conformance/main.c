/*
 * main.c - the conformance program: tells rule by rule what the Winsock it runs on does.
 *
 *     conformance [--network=NAME] [--timeout=SECONDS] [--list] [RULE or AREA ...]
 *
 * Each rule runs in a process of its own (this program with --rule), so that a hang or a crash is that rule's
 * failure and nothing else's. Prints a line a rule (a failed one may go on in indented lines) and a table by
 * area. The exit status is 0 when nothing failed, 1 when something did, 2 for wrong arguments.
 */
#include "areas.h"

enum outcome { PASS, FAIL, LACKS, NEEDS, OUTCOMES };
#define STATUS_BASE 40 /* a rule's process ends with this and its outcome: nothing else ends so by chance */
#define START_TRIES 5  /* a busy system (Wine) may refuse a process; that says nothing of the rule */
#define OUTPUT_SIZE 20000

static unsigned timeout_s = 120;
static const char *network_option = "--network=host";

static const char *rule_label(const struct rule *rule)
{
    static char label[16];
    snprintf(label, sizeof label, "%s", rule->name);
    for (char *c = label; *c; c++) {
        if (*c == '_')
            *c = '-';
    }
    return label;
}

static const struct rule *rule_find(const char *name)
{
    for (const struct area *const *area = areas; *area; area++) {
        for (const struct rule *const *rule = (*area)->rules; *rule; rule++) {
            if (names_equal((*rule)->name, name))
                return *rule;
        }
    }
    return NULL;
}

/* Winsock starts before the rule and ends after it; what it opened must be gone then (SK-03). */
static void rule_perform(const struct rule *rule)
{
    int before = host_open_sockets();
    if (rule->cold) {
        rule->run();
    } else {
        WSADATA data;
        if (CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0)) {
            rule->run();
            check_context(NULL);
            CHECK_EQ(WSACleanup(), 0);
        }
    }
    check_context(NULL);
    int after = host_open_sockets();
    if (before != HOST_UNKNOWN)
        CHECK_EQ(after, before); /* sockets left behind after WSACleanup */
}

static const struct rule *running;

/* Prints the rule's line; the status that tells the runner the outcome. */
static int rule_report(void)
{
    enum outcome outcome = PASS;
    if (check_failures() > 0) {
        outcome = FAIL;
        printf("%s FAIL %s\n", rule_label(running), check_report());
    } else if (lacks_said()) {
        outcome = LACKS;
        printf("%s provider lacks it: %s\n", rule_label(running), lacks_said());
    } else if (needs_said()) {
        outcome = NEEDS;
        printf("%s needs %s\n", rule_label(running), needs_said());
    } else {
        printf("%s pass\n", rule_label(running));
    }
    fflush(stdout);
    return STATUS_BASE + (int)outcome;
}

static void rule_crashed(void)
{
    check_crashed();
    _Exit(rule_report());
}

static int rule_main(const char *name)
{
    running = rule_find(name);
    if (!running)
        return 2;
    host_on_crash(rule_crashed);
    rule_perform(running);
    return rule_report();
}

static enum outcome rule_run(const struct rule *rule)
{
    static char output[OUTPUT_SIZE];
    const char *arguments[] = {"--rule", rule->name, network_option, NULL};
    int status = 0;
    struct host_process *process = host_process_start(arguments);
    for (int i = 0; i < START_TRIES && !process; i++) {
        host_sleep_ms(500);
        process = host_process_start(arguments);
    }
    if (!process) {
        printf("%s FAIL main.c: its process could not be started\n", rule_label(rule));
        return FAIL;
    }
    if (!host_process_end(process, timeout_s * 1000, output, sizeof output, &status)) {
        printf("%s FAIL main.c: hangs: not done after %u s\n", rule_label(rule), timeout_s);
        return FAIL;
    }
    int outcome = status - STATUS_BASE;
    if (outcome < 0 || outcome >= OUTCOMES) {
        printf("%s FAIL main.c: its process ended with status %d (0x%x)%s%s\n", rule_label(rule), status,
               (unsigned)status, *output ? "\n    after: " : "", output);
        return FAIL;
    }
    fputs(output, stdout);
    return (enum outcome)outcome;
}

static int selected(const struct area *area, const struct rule *rule, int count, char **names)
{
    if (count == 0)
        return 1;
    for (int i = 0; i < count; i++) {
        if (names_equal(names[i], area->name) || names_equal(names[i], rule->name))
            return 1;
    }
    return 0;
}

static int run(int count, char **names)
{
    int totals[OUTCOMES] = {0};
    char table[4096];
    size_t used = (size_t)snprintf(table, sizeof table, "\n%-6s%6s%6s%7s%7s\n", "area", "pass", "FAIL",
                                   "lacks", "needs");
    for (const struct area *const *area = areas; *area; area++) {
        int tally[OUTCOMES] = {0};
        int ran = 0;
        for (const struct rule *const *rule = (*area)->rules; *rule; rule++) {
            if (!selected(*area, *rule, count, names))
                continue;
            enum outcome outcome = rule_run(*rule);
            fflush(stdout);
            tally[outcome]++;
            totals[outcome]++;
            ran++;
        }
        if (ran && used < sizeof table)
            used += (size_t)snprintf(table + used, sizeof table - used, "%-6s%6d%6d%7d%7d\n", (*area)->name,
                                     tally[PASS], tally[FAIL], tally[LACKS], tally[NEEDS]);
    }
    printf("%s%-6s%6d%6d%7d%7d\n", table, "all", totals[PASS], totals[FAIL], totals[LACKS], totals[NEEDS]);
    return totals[FAIL] > 0;
}

static int list(void)
{
    for (const struct area *const *area = areas; *area; area++) {
        for (const struct rule *const *rule = (*area)->rules; *rule; rule++)
            printf("%s %s\n", rule_label(*rule), (*rule)->title);
    }
    return 0;
}

static int usage(const char *argument)
{
    fprintf(stderr,
            "conformance: what is %s?\n"
            "usage: conformance [--network=host|routed|bare|full|down] [--timeout=SECONDS] [--list]"
            " [RULE or AREA ...]\n",
            argument);
    return 2;
}

static int name_known(const char *name)
{
    for (const struct area *const *area = areas; *area; area++) {
        if (names_equal((*area)->name, name))
            return 1;
    }
    return rule_find(name) != NULL;
}

int main(int argc, char **argv)
{
    const char *rule = NULL;
    int names = 1; /* argv[1..names) are the rules and areas asked for */
    if (argc > 2 && strcmp(argv[1], "--helper") == 0)
        return helper_main(argc - 2, argv + 2);
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--network=", 10) == 0) {
            if (!network_choose(argv[i] + 10))
                return usage(argv[i]);
            network_option = argv[i];
        } else if (strncmp(argv[i], "--timeout=", 10) == 0) {
            timeout_s = (unsigned)strtoul(argv[i] + 10, NULL, 10);
            if (timeout_s == 0 || timeout_s > 3600)
                return usage(argv[i]);
        } else if (strcmp(argv[i], "--list") == 0) {
            return list();
        } else if (strcmp(argv[i], "--rule") == 0 && i + 1 < argc) {
            rule = argv[++i];
        } else if (argv[i][0] != '-' && name_known(argv[i])) {
            argv[names++] = argv[i];
        } else {
            return usage(argv[i]);
        }
    }
    return rule ? rule_main(rule) : run(names - 1, argv + 1);
}

/*
 * main.c - every system call fails once: runs each rule of the conformance program again and again, each time
 * with one call of the shim to the C library failing with one errno.
 *
 *     faults [--network=NAME] [--jobs=N] [--seconds=N] [--all] [--only=KIND] [--list] [--set-up=SHELL]
 *         [RULE or AREA ...]
 *
 * First each rule runs undisturbed and its calls are written down. Then, without --all, one call from each
 * place in the code (the call stack within the shim) fails with each errno of its kind, in the first rule
 * that gets there; with --all each call of each rule does. --seconds bounds the time; then errnos are taken
 * in turns over the places, so that every place has its share. --set-up says what makes a network; then each
 * of the processes that run at the same time gets one of its own. Exit status 0: nothing was found; 1:
 * something was, which is printed; 2: wrong arguments.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/conformance/areas.h"
#include "trial.h"

enum { JOBS_MOST = 64, CALLS = 20000, RULES = 1000, SUSPECTS = 2000, LIMIT_MS = 120000, FINDINGS_SHOWN = 40 };

/* What a rule sees without a code, and is right so. */
static const struct {
    const char *rule, *kind, *why;
} right[] = {
    {"OP_08", "socket", "a route that cannot be looked at counts as changed: whoever is told asks for it"},
    {"OP_08", "connect", "the same"},
    {"EV_04", "socket", "the same"},
    {"EV_04", "connect", "the same"},
    {"EV_04", "recvfrom", "messages of rtnetlink that got lost count as a change, too"},
    {"OP_08", "recvfrom", "the same"},
};

struct plan {
    const struct rule *rule;
    unsigned rule_index;
    struct fault fault;
    uint64_t place;
};

struct job {
    pid_t process; /* 0: free */
    struct plan plan;
    struct trial *trial;
    int network; /* the namespace it runs in; -1: the runner's */
    int errors;  /* the file that takes the process's standard error */
    unsigned long long until;
};

static struct {
    unsigned jobs, seconds;
    bool all, list;
    const char *only, *set_up;
} wanted = {.jobs = 16};

static struct job jobs[JOBS_MOST];
static const struct rule *rules[RULES];
static unsigned rules_count;
static unsigned *usual[RULES]; /* the codes that a rule sets undisturbed; NULL: it fails here anyway */
static struct faults_log *logs[RULES];

static struct plan suspects[SUSPECTS];
static size_t suspects_count;
static bool alone;
static struct plan *plans;
static size_t plans_count, plans_room;

static struct {
    unsigned faults, missed, told, silent, findings;
} totals;

static void *shared(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        perror("faults: mmap");
        exit(2);
    }
    return memory;
}

static const char *fault_text(const struct plan *plan)
{
    static char text[200];
    if (plan->fault.kind < 0)
        snprintf(text, sizeof text, "%s, undisturbed", plan->rule->name);
    else
        snprintf(text, sizeof text, "%s, %s number %u failing with %d (%s)", plan->rule->name,
                 faults_kind_name(plan->fault.kind), plan->fault.number, plan->fault.error,
                 strerror(plan->fault.error));
    return text;
}

/* Each slot has a network of its own, so that rules which run at the same time do not meet. */
static void make_network(struct job *job)
{
    if (!wanted.set_up)
        return;
    if (job->network >= 0)
        close(job->network);
    int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (own < 0 || unshare(CLONE_NEWNET) != 0 || system(wanted.set_up) != 0) {
        perror("faults: a network could not be made");
        exit(2);
    }
    job->network = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (job->network < 0 || setns(own, CLONE_NEWNET) != 0) {
        perror("faults: the network could not be left");
        exit(2);
    }
    close(own);
}

/* The rule's process: its own group, so that what it starts ends with it. */
static void child(struct job *job)
{
    setpgid(0, 0);
    if (job->network >= 0 && setns(job->network, CLONE_NEWNET) != 0)
        _exit(2);
    dup2(job->errors, 2);
    int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nothing, 1);
    close(nothing);
    trial_run(job->plan.rule, &job->plan.fault, logs[job->plan.rule_index],
              job->plan.fault.kind < 0 ? NULL : usual[job->plan.rule_index], job->trial);
    _exit(0);
}

static void start(struct job *job, const struct plan *plan)
{
    job->plan = *plan;
    memset(job->trial, 0, sizeof *job->trial);
    if (ftruncate(job->errors, 0) != 0 || lseek(job->errors, 0, SEEK_SET) != 0)
        perror("faults: memfd");
    job->until = host_now_ms() + LIMIT_MS;
    fflush(stdout);
    job->process = fork();
    if (job->process == 0)
        child(job);
    if (job->process < 0) {
        perror("faults: fork");
        exit(2);
    }
}

static void show_errors(const struct job *job)
{
    char text[1800];
    ssize_t size = pread(job->errors, text, sizeof text, 0);
    if (size > 0)
        printf("%.*s\n", (int)size, text);
}

static void finding(const struct job *job, const char *what, int number)
{
    totals.findings++;
    if (totals.findings > FINDINGS_SHOWN)
        return;
    printf("FOUND %s: %s %d\n%s", fault_text(&job->plan), what, number, job->trial->text);
    show_errors(job);
}

/*
 * A fault of which nobody was told, and a rule that does not hold: the program went wrong in silence. Or the
 * rules that run at the same time did it, on the same groups: so it is tried again, alone.
 */
static void suspect(const struct job *job)
{
    if (suspects_count < SUSPECTS)
        suspects[suspects_count++] = job->plan;
}

static void survey_end(struct job *job)
{
    unsigned index = job->plan.rule_index;
    if (job->trial->failed_checks == 0 && job->trial->finished) {
        usual[index] = malloc(sizeof job->trial->codes);
        if (usual[index])
            memcpy(usual[index], job->trial->codes, sizeof job->trial->codes);
    } else {
        printf("%s does not hold here without any fault:\n%s", job->plan.rule->name, job->trial->text);
    }
}

static bool is_right(const struct plan *plan)
{
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        if (strcmp(plan->rule->name, right[i].rule) == 0 &&
            strcmp(faults_kind_name(plan->fault.kind), right[i].kind) == 0)
            return true;
    }
    return false;
}

static void judge(struct job *job, int status)
{
    const struct trial *trial = job->trial;
    bool survey = job->plan.fault.kind < 0;
    if (WIFSIGNALED(status)) {
        finding(job, "ended by signal", WTERMSIG(status));
    } else if (WEXITSTATUS(status) != 0) {
        finding(job, "exit status", WEXITSTATUS(status));
    } else if (!trial->finished) {
        finding(job, "not finished", 0);
    } else if (trial->bad) {
        finding(job, "failed checks:", trial->failed_checks);
    }
    if (survey) {
        survey_end(job);
        return;
    }
    if (!trial->injected && trial->finished) {
        totals.missed++;
        return;
    }
    if (alone) {
        if (!trial->told && (trial->failed_checks || trial->woken) && !is_right(&job->plan)) {
            totals.silent++;
            printf("SILENT %s%s\n%s", fault_text(&job->plan), trial->woken ? ": waits for ever" : "",
                   trial->text);
        }
        return;
    }
    totals.faults++;
    if (trial->told)
        totals.told++;
    else if ((trial->failed_checks || trial->woken) && usual[job->plan.rule_index])
        suspect(job);
}

/* Waits for one to end. */
static void reap(void)
{
    for (;;) {
        for (unsigned i = 0; i < wanted.jobs; i++) {
            int status;
            if (jobs[i].process == 0)
                continue;
            pid_t ended = waitpid(jobs[i].process, &status, WNOHANG);
            if (ended == 0 && host_now_ms() > jobs[i].until) {
                kill(-jobs[i].process, SIGKILL);
                waitpid(jobs[i].process, &status, 0);
                finding(&jobs[i], "hangs; ms:", LIMIT_MS);
                jobs[i].process = 0;
                totals.faults++;
                return;
            }
            if (ended == jobs[i].process) {
                judge(&jobs[i], status);
                jobs[i].process = 0;
                return;
            }
        }
        host_sleep_ms(2);
    }
}

static struct job *free_job(void)
{
    for (;;) {
        for (unsigned i = 0; i < wanted.jobs; i++) {
            if (jobs[i].process == 0)
                return &jobs[i];
        }
        reap();
    }
}

static bool busy(void)
{
    for (unsigned i = 0; i < wanted.jobs; i++) {
        if (jobs[i].process != 0)
            return true;
    }
    return false;
}

static void plan_add(struct plan plan)
{
    if (plans_count == plans_room) {
        plans_room = plans_room ? 2 * plans_room : 4096;
        plans = realloc(plans, plans_room * sizeof *plans);
        if (!plans)
            exit(2);
    }
    plans[plans_count++] = plan;
}

/* One bit a known place and kind. */
static bool place_is_new(int kind, uint64_t place)
{
    enum { SLOTS = 1 << 16 };
    static uint64_t known[SLOTS];
    uint64_t key = (place ^ (uint64_t)kind * 0x9e3779b97f4a7c15u) | 1;
    for (size_t i = key % SLOTS;; i = (i + 1) % SLOTS) {
        if (known[i] == key)
            return false;
        if (known[i] == 0) {
            known[i] = key;
            return true;
        }
    }
}

static void plan_rule(unsigned index)
{
    const struct faults_log *log = logs[index];
    for (unsigned i = 0; i < log->count && i < log->room; i++) {
        const struct faults_call *call = &log->calls[i];
        if (wanted.only && strcmp(wanted.only, faults_kind_name(call->kind)) != 0)
            continue;
        if (!wanted.all && !place_is_new(call->kind, call->place))
            continue;
        for (int e = 0; faults_kind_error(call->kind, e) != 0; e++)
            plan_add((struct plan){rules[index],
                                   index,
                                   {call->kind, call->number, faults_kind_error(call->kind, e)},
                                   call->place});
    }
    if (log->count > log->room)
        printf("%s makes %u calls: the first %u are taken\n", rules[index]->name, log->count, log->room);
}

static void plan_all(void)
{
    for (unsigned i = 0; i < rules_count; i++) {
        logs[i] = shared(sizeof *logs[i] + CALLS * sizeof logs[i]->calls[0]);
        logs[i]->room = CALLS;
        start(free_job(), &(struct plan){rules[i], i, {-1, 0, 0}, 0});
    }
    while (busy())
        reap();
    for (unsigned i = 0; i < rules_count; i++)
        plan_rule(i);
}

/* The only slot, with a new network: an earlier rule may have left its own in disorder. */
static struct job *fresh_job(void)
{
    struct job *job = free_job();
    make_network(job);
    return job;
}

static int by_turn(const void *one, const void *other)
{
    const struct plan *a = one, *b = other;
    return a->place != b->place ? (a->place < b->place ? -1 : 1) : 0;
}

/* First one errno of every place, then the next of every place ...; which is first differs from place to
 * place. */
static void take_turns(void)
{
    for (size_t first = 0; first < plans_count;) {
        size_t end = first;
        while (end < plans_count && plans[end].rule == plans[first].rule &&
               plans[end].fault.kind == plans[first].fault.kind &&
               plans[end].fault.number == plans[first].fault.number)
            end++;
        size_t count = end - first;
        for (size_t i = first; i < end; i++)
            plans[i].place = ((i - first + plans[i].place % count) % count) << 32 | (i & 0xffffffff);
        first = end;
    }
    qsort(plans, plans_count, sizeof *plans, by_turn);
}

static void run(void)
{
    unsigned long long end = wanted.seconds ? host_now_ms() + wanted.seconds * 1000ull : ~0ull;
    size_t done = 0;
    take_turns();
    for (; done < plans_count && host_now_ms() < end; done++)
        start(free_job(), &plans[done]);
    while (busy())
        reap();
    alone = true;
    wanted.jobs = 1;
    for (size_t i = 0; i < suspects_count; i++)
        start(fresh_job(), &suspects[i]);
    while (busy())
        reap();
    printf("%u faults injected (%zu planned, %zu tried, %u not reached): %u told by a code, %u harmless, %u "
           "silent;"
           " %u findings\n",
           totals.faults, plans_count, done, totals.missed, totals.told,
           totals.faults - totals.told - totals.silent, totals.silent, totals.findings);
}

static int chosen(const struct area *area, const struct rule *rule, int count, char **names)
{
    for (int i = 0; i < count; i++) {
        if (names_equal(names[i], area->name) || names_equal(names[i], rule->name))
            return 1;
    }
    return count == 0;
}

static int option(const char *argument)
{
    const char *value = strchr(argument, '=');
    value = value ? value + 1 : "";
    if (strncmp(argument, "--network=", 10) == 0) {
        return network_choose(value);
    }
    if (strncmp(argument, "--jobs=", 7) == 0) {
        wanted.jobs = (unsigned)strtoul(value, NULL, 10);
        return wanted.jobs > 0 && wanted.jobs <= JOBS_MOST;
    }
    if (strncmp(argument, "--seconds=", 10) == 0) {
        wanted.seconds = (unsigned)strtoul(value, NULL, 10);
        return 1;
    }
    if (strncmp(argument, "--set-up=", 9) == 0) {
        wanted.set_up = value;
        return 1;
    }
    if (strncmp(argument, "--only=", 7) == 0) {
        wanted.only = value;
        return 1;
    }
    wanted.all |= strcmp(argument, "--all") == 0;
    wanted.list |= strcmp(argument, "--list") == 0;
    return strcmp(argument, "--all") == 0 || strcmp(argument, "--list") == 0;
}

int main(int argc, char **argv)
{
    int names = 1;
    if (argc > 2 && strcmp(argv[1], "--helper") == 0)
        return helper_main(argc - 2, argv + 2);
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-') {
            argv[names++] = argv[i];
        } else if (!option(argv[i])) {
            fprintf(stderr, "faults: what is %s?\n", argv[i]);
            return 2;
        }
    }
    for (unsigned i = 0; i < wanted.jobs; i++) {
        jobs[i].trial = shared(sizeof *jobs[i].trial);
        jobs[i].errors = memfd_create("errors", MFD_CLOEXEC);
        jobs[i].network = -1;
        make_network(&jobs[i]);
    }
    for (const struct area *const *area = areas; *area; area++) {
        for (const struct rule *const *rule = (*area)->rules; *rule; rule++) {
            if (chosen(*area, *rule, names - 1, argv + 1) && strcmp((*rule)->name, "ER_02") != 0 &&
                rules_count < RULES) /* ER_02 has failures of its own, for good */
                rules[rules_count++] = *rule;
        }
    }
    plan_all();
    if (wanted.list) {
        for (size_t i = 0; i < plans_count; i++)
            printf("%s\n", fault_text(&plans[i]));
        return 0;
    }
    run();
    return totals.findings > 0 || totals.silent > 0 || totals.faults == 0;
}

/* trial.h - one rule run with one fault, in a process of its own, and what became of it. */
#ifndef TRIAL_H
#define TRIAL_H

#include <stdatomic.h>

#include "test/conformance/conformance.h"
#include "faults.h"

struct fault {
    int kind; /* below 0: none, the calls are only watched */
    unsigned number;
    int error;
};

/* In memory that the runner shares with the rule's process. */
struct trial {
    int finished;
    int injected;
    int failed_checks; /* of the rule's: expected, once a call has failed */
    int told;          /* a failing call said so, with a code that the rule does not see without the fault */
    int woken;         /* it waited for ever, and WSACleanup ended that */
    int bad;           /* something that no fault excuses */
    char text[4000];   /* what is bad; and the first checks that failed */
    unsigned codes[FAULTS_CODES];
};

/* The rule, and all that must hold after it. The process is to end then. */
void trial_run(const struct rule *rule, const struct fault *fault, struct faults_log *log,
               const unsigned *usual_codes, struct trial *trial);

/* verdict.c: where the checks of the rule go. */
void verdict_begin(struct trial *trial);
/* Something that no fault excuses. */
void verdict_bad(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Whether Winsock has such a code. */
int verdict_is_documented(int code);

#endif

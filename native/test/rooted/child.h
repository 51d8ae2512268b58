/* A process beside a root: it is told where the root listens, does its work, and tells what it found. */
#ifndef JOINLEAF_TEST_ROOTED_CHILD_H
#define JOINLEAF_TEST_ROOTED_CHILD_H

#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <sys/wait.h>

#include "session.h"

enum { CHILD_HANGS_AFTER = 120 }; /* seconds */

struct child {
    pid_t process;
    int told, result;
};

/* `job` has what the work needs and what it finds: the child has a copy, which it gives back at the end. To
 * be called before this process has a thread. */
static inline struct child child_begin(void (*work)(const struct sockaddr_in *at, void *job), void *job,
                                       size_t size)
{
    int told[2], result[2];
    struct child child = {0};
    CHECK(pipe(told) == 0 && pipe(result) == 0);
    fflush(stdout);
    child.process = fork();
    if (child.process == 0) {
        struct sockaddr_in at;
        alarm(CHILD_HANGS_AFTER);
        failures = 0;
        close(told[1]);
        if (read(told[0], &at, sizeof at) == (ssize_t)sizeof at) {
            work(&at, job);
        }
        _exit(write(result[1], job, size) != (ssize_t)size || failures != 0);
    }
    close(told[0]);
    close(result[1]);
    child.told = told[1];
    child.result = result[0];
    return child;
}

static inline void child_tell(const struct child *child, const struct sockaddr_in *at)
{
    CHECK(write(child->told, at, sizeof *at) == (ssize_t)sizeof *at);
}

/* Waits until the child has done its work, and takes over its job. */
static inline void child_end(const struct child *child, void *job, size_t size)
{
    int status = 0;
    CHECK(read(child->result, job, size) == (ssize_t)size);
    CHECK(waitpid(child->process, &status, 0) == child->process && status == 0);
    close(child->told);
    close(child->result);
}

#endif

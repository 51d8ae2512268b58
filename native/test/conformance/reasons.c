/* reasons.c - why a rule did not run: what the provider lacks, or the machine. */
#include "conformance.h"

static const char *lacking;
static const char *needing;

void lacks_say(const char *what)
{
    lacking = what;
}

void needs_say(const char *what)
{
    needing = what;
}

const char *lacks_said(void)
{
    return lacking;
}

const char *needs_said(void)
{
    return needing;
}

/* lookup.c - finding a rule, an area, a network or a helper by its name. */
#include "areas.h"

enum network network = NETWORK_HOST;

int network_choose(const char *name)
{
    static const char *const names[] = {"host", "routed", "bare", "full", "down"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            network = (enum network)i;
            return 1;
        }
    }
    return 0;
}

/* The letter that stands for it: JL-08, JL_08 and jl-08 are one rule. */
static char letter(char c)
{
    return c == '_' ? '-' : c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

int names_equal(const char *one, const char *other)
{
    while (*one && letter(*one) == letter(*other)) {
        one++;
        other++;
    }
    return *one == *other;
}

int helper_main(int count, char **arguments)
{
    for (const struct helper *helper = helpers; helper->name; helper++) {
        if (strcmp(helper->name, arguments[0]) == 0)
            return helper->run(count - 1, arguments + 1);
    }
    return 2;
}

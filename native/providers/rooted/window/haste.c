/*
 * A queue that holds only some datagrams makes none of them late enough to be seen. So the root compares: if
 * almost nothing is lost of what goes out in the turns in which it sends more slowly than it has measured,
 * the rest is lost because it sends too fast. What a bad way loses, it loses in all turns alike.
 */
#include "pace.h"

enum {
    EASED_LEAST = 64, /* so many datagrams of such turns tell what is lost then, */
    EASED_MOST = 512  /* and at so many the older ones begin to be forgotten */
};

#define HASTY_LOSS 0.02 /* it is asked if more than this share of all is lost, */
#define EASED_LESS 0.5  /* and it is so if in those turns it is less than this part of that share */

bool haste_eased(struct pace *pace)
{
    if (!pace_gives_back(pace)) {
        return false;
    }
    if (pace->eased_sent >= EASED_MOST) {
        pace->eased_sent /= 2;
        pace->eased_lost /= 2;
    }
    pace->eased_sent++;
    return true;
}

void haste_lost(struct pace *pace)
{
    pace->eased_lost++;
}

bool haste_is_cause(const struct pace *pace)
{
    return !pace->rival && pace->wear > HASTY_LOSS && pace->eased_sent >= EASED_LEAST &&
           pace->eased_lost < EASED_LESS * pace->wear * pace->eased_sent;
}

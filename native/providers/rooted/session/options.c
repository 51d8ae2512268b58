#include "options.h"

void rooted_default_options(struct rooted_options *options)
{
    *options = (struct rooted_options){
        .window = ROOTED_WINDOW_DEFAULT,
        .max_leaves = ROOTED_LEAVES_DEFAULT,
        .max_half_open = ROOTED_HALF_OPEN_DEFAULT,
        .handshake_time = ROOTED_HANDSHAKE_TIME,
        .join_time = ROOTED_JOIN_TIME,
        .keep_alive = ROOTED_KEEP_ALIVE,
        .dead_time = ROOTED_DEAD_TIME,
        .slow_time = ROOTED_SLOW_TIME,
        .linger_time = ROOTED_LINGER_TIME,
        .ttl = 1,
    };
}

#include "conflicts.h"

enum { KEEP_ALIVES = 3 /* by default the dead time is at least so many keep-alive times */ };

static bool given(const struct rooted_socket *socket, enum rooted_given what)
{
    return (socket->options->given & what) != 0;
}

/* Whether a side that is silent for as long as it may be would count as dead. */
static bool dies_of_silence(int64_t keep_alive, int64_t dead)
{
    return dead < keep_alive;
}

/* Whether a window full of the smallest datagrams would not fit into the buffer. */
static bool is_beyond(uint32_t window, DWORD buffer)
{
    return buffer > 0 && (uint64_t)window * ROOTED_DATAGRAM_MIN > buffer;
}

/* Whether at this rate less than the smallest datagram goes out in the slow time. A leaf that takes one
 * datagram is then fast enough, so the rate would never matter. */
static bool never_acts(uint32_t least_rate, int64_t slow)
{
    return least_rate > 0 && (double)least_rate * (double)slow / 1e6 < ROOTED_DATAGRAM_MIN;
}

static bool own_conflict(const struct rooted_socket *socket, int name, DWORD value)
{
    const struct rooted_options *options = socket->options;
    int64_t time = (int64_t)value * ROOTED_MS;
    switch (name) {
    case JLR_KEEP_ALIVE:
        return given(socket, ROOTED_GIVEN_DEAD) && dies_of_silence(time, options->dead_time);
    case JLR_DEAD_TIMEOUT:
        return given(socket, ROOTED_GIVEN_KEEP_ALIVE) && dies_of_silence(options->keep_alive, time);
    case JLR_WINDOW:
        return given(socket, ROOTED_GIVEN_SEND_BUFFER) && is_beyond(value, (DWORD)socket->send_buffer);
    case JLR_LEAST_RATE:
        return given(socket, ROOTED_GIVEN_SLOW) && never_acts(value, options->slow_time);
    case JLR_SLOW_TIMEOUT:
        return never_acts(options->least_rate, time);
    default:
        return false;
    }
}

bool conflicts_with(const struct rooted_socket *socket, int level, int name, DWORD value)
{
    const struct rooted_options *options = socket->options;
    if (level == SOL_JLROOTED) {
        return own_conflict(socket, name, value);
    }
    if (level != WS_SOL_SOCKET) {
        return false;
    }
    switch (name) {
    case WS_SO_SNDBUF:
        return given(socket, ROOTED_GIVEN_WINDOW) && is_beyond(options->window, value);
    case WS_SO_REUSEADDR: /* OP-06 */
        return value != 0 && options->exclusive_address;
    case WS_SO_EXCLUSIVEADDRUSE:
        return value != 0 && (options->reuse_address || socket->session->listener.bound);
    default:
        return false;
    }
}

void conflicts_note(struct rooted_socket *socket, int level, int name)
{
    struct rooted_options *options = socket->options;
    if (level == WS_SOL_SOCKET && name == WS_SO_SNDBUF) {
        options->given |= ROOTED_GIVEN_SEND_BUFFER;
    } else if (level == WS_SOL_SOCKET && name == WS_SO_RCVBUF) {
        options->given |= ROOTED_GIVEN_RECEIVE_BUFFER;
    } else if (level != SOL_JLROOTED) {
        return;
    } else if (name == JLR_WINDOW) {
        options->given |= ROOTED_GIVEN_WINDOW;
    } else if (name == JLR_SLOW_TIMEOUT) {
        options->given |= ROOTED_GIVEN_SLOW;
    } else if (name == JLR_KEEP_ALIVE) {
        options->given |= ROOTED_GIVEN_KEEP_ALIVE;
        int64_t least = KEEP_ALIVES * options->keep_alive;
        if (!given(socket, ROOTED_GIVEN_DEAD)) {
            options->dead_time = least > ROOTED_DEAD_TIME ? least : ROOTED_DEAD_TIME;
        }
    } else if (name == JLR_DEAD_TIMEOUT) {
        options->given |= ROOTED_GIVEN_DEAD;
        int64_t most = options->dead_time / KEEP_ALIVES;
        if (!given(socket, ROOTED_GIVEN_KEEP_ALIVE)) {
            options->keep_alive = most < ROOTED_KEEP_ALIVE ? most : ROOTED_KEEP_ALIVE;
        }
    }
}

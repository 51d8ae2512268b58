#include "qos.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <netinet/udp.h>
#include <sys/timerfd.h>

#include "providers/common/flow.h"
#include "system/linux/os_condition.h"
#include "system/linux/os_descriptor.h"
#include "system/linux/os_errno.h"
#include "system/linux/os_option.h"
#include "system/linux/os_time.h"
#include "buffer.h"

enum { DSCP_SHIFT = 2 }; /* the other two bits of the byte are congestion notification's */
enum { SOON = 1 };       /* a time long past: a timer set to it expires at once */

/* Made with the socket's first flow specification, and freed with the socket. */
struct udp_qos {
    FLOWSPEC sending, receiving; /* guarded by the socket's lock */

    int timer; /* readable when a send that was refused would find tokens */
    _Atomic int64_t refused_until;

    pthread_mutex_t lock; /* guards the rest; no other lock is taken while it is held */
    pthread_cond_t changed;
    struct flow_shaper shaper;
    ULONG message_limit;
};

static struct udp_qos *qos_make(ULONG message_limit)
{
    struct udp_qos *qos = calloc(1, sizeof *qos);
    if (qos == NULL) {
        return NULL;
    }
    qos->timer = os_timerfd();
    if (qos->timer < 0) {
        free(qos);
        return NULL;
    }
    qos->sending = flow_none();
    qos->receiving = flow_none();
    qos->message_limit = message_limit;
    os_condition_init(&qos->changed);
    pthread_mutex_init(&qos->lock, NULL);
    return qos;
}

void udp_qos_free(struct udp_socket *socket)
{
    struct udp_qos *qos = socket->qos;
    if (qos != NULL) {
        pthread_cond_destroy(&qos->changed);
        pthread_mutex_destroy(&qos->lock);
        os_close(qos->timer);
        free(qos);
    }
}

struct udp_directions udp_qos_directions(const struct udp_socket *socket)
{
    uint32_t state = atomic_load(&socket->state);
    return (struct udp_directions){.sends = (state & UDP_NO_SEND) == 0,
                                   .receives = (state & UDP_NO_RECEIVE) == 0};
}

/* Makes the buffer larger, never smaller: the application may have set a larger one itself. */
static int size_receive_buffer(struct udp_socket *socket, const FLOWSPEC *spec)
{
    uint64_t room = flow_receive_room(spec);
    int size;
    int error = udp_buffer_get_receive(socket, &size);
    if (error != 0 || room <= (uint64_t)size) {
        return error;
    }
    if (room > INT32_MAX / 2) {
        return WSAEOPNOTSUPP;
    }
    int wanted = (int)room;
    bool was_set = socket->options.receive_buffer_set;
    error = udp_buffer_set_receive(socket, wanted);
    if (error != 0) {
        return error;
    }
    /* The kernel reports twice the size, and without a privilege takes no more than its limit. */
    int given;
    if (os_number_get(socket->fd, SOL_SOCKET, SO_RCVBUF, &given) == 0 && given / 2 < wanted) {
        size = was_set ? size : size / 2; /* the kernel doubles what it is given */
        udp_buffer_set_receive(socket, size);
        socket->options.receive_buffer_set = was_set;
        return WSAEOPNOTSUPP;
    }
    return 0;
}

static int qos_begin(struct udp_socket *socket)
{
    socket->qos = qos_make(socket->info.dwMessageSize);
    if (socket->qos == NULL) {
        return WSAENOBUFS;
    }
    selection_set_room(&socket->selection, socket->qos->timer);
    return 0;
}

int udp_qos_prepare(struct udp_socket *socket, const QOS *wanted, struct udp_directions directions)
{
    if (wanted == NULL) {
        return 0;
    }
    ULONG largest = socket->info.dwMessageSize;
    int error = flow_check_objects(&wanted->ProviderSpecific);
    if (error == 0 && directions.sends) {
        error = flow_check_sending(&wanted->SendingFlowspec, largest);
    }
    if (error == 0 && directions.receives) {
        error = flow_check_receiving(&wanted->ReceivingFlowspec, largest);
    }
    if (error == 0 && socket->qos == NULL) {
        error = qos_begin(socket);
    }
    if (error == 0 && directions.receives) {
        error = size_receive_buffer(socket, &wanted->ReceivingFlowspec);
    }
    return error;
}

/* qos->lock is held. */
static void refuse_until(struct udp_qos *qos, int64_t ready)
{
    atomic_store(&qos->refused_until, ready);
    struct itimerspec expiry = {.it_value = os_timespec(ready)};
    timerfd_settime(qos->timer, TFD_TIMER_ABSTIME, &expiry, NULL);
}

/* A socket of IPv6 may have IPv4, too. It fails where the process may not: no value needs a privilege. */
static int mark_datagrams(const struct udp_socket *socket)
{
    const FLOWSPEC none = flow_none();
    bool specified = socket->qos != NULL && !flow_equal(&socket->qos->sending, &none);
    int mark = specified ? flow_dscp(&socket->qos->sending) << DSCP_SHIFT : 0;
    int v4 = specified ? mark : socket->options.marks[UDP_V4];
    int v6 = specified ? mark : socket->options.marks[UDP_V6];
    int error = os_number_set(socket->fd, IPPROTO_IP, IP_TOS, v4);
    return error == 0 && socket->family == AF_INET6 ? os_number_set(socket->fd, IPPROTO_IPV6, IPV6_TCLASS, v6)
                                                    : error;
}

static int set_mark(struct udp_socket *socket, enum udp_version version, int value)
{
    int before = socket->options.marks[version];
    socket->options.marks[version] = value;
    int error = mark_datagrams(socket);
    if (error != 0) {
        socket->options.marks[version] = before;
    }
    return error;
}

int udp_qos_set_mark_v4(struct udp_socket *socket, int value)
{
    return set_mark(socket, UDP_V4, value);
}

int udp_qos_set_mark_v6(struct udp_socket *socket, int value)
{
    return set_mark(socket, UDP_V6, value);
}

static void shape_sending(struct udp_socket *socket, const FLOWSPEC *sending)
{
    struct udp_qos *qos = socket->qos;
    ULONG largest = socket->info.dwMessageSize;
    pthread_mutex_lock(&qos->lock);
    flow_shaper_start(&qos->shaper, sending, os_time_now());
    if (atomic_load(&qos->refused_until) != 0) {
        refuse_until(qos, SOON); /* whoever was refused under the former specification tries again */
    }
    qos->message_limit = flow_message_limit(sending, largest);
    bool shaped = flow_shaper_limits(&qos->shaper) || qos->message_limit < largest;
    pthread_cond_broadcast(&qos->changed);
    pthread_mutex_unlock(&qos->lock);
    if (shaped) {
        atomic_fetch_or_explicit(&socket->state, UDP_SHAPED, memory_order_release);
    } else {
        atomic_fetch_and(&socket->state, ~(uint32_t)UDP_SHAPED);
    }
}

void udp_qos_commit(struct udp_socket *socket, const QOS *wanted, struct udp_directions directions)
{
    if (wanted == NULL) {
        return;
    }
    struct udp_qos *qos = socket->qos;
    FLOWSPEC sending = directions.sends ? flow_merge(&qos->sending, &wanted->SendingFlowspec) : qos->sending;
    FLOWSPEC receiving =
        directions.receives ? flow_merge(&qos->receiving, &wanted->ReceivingFlowspec) : qos->receiving;
    bool new_sending = !flow_equal(&sending, &qos->sending);
    bool changed = new_sending || !flow_equal(&receiving, &qos->receiving);
    qos->sending = sending;
    qos->receiving = receiving;
    if (new_sending) {
        mark_datagrams(socket);
        shape_sending(socket, &sending);
    }
    if (changed) {
        selection_record(&socket->selection, FD_QOS, 0); /* QS-04 */
    }
}

QOS udp_qos_in_force(struct udp_socket *socket)
{
    const struct udp_qos *qos = socket->qos;
    selection_enable(&socket->selection, FD_QOS);
    return (QOS){.SendingFlowspec = qos == NULL ? flow_none() : qos->sending,
                 .ReceivingFlowspec = qos == NULL ? flow_none() : qos->receiving};
}

static bool message_fits(const struct udp_socket *socket, size_t size, size_t segment, ULONG limit)
{
    if (size <= limit) {
        return true;
    }
    int option = 0;
    socklen_t length = sizeof option;
    if (segment == 0 && getsockopt(socket->fd, IPPROTO_UDP, UDP_SEGMENT, &option, &length) == 0) {
        segment = (size_t)option;
    }
    return segment != 0 && segment <= limit;
}

/* Returns why a sender that waits for tokens must give up; 0: it goes on to wait. */
static int why_stop(const struct udp_socket *socket)
{
    uint32_t state = atomic_load(&socket->state);
    if ((state & UDP_CLOSING) != 0) {
        return WSAEINTR; /* SK-10 */
    }
    return (state & UDP_SHUT_SEND) != 0 ? WSAESHUTDOWN : 0;
}

/* Sleeps until `ready`, the deadline, or a change. qos->lock is held. Returns WSAETIMEDOUT at the deadline,
 * else 0. */
static int wait_for_tokens(struct udp_qos *qos, int64_t ready, struct udp_patience patience)
{
    int64_t deadline = patience.deadline * OS_MILLISECOND;
    int64_t until = deadline != 0 && deadline < ready ? deadline : ready;
    struct timespec time = os_timespec(until);
    int timed_out = pthread_cond_timedwait(&qos->changed, &qos->lock, &time);
    return timed_out != 0 && until == deadline && deadline < ready ? WSAETIMEDOUT : 0;
}

int udp_qos_admit(struct udp_socket *socket, size_t size, size_t segment, int os_flags,
                  struct udp_patience patience)
{
    struct udp_qos *qos = socket->qos;
    pthread_mutex_lock(&qos->lock);
    int error = message_fits(socket, size, segment, qos->message_limit) ? 0 : WSAEMSGSIZE;
    int64_t ready = 0;
    while (error == 0 && (ready = flow_shaper_take(&qos->shaper, size, os_time_now())) != 0) {
        if ((os_flags & MSG_DONTWAIT) != 0) {
            refuse_until(qos, ready);
            error = WSAEWOULDBLOCK;
        } else if ((error = why_stop(socket)) == 0) {
            error = wait_for_tokens(qos, ready, patience);
        }
    }
    pthread_mutex_unlock(&qos->lock);
    if (error == WSAEWOULDBLOCK && udp_is_followed(socket)) {
        selection_paced(&socket->selection);
    }
    return error;
}

bool udp_qos_has_room(const struct udp_socket *socket)
{
    bool shaped = (atomic_load_explicit(&socket->state, memory_order_acquire) & UDP_SHAPED) != 0;
    return !shaped || atomic_load(&socket->qos->refused_until) <= os_time_now();
}

int udp_qos_room_timer(const struct udp_socket *socket)
{
    return udp_qos_has_room(socket) ? -1 : socket->qos->timer;
}

void udp_qos_give_back(struct udp_socket *socket, size_t size)
{
    pthread_mutex_lock(&socket->qos->lock);
    flow_shaper_give_back(&socket->qos->shaper, size);
    pthread_mutex_unlock(&socket->qos->lock);
}

void udp_qos_wake(struct udp_socket *socket)
{
    pthread_mutex_lock(&socket->lock); /* guards the pointer */
    struct udp_qos *qos = socket->qos;
    pthread_mutex_unlock(&socket->lock);
    if (qos != NULL) {
        pthread_mutex_lock(&qos->lock);
        pthread_cond_broadcast(&qos->changed);
        refuse_until(qos, SOON); /* wakes select, too */
        pthread_mutex_unlock(&qos->lock);
    }
}

#include "binding.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "system/linux/os_errno.h"

enum { LISTS = 256 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the lists; held while a socket is bound */
static struct udp_socket *lists[LISTS];

static struct udp_socket **list_of(uint16_t port)
{
    return &lists[port % LISTS];
}

/* Returns what the table says of these two, of the same user: 0 or the code of the second bind. */
static int compare_bindings(const struct udp_binding *first, const struct udp_binding *second)
{
    bool first_any = os_address_is_wildcard(&first->address);
    bool second_any = os_address_is_wildcard(&second->address);
    if (first_any == second_any) {
        if (!first_any && !os_address_equal_host(&first->address, &second->address)) {
            return 0;
        }
        if (second->sharing != UDP_SHARING_REUSE) {
            return WSAEADDRINUSE;
        }
        return first->sharing == UDP_SHARING_REUSE ? 0 : WSAEACCES;
    }
    if (first_any) {
        return first->sharing == UDP_SHARING_EXCLUSIVE ? WSAEACCES : 0;
    }
    return second->sharing == UDP_SHARING_EXCLUSIVE ? WSAEADDRINUSE : 0;
}

static bool same_port(const struct udp_socket *other, const struct udp_socket *socket)
{
    return other->family == socket->family &&
           os_address_port(&other->binding.address) == os_address_port(&socket->binding.address);
}

/* Linux lets two sockets overlap only if both have SO_REUSEADDR, so all of them have it while the second one
 * is bound. */
static void let_overlap(struct udp_socket *socket, bool overlap)
{
    struct udp_socket *other = *list_of(os_address_port(&socket->binding.address));
    for (; other != NULL; other = other->binding.next) {
        int on = overlap || other->options.reuse_address;
        if (other != socket && same_port(other, socket)) {
            setsockopt(other->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        }
    }
    int on = overlap || socket->options.reuse_address;
    setsockopt(socket->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

static int bind_kernel(struct udp_socket *socket)
{
    if (bind(socket->fd, &socket->binding.address.any, os_address_size(socket->family)) == 0) {
        return 0;
    }
    /* The conflict is with a socket that is not in the list, as one of another process. It does not share the
     * address; whether by default or exclusively is not known. */
    bool shares = socket->binding.sharing == UDP_SHARING_REUSE;
    return errno == EADDRINUSE && shares ? WSAEACCES : os_wsa_error(errno);
}

/* Returns 0 if the socket may overlap with all those that have its port, else the code. *others: whether
 * there are any. */
static int check_list(const struct udp_socket *socket, bool *others)
{
    const struct udp_socket *other = *list_of(os_address_port(&socket->binding.address));
    *others = false;
    for (; other != NULL; other = other->binding.next) {
        if (same_port(other, socket)) {
            int error = compare_bindings(&other->binding, &socket->binding);
            if (error != 0) {
                return error;
            }
            *others = true;
        }
    }
    return 0;
}

static void add_to_list(struct udp_socket *socket)
{
    socklen_t size = sizeof socket->binding.address;
    if (os_address_port(&socket->binding.address) == 0 && /* the system has chosen one */
        getsockname(socket->fd, &socket->binding.address.any, &size) != 0) {
        return; /* nobody knows it, and udp_binding_forget would not find the socket either */
    }
    struct udp_socket **list = list_of(os_address_port(&socket->binding.address));
    socket->binding.next = *list;
    *list = socket;
}

int udp_binding_bind(struct udp_socket *socket, const union os_address *address)
{
    socket->binding.address = *address;
    socket->binding.sharing = socket->options.exclusive_address ? UDP_SHARING_EXCLUSIVE
                              : socket->options.reuse_address   ? UDP_SHARING_REUSE
                                                                : UDP_SHARING_DEFAULT;
    bool any_port = os_address_port(address) == 0, others = false;
    pthread_mutex_lock(&lock);
    int error = any_port ? 0 : check_list(socket, &others);
    if (error == 0 && others) {
        let_overlap(socket, true);
    }
    if (error == 0) {
        error = bind_kernel(socket);
    }
    if (others) {
        let_overlap(socket, false);
    }
    if (error == 0) {
        add_to_list(socket);
    } else {
        os_address_set_port(&socket->binding.address, 0);
    }
    pthread_mutex_unlock(&lock);
    return error;
}

int udp_binding_widen(struct udp_socket *socket, int fd)
{
    union os_address all = socket->binding.address;
    os_address_make_wildcard(&all);
    if (os_address_port(&all) == 0) {
        return WSAENOBUFS; /* the system had no memory to tell it: see add_to_list */
    }
    int shared = 1, kept = socket->options.reuse_address;
    pthread_mutex_lock(&lock);
    let_overlap(socket, true);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &shared, sizeof shared);
    int failed = bind(fd, &all.any, os_address_size(socket->family));
    int error = failed == 0 ? 0 : os_wsa_error(errno);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &kept, sizeof kept);
    let_overlap(socket, false);
    pthread_mutex_unlock(&lock);
    return error;
}

void udp_binding_reset_child(void)
{
    pthread_mutex_init(&lock, NULL);
    memset(lists, 0, sizeof lists);
}

void udp_binding_forget(struct udp_socket *socket)
{
    uint16_t port = os_address_port(&socket->binding.address);
    if (port == 0) {
        return;
    }
    pthread_mutex_lock(&lock);
    struct udp_socket **link = list_of(port);
    while (*link != socket) {
        link = &(*link)->binding.next;
    }
    *link = socket->binding.next;
    pthread_mutex_unlock(&lock);
}

#include "buffer.h"

#include "system/linux/os_option.h"

/* A size above the system's limit needs a privilege. Without it the kernel takes its limit and reports no
 * error. */
static int set_size(const struct udp_socket *socket, int force_name, int name, int size)
{
    return os_number_set(socket->fd, SOL_SOCKET, force_name, size) == 0
               ? 0
               : os_number_set(socket->fd, SOL_SOCKET, name, size);
}

/* Tells what was set, or what the system gave if that is less. The kernel reports twice the size. */
static int get_size(const struct udp_socket *socket, int name, bool was_set, int set, int *size)
{
    int doubled;
    int error = os_number_get(socket->fd, SOL_SOCKET, name, &doubled);
    *size = !was_set ? doubled : doubled / 2 < set ? doubled / 2 : set;
    return error;
}

int udp_buffer_set_receive(struct udp_socket *socket, int size)
{
    int error = set_size(socket, SO_RCVBUFFORCE, SO_RCVBUF, size);
    if (error == 0) {
        socket->options.receive_buffer = size;
        socket->options.receive_buffer_set = true;
    }
    return error;
}

int udp_buffer_get_receive(struct udp_socket *socket, int *size)
{
    return get_size(socket, SO_RCVBUF, socket->options.receive_buffer_set, socket->options.receive_buffer,
                    size);
}

int udp_buffer_set_send(struct udp_socket *socket, int size)
{
    int error = set_size(socket, SO_SNDBUFFORCE, SO_SNDBUF, size);
    if (error == 0) {
        socket->options.send_buffer = size;
        socket->options.send_buffer_set = true;
    }
    return error;
}

int udp_buffer_get_send(struct udp_socket *socket, int *size)
{
    return get_size(socket, SO_SNDBUF, socket->options.send_buffer_set, socket->options.send_buffer, size);
}

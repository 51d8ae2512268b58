/* WSAIoctl (OP-08) for rooted sockets. */
#include <string.h>

#include <joinleaf/ws_ext.h>

#include "conditions.h"
#include "data.h"
#include "enter.h"
#include "entries.h"
#include "providers/common/request.h"
#include "providers/rooted/session/flow_specs.h"

static int set_nonblocking(struct rooted_socket *socket, const struct request *request)
{
    WS_u_long on;
    if (!request_read(request, &on, sizeof on)) {
        return WSAEFAULT;
    }
    if (on == 0 && socket->event != NULL) {
        return WSAEINVAL; /* EV-03 */
    }
    socket->nonblocking = on != 0;
    return 0;
}

static int set_scope(struct rooted_socket *socket, const struct request *request)
{
    DWORD scope;
    if (!request_read_number(request, &scope)) {
        return WSAEFAULT;
    }
    if (scope > 255) {
        return WSAEINVAL;
    }
    socket->options->ttl = (uint8_t)scope;
    return 0;
}

static int set_qos(struct rooted_socket *socket, const struct request *request)
{
    QOS qos;
    struct wire_flow flow;
    if (!request_read(request, &qos, sizeof qos)) {
        return WSAEFAULT;
    }
    DWORD directions = socket->kind == ROOTED_LEAF && socket->link != NULL
                           ? flow_specs_directions(false, socket->link->request.leaf)
                           : JL_SENDER_ONLY | JL_RECEIVER_ONLY;
    int error = flow_specs_check(&qos, directions);
    if (error != 0) {
        return error;
    }
    flow_specs_of(&qos, &flow);
    return flow_specs_set(socket, &flow, directions);
}

/* The provider-specific part follows the structure in the output. */
static int get_qos(struct rooted_socket *socket, const struct request *request)
{
    QOS qos = flow_specs_in_force(socket);
    size_t size = sizeof qos + qos.ProviderSpecific.len;
    if (!request_has_room(request, size)) {
        return WSAEFAULT;
    }
    if (qos.ProviderSpecific.len > 0) {
        memcpy((char *)request->out + sizeof qos, qos.ProviderSpecific.buf, qos.ProviderSpecific.len);
        qos.ProviderSpecific.buf = (CHAR *)request->out + sizeof qos;
    } else {
        qos.ProviderSpecific.buf = NULL;
    }
    memcpy(request->out, &qos, sizeof qos);
    rooted_enable(socket, FD_QOS);
    return 0;
}

static int handle_code(struct rooted_socket *socket, DWORD code, const struct request *request)
{
    switch (code) {
    case WS_FIONBIO:
        return set_nonblocking(socket, request);
    case WS_FIONREAD:
        return request_write_readable(request, rooted_next_size(socket));
    case SIO_MULTICAST_SCOPE:
        return set_scope(socket, request);
    case SIO_SET_QOS:
        return set_qos(socket, request);
    case SIO_GET_QOS:
        return get_qos(socket, request);
    case SIO_BASE_HANDLE:
    case SIO_BSP_HANDLE:
    case SIO_BSP_HANDLE_SELECT:
    case SIO_BSP_HANDLE_POLL: /* there is no provider below this one (OP-08b) */
        return request_write(request, &socket->handle, sizeof socket->handle);
    default:
        return WSAEOPNOTSUPP;
    }
}

int WSPAPI rooted_WSPIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                           LPDWORD returned, LPWSAOVERLAPPED overlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
    (void)routine;
    (void)thread;
    const struct request request = {in, in_size, out, out_size, returned};
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    if (returned == NULL || overlapped != NULL) {
        return rooted_leave_with(socket, returned == NULL ? WSAEFAULT : WSAEOPNOTSUPP, error);
    }
    if (code != WS_FIONREAD) {
        *returned = 0; /* which a refused FIONREAD does not touch (OP-08b) */
    }
    return rooted_leave_with(socket, handle_code(socket, code, &request), error);
}

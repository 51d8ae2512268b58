#include "flow_specs.h"

#include <stdlib.h>
#include <string.h>

#include "providers/common/flow.h"

int flow_specs_check(const QOS *qos, DWORD directions)
{
    if (qos == NULL) {
        return 0;
    }
    int error = flow_check_objects(&qos->ProviderSpecific);
    if (error == 0 && qos->ProviderSpecific.len > ROOTED_QOS_SPECIFIC_MAX) {
        error = WSAEOPNOTSUPP;
    }
    if (error == 0 && (directions & JL_SENDER_ONLY) != 0) {
        error = flow_check_sending(&qos->SendingFlowspec, ROOTED_MESSAGE_MAX);
    }
    if (error == 0 && (directions & JL_RECEIVER_ONLY) != 0) {
        error = flow_check_receiving(&qos->ReceivingFlowspec, ROOTED_MESSAGE_MAX);
    }
    return error;
}

void flow_specs_of(const QOS *qos, struct wire_flow *flow)
{
    flow->given = true;
    memcpy(flow->specs, &qos->SendingFlowspec, WIRE_FLOW_SPECS / 2);
    memcpy(flow->specs + 8, &qos->ReceivingFlowspec, WIRE_FLOW_SPECS / 2);
    flow->specific_length = qos->ProviderSpecific.len;
    flow->specific = (const uint8_t *)qos->ProviderSpecific.buf;
}

bool flow_specs_set(struct rooted_socket *socket, const struct wire_flow *flow)
{
    if (!flow->given) {
        return true;
    }
    void *specific = malloc(flow->specific_length + 1u);
    if (specific == NULL) {
        return false;
    }
    if (flow->specific_length > 0) {
        memcpy(specific, flow->specific, flow->specific_length);
    }
    free(socket->qos_specific);
    socket->qos_specific = specific;
    memcpy(&socket->qos.SendingFlowspec, flow->specs, WIRE_FLOW_SPECS / 2);
    memcpy(&socket->qos.ReceivingFlowspec, flow->specs + 8, WIRE_FLOW_SPECS / 2);
    socket->qos.ProviderSpecific = (WSABUF){.len = flow->specific_length, .buf = specific};
    socket->qos_given = true;
    return true;
}

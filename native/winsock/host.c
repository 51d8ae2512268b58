/* What the API half gives to the providers that are built in (providers/provider.h). */
#include "call.h"
#include "catalogue.h"
#include "built_in.h"
#include "events.h"
#include "overlapped.h"
#include "upcall.h"

/* Fails for a socket of another provider: the extension functions of this one do not know it. */
static bool host_enter(struct provider_call *provider_call, const struct provider *provider, SOCKET s)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return false;
    }
    const struct catalogue_entry *entry = handle_object(call.slot).owner;
    if (entry->provider != provider) {
        call.error = WSAEOPNOTSUPP;
        call_end(&call, SOCKET_ERROR);
        return false;
    }
    provider_call->held = call.slot;
    return true;
}

static int host_leave(struct provider_call *provider_call, int code)
{
    handle_release(provider_call->held);
    WSASetLastError(code); /* 0 on success, too (ER-01b) */
    return code == 0 ? 0 : SOCKET_ERROR;
}

static struct provider_host made = {
    .events = {.reference = event_reference,
               .add_reference = event_add_reference,
               .unreference = event_unreference,
               .signal = event_signal,
               .forget = event_forget,
               .forget_and_reset = event_forget_and_reset,
               .clear = event_clear,
               .pump = event_pump},
    .calls = {.enter = host_enter,
              .leave = host_leave,
              .receive_message = overlapped_receive_message,
              .send_message = overlapped_send_message},
};

static const struct provider_host *make_host(void)
{
    made.watches = built_in_watches;
    return &made;
}

const struct catalogue_setup catalogue_setup = {.host = make_host, .upcalls = &upcall_table};

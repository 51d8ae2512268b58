/* org.joinleaf.internal.natives.RequestNatives: requests to join or connect, and the decisions about
 * them. */
#include "jni_support.h"
#include "table.h"

#include <stdbool.h>

#define MEMBER(name) org_joinleaf_internal_natives_RequestNatives_##name

enum { NAME_ROOM = 128 };

/* A request as it lies in Java's memory, which RequestNatives describes. */
struct request {
    int32_t seen, caller_id_length, callee_id_length, caller_data_length, has_flow_specs, callee_room,
        specific_length;
    char caller_id[NAME_ROOM], callee_id[NAME_ROOM], flow_specs[offsetof(QOS, ProviderSpecific)],
        caller_data[]; /* then what is provider-specific */
};

_Static_assert(offsetof(struct request, caller_id_length) == MEMBER(CALLER_ID_LENGTH), "");
_Static_assert(offsetof(struct request, callee_id_length) == MEMBER(CALLEE_ID_LENGTH), "");
_Static_assert(offsetof(struct request, caller_data_length) == MEMBER(CALLER_DATA_LENGTH), "");
_Static_assert(offsetof(struct request, has_flow_specs) == MEMBER(HAS_FLOW_SPECS), "");
_Static_assert(offsetof(struct request, callee_room) == MEMBER(CALLEE_ROOM), "");
_Static_assert(offsetof(struct request, specific_length) == MEMBER(SPECIFIC_LENGTH), "");
_Static_assert(offsetof(struct request, caller_id) == MEMBER(CALLER_ID), "");
_Static_assert(offsetof(struct request, callee_id) == MEMBER(CALLEE_ID), "");
_Static_assert(offsetof(struct request, flow_specs) == MEMBER(FLOW_SPECS), "");
_Static_assert(offsetof(struct request, caller_data) == MEMBER(CALLER_DATA), "");

struct answer {
    struct request *request;
    size_t room; /* for caller data, and what is provider-specific */
    bool known;
    int decision;
    const char *callee;
    u_long callee_length;
    const QOS *flow_specs;
};

static size_t at_most(size_t length, size_t room)
{
    return length < room ? length : room;
}

static int32_t copy_bytes(char *to, size_t room, const WSABUF *from)
{
    size_t length = from == NULL || from->buf == NULL ? 0 : at_most(from->len, room);
    if (length > 0) {
        memcpy(to, from->buf, length);
    }
    return (int32_t)length;
}

static int32_t true_length(const WSABUF *data)
{
    return data == NULL || data->buf == NULL ? -1 : (int32_t)at_most(data->len, INT32_MAX);
}

static void note_answer(struct answer *answer, const WSABUF *caller_id, const WSABUF *caller_data,
                        const QOS *qos, const WSABUF *callee_id, const WSABUF *callee_data)
{
    struct request *request = answer->request;
    request->caller_id_length = copy_bytes(request->caller_id, NAME_ROOM, caller_id);
    request->callee_id_length = copy_bytes(request->callee_id, NAME_ROOM, callee_id);
    request->caller_data_length = true_length(caller_data);
    size_t used = (size_t)copy_bytes(request->caller_data, answer->room, caller_data);
    request->callee_room = callee_data == NULL ? 0 : (int32_t)at_most(callee_data->len, INT32_MAX);
    request->has_flow_specs = qos != NULL;
    request->specific_length = 0;
    if (qos != NULL) {
        const WSABUF *specific = &qos->ProviderSpecific;
        memcpy(request->flow_specs, qos, sizeof request->flow_specs);
        request->specific_length = specific->buf == NULL ? 0 : true_length(specific);
        copy_bytes(request->caller_data + used, answer->room - used, specific);
    }
}

/* Returns whether the request is the one that Java knows. The caller's address and port tell its connection;
 * the data tell it from a later one from the same port. */
static bool is_known(const struct answer *answer, const WSABUF *caller_id, const WSABUF *caller_data)
{
    const struct request *request = answer->request;
    size_t id_length = caller_id == NULL || caller_id->buf == NULL ? 0 : at_most(caller_id->len, NAME_ROOM);
    int32_t data_length = true_length(caller_data);
    return (size_t)request->caller_id_length == id_length && request->caller_data_length == data_length &&
           (id_length == 0 || memcmp(request->caller_id, caller_id->buf, id_length) == 0) &&
           (data_length <= 0 ||
            memcmp(request->caller_data, caller_data->buf, at_most((size_t)data_length, answer->room)) == 0);
}

/* The condition function. It is called on the thread that accepts, and calls no Java. */
static int CALLBACK decide_as_told(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
                                   LPWSABUF callee_id, LPWSABUF callee_data, GROUP *group, DWORD_PTR data)
{
    (void)gqos, (void)group;
    struct answer *answer = (struct answer *)data;
    if (!answer->known) {
        note_answer(answer, caller_id, caller_data, sqos, callee_id, callee_data);
    } else if (!is_known(answer, caller_id, caller_data)) {
        answer->request->seen = MEMBER(OTHER);
        return CF_DEFER;
    }
    answer->request->seen = MEMBER(THIS);
    if (answer->decision != CF_ACCEPT) {
        return answer->decision;
    }
    if (answer->callee_length > (callee_data == NULL ? 0 : callee_data->len)) {
        answer->request->seen = MEMBER(NO_ROOM);
        return CF_DEFER;
    }
    if (callee_data != NULL) {
        callee_data->len = answer->callee_length;
        if (answer->callee_length > 0) {
            memcpy(callee_data->buf, answer->callee, answer->callee_length);
        }
    }
    if (sqos != NULL && answer->flow_specs != NULL) {
        *sqos = *answer->flow_specs;
    }
    return CF_ACCEPT;
}

jlong RequestNatives_accept(JNIEnv *env, jclass type, jlong handle, jobject address, jint address_offset,
                            jintArray length, jobject request, jboolean known, jint decision, jobject callee,
                            jint callee_offset, jint callee_length, jobject flows, jint flows_offset,
                            jint flows_length)
{
    (void)type;
    QOS granted;
    struct answer answer = {
        .request = (struct request *)(void *)memory_at(env, request, 0),
        .room = (size_t)((*env)->GetDirectBufferCapacity(env, request) - MEMBER(CALLER_DATA)),
        .known = known,
        .decision = decision,
        .callee = memory_at(env, callee, callee_offset),
        .callee_length = (u_long)callee_length,
        .flow_specs = flow_specs(env, flows, flows_offset, flows_length, &granted),
    };
    int address_length = length_from(env, length);
    answer.request->seen = MEMBER(NOTHING);
    jlong result =
        result_socket(WSAAccept(to_socket(handle), address_at(env, address, address_offset),
                                length == NULL ? NULL : &address_length, decide_as_told, (DWORD_PTR)&answer));
    length_to(env, length, address_length);
    return result;
}

jint RequestNatives_connect(JNIEnv *env, jclass type, jlong handle, jobject name, jint name_offset,
                            jint name_length, jobject caller, jint caller_offset, jint caller_length,
                            jobject callee, jint callee_room, jobject sqos, jint sqos_offset,
                            jint sqos_length, jobject gqos, jint gqos_offset, jint gqos_length)
{
    (void)type;
    WSABUF caller_data = {(u_long)caller_length, memory_at(env, caller, caller_offset)};
    QOS socket_qos, group_qos;
    return result_int(WSAConnect(to_socket(handle), address_at(env, name, name_offset), name_length,
                                 caller_length < 0 ? NULL : &caller_data, callee_at(env, callee, callee_room),
                                 flow_specs(env, sqos, sqos_offset, sqos_length, &socket_qos),
                                 flow_specs(env, gqos, gqos_offset, gqos_length, &group_qos)));
}

/* subject.c - opening what is questioned, and the other side of its joins. */
#include "subject.h"

int join_code;
const char *condition_answer = "";
char condition_heard[64];
int condition_had_data, condition_had_qos;
QOS condition_qos;

static void (*body_of_all)(const struct subject *subject);

static int is_chosen(const char *name)
{
    const char *chosen = getenv("SENTENCES_SUBJECT");
    return strcmp(chosen == NULL ? "rooted" : chosen, name) == 0;
}

static void with_family(int family)
{
    struct subject subject;
    memset(&subject, 0, sizeof subject);
    subject.family = family;
    subject.udp = 1;
    body_of_all(&subject);
}

static void with_plane(const struct plane *plane)
{
    struct subject subject = {plane->family, 0, *plane};
    if (is_chosen(plane->rooted ? "rooted" : "nonrooted"))
        body_of_all(&subject);
}

void each_subject(void (*body)(const struct subject *subject))
{
    body_of_all = body;
    if (!is_chosen("udp")) {
        each_plane(with_plane);
    } else if (join_leaf_works()) {
        each_family(with_family);
    } else {
        lacks_say("WSAJoinLeaf is a stub here");
    }
}

void each_rooted(void (*body)(const struct subject *subject), const char *what)
{
    if (is_chosen("udp"))
        lacks_say(what);
    else
        each_subject(body);
}

void each_udp(void (*body)(const struct subject *subject), const char *what)
{
    if (is_chosen("udp"))
        each_subject(body);
    else
        lacks_say(what);
}

struct session session_open(const struct subject *subject)
{
    static int groups;
    struct session session = {INVALID_SOCKET, {{0}, 0}};
    if (subject->udp) {
        session.at = name_group(subject->family, 100 + groups++ % 100, port_free(subject->family));
    } else {
        session.root = rooted_root(&subject->plane);
        session.at = name_of(session.root);
    }
    return session;
}

SOCKET leaf_new(const struct subject *subject)
{
    return subject->udp ? leaf_open(subject->family) : rooted_leaf(&subject->plane);
}

SOCKET root_new(const struct subject *subject)
{
    return rooted_root_deaf(&subject->plane);
}

struct session leaf_listening(const struct subject *subject)
{
    struct session session;
    session.root = rooted_leaf_listening(&subject->plane);
    session.at = name_of(session.root);
    return session;
}

SOCKET join_call(SOCKET s, const struct name *at, struct wish wish)
{
    SOCKET joined = WSAJoinLeaf(s, SA(*at), at->length, wish.caller, wish.callee, wish.qos, NULL,
                                wish.flags == 0 ? JL_BOTH : wish.flags);
    join_code = joined == INVALID_SOCKET ? WSAGetLastError() : 0;
    return joined;
}

static void admit(void *argument)
{
    struct admission *admission = argument;
    if (admission->delay_ms != 0) {
        host_thread_await_sleep(admission->starter);
        host_sleep_ms(admission->delay_ms);
    }
    admission->made = WSAAccept(admission->listener, NULL, NULL, admission->condition, 0);
    admission->code = admission->made == INVALID_SOCKET ? WSAGetLastError() : 0;
}

void admission_start(struct admission *admission, SOCKET listener, LPCONDITIONPROC condition)
{
    admission->listener = listener;
    admission->condition = condition;
    admission->made = INVALID_SOCKET;
    admission->code = 0;
    admission->starter = host_thread_self();
    admission->thread = host_thread_start(admit, admission);
}

int admission_ended(struct admission *admission)
{
    return CHECK(host_thread_done(admission->thread, ROOTED_PATIENCE_MS));
}

SOCKET join_admitted(const struct session *session, SOCKET s, struct wish wish, SOCKET *made)
{
    static struct admission admission; /* the thread may outlive a check that fails */
    if (session->root == INVALID_SOCKET) {
        if (made != NULL)
            *made = INVALID_SOCKET;
        return join_call(s, &session->at, wish);
    }
    admission.delay_ms = 0;
    admission_start(&admission, session->root, NULL);
    SOCKET joined = join_call(s, &session->at, wish);
    int code = join_code;
    admission_ended(&admission);
    join_code = code;
    if (made != NULL)
        *made = admission.made;
    return joined;
}

int CALLBACK condition_answers(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
                               LPWSABUF callee_id, LPWSABUF callee_data, GROUP *group, DWORD_PTR context)
{
    (void)caller_id;
    (void)gqos;
    (void)callee_id;
    (void)group;
    (void)context;
    memset(condition_heard, 0, sizeof condition_heard);
    condition_had_data = caller_data != NULL;
    condition_had_qos = sqos != NULL;
    if (sqos != NULL)
        condition_qos = *sqos;
    if (caller_data != NULL && caller_data->len < sizeof condition_heard)
        memcpy(condition_heard, caller_data->buf, caller_data->len);
    callee_data->len = (ULONG)strlen(condition_answer);
    memcpy(callee_data->buf, condition_answer, callee_data->len);
    return CF_ACCEPT;
}

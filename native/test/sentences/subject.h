/*
 * subject.h - whom the checks of this folder question: the provider `udp` (a group is the session), or
 * `rooted` with a rooted or a nonrooted data plane, each in both families. SENTENCES_SUBJECT in the environment
 * says which. A check is a rule in the sense of conformance.h, whose program runs it.
 */
#ifndef SENTENCES_SUBJECT_H
#define SENTENCES_SUBJECT_H

#include "test/conformance/qs.h"
#include "test/conformance/rooted.h"

struct subject {
    int family;
    int udp;
    struct plane plane; /* of rooted */
};

/* Runs the body for both families. */
void each_subject(void (*body)(const struct subject *subject));
/* The same for rooted alone; `what` is what udp lacks. */
void each_rooted(void (*body)(const struct subject *subject), const char *what);
void each_udp(void (*body)(const struct subject *subject), const char *what);

/* A session that can be joined: a listening root, or a group (then root is INVALID_SOCKET). */
struct session {
    SOCKET root;
    struct name at;
};
struct session session_open(const struct subject *subject);
SOCKET leaf_new(const struct subject *subject);               /* a c_leaf: not bound, not joined */
SOCKET root_new(const struct subject *subject);               /* a c_root that neither is bound nor listens */
struct session leaf_listening(const struct subject *subject); /* a c_leaf that can be invited */

/* What WSAJoinLeaf is called with beside socket and name; zeros stand for NULL and JL_BOTH. */
struct wish {
    WSABUF *caller, *callee;
    QOS *qos;
    DWORD flags;
};
/* The call alone. Its last error stays in join_code. */
SOCKET join_call(SOCKET s, const struct name *at, struct wish wish);
extern int join_code;

/* A thread that accepts: once, with this condition function or NULL. */
struct admission {
    SOCKET listener;
    LPCONDITIONPROC condition;
    unsigned delay_ms; /* so long after the thread that started it sleeps; 0: at once */
    unsigned starter;
    SOCKET made;
    int code;
    struct host_thread *thread;
};
void admission_start(struct admission *admission, SOCKET listener, LPCONDITIONPROC condition);
int admission_ended(struct admission *admission);

/* A blocking join that the other side, if there is one, admits; the socket that it got is in *made. */
SOCKET join_admitted(const struct session *session, SOCKET s, struct wish wish, SOCKET *made);

/* A condition function. Answers with the text in condition_answer; what it was shown is kept. */
int CALLBACK condition_answers(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
                               LPWSABUF callee_id, LPWSABUF callee_data, GROUP *group, DWORD_PTR context);
extern const char *condition_answer;
extern char condition_heard[64];
extern int condition_had_data, condition_had_qos;
extern QOS condition_qos;

#endif

/* qos_calls.c - org.joinleaf.internal.natives.QosNatives. Wine's provider has no flow specifications: there
 * the calls fail, and touch nothing. */
#include "host.h"

#include <qos.h>

#define BAD_HANDLE 0x7ffffff4LL

static char memory[256];

void qos_natives_call(struct stage *stage)
{
    JNIEnv *env = stage->env;
    QOS wanted;
    QOS_SD_MODE object = {{QOS_OBJECT_SD_MODE, sizeof object}, TC_NONCONF_SHAPE};
    size_t both = sizeof wanted + sizeof object;
    jobject box = object_direct(memory, sizeof memory);
    memset(&wanted, 0xff, sizeof wanted);
    wanted.SendingFlowspec.ServiceType = wanted.ReceivingFlowspec.ServiceType = SERVICETYPE_BESTEFFORT;
    wanted.ProviderSpecific.len = sizeof object; /* and a pointer to nowhere */
    memcpy(memory + 1, &wanted, sizeof wanted);
    memcpy(memory + 1 + sizeof wanted, &object, sizeof object);
    EXPECT_TRUE(NATIVE(QosNatives_set)(env, NULL, BAD_HANDLE, (jint)SIO_SET_QOS, box, 1, (jint)both) < 0);
    EXPECT_TRUE(NATIVE(QosNatives_get)(env, NULL, BAD_HANDLE, (jint)SIO_GET_QOS, box, 1, (jint)both) < 0);
    jlong s = NATIVE(SocketNatives_socket)(env, NULL, AF_INET, SOCK_SEQPACKET, 0, NULL, 0, 0,
                                           WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF |
                                               WSA_FLAG_OVERLAPPED);
    if (s < 0) {
        return;
    }
    EXPECT(NATIVE(QosNatives_set)(env, NULL, s, (jint)SIO_SET_QOS, box, 1, (jint)both), 0);
    memset(memory, 0x55, sizeof memory);
    EXPECT(NATIVE(QosNatives_get)(env, NULL, s, (jint)SIO_GET_QOS, box, 3, sizeof memory - 3),
           (jlong)both << 32);
    memset(&wanted.ProviderSpecific, 0, sizeof wanted.ProviderSpecific);
    wanted.ProviderSpecific.len = sizeof object;
    EXPECT(memcmp(memory + 3, &wanted, sizeof wanted), 0);
    EXPECT(memcmp(memory + 3 + sizeof wanted, &object, sizeof object), 0);
    EXPECT(memory[3 + both], 0x55);
    EXPECT(NATIVE(QosNatives_get)(env, NULL, s, (jint)SIO_GET_QOS, box, 3, (jint)both - 1),
           ~((jlong)both << 32 | WSAEFAULT));
    EXPECT(NATIVE(SocketNatives_closesocket)(env, NULL, s), 0);
}

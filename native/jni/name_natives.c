/* org.joinleaf.internal.natives.NameNatives: names and addresses. */
#include "jni_support.h"
#include "table.h"

static WCHAR *text_at(JNIEnv *env, jobject text)
{
    return (WCHAR *)(void *)memory_at(env, text, 0);
}

static LPWSAPROTOCOL_INFOW entry_at(JNIEnv *env, jobject info, jint offset)
{
    return (LPWSAPROTOCOL_INFOW)(void *)memory_at(env, info, offset);
}

jint NameNatives_addressToString(JNIEnv *env, jclass type, jobject address, jint offset, jint length,
                                 jobject info, jint info_offset, jobject text, jint room)
{
    (void)type;
    DWORD size = (DWORD)room;
    int result = WSAAddressToStringW(address_at(env, address, offset), (DWORD)length,
                                     entry_at(env, info, info_offset), text_at(env, text), &size);
    return result_int(result == 0 ? (int)size : result);
}

jint NameNatives_stringToAddress(JNIEnv *env, jclass type, jobject text, jint family, jobject info,
                                 jint info_offset, jobject address, jint offset, jint length)
{
    (void)type;
    int size = length;
    int result = WSAStringToAddressW(text_at(env, text), family, entry_at(env, info, info_offset),
                                     address_at(env, address, offset), &size);
    return result_int(result == 0 ? size : result);
}

jint NameNatives_hostName(JNIEnv *env, jclass type, jobject text, jint room)
{
    (void)type;
    return result_int(GetHostNameW(text_at(env, text), room));
}

jint NameNatives_textToHost(JNIEnv *env, jclass type, jint family, jobject text, jobject host, jint offset)
{
    (void)type;
    return result_int(InetPtonW(family, text_at(env, text), memory_at(env, host, offset)));
}

jint NameNatives_hostToText(JNIEnv *env, jclass type, jint family, jobject host, jint offset, jobject text,
                            jint room)
{
    (void)type;
    const WCHAR *told = InetNtopW(family, memory_at(env, host, offset), text_at(env, text), (size_t)room);
    return told == NULL ? result_code() : 0;
}

jint NameNatives_textToIpv4(JNIEnv *env, jclass type, jobject narrow)
{
    (void)type;
    return (jint)inet_addr(memory_at(env, narrow, 0));
}

/* ---- answers ---- */

/* An answer, packed into Java's memory. `size` counts all of it so far, which may be more than `room`: what
 * does not fit is left out. */
struct answer {
    char *memory;
    size_t room, size;
};

static struct answer answer_at(JNIEnv *env, jobject memory, jint room)
{
    return (struct answer){memory_at(env, memory, 0), (size_t)room, 0};
}

static void answer_bytes(struct answer *answer, const void *bytes, size_t length)
{
    if (length > 0 && answer->size <= answer->room && length <= answer->room - answer->size) {
        memcpy(answer->memory + answer->size, bytes, length);
    }
    answer->size += length;
}

static void answer_int(struct answer *answer, int32_t value)
{
    answer_bytes(answer, &value, sizeof value);
}

static void answer_part(struct answer *answer, const void *bytes, size_t length)
{
    answer_int(answer, bytes == NULL ? -1 : (int32_t)length);
    answer_bytes(answer, bytes, bytes == NULL ? 0 : length);
}

static void answer_narrow(struct answer *answer, const char *text)
{
    answer_part(answer, text, text == NULL ? 0 : strlen(text));
}

static void answer_wide(struct answer *answer, const WCHAR *text)
{
    size_t units = 0;
    while (text != NULL && text[units] != 0) {
        units++;
    }
    answer_part(answer, text, units * sizeof *text);
}

static void answer_list(struct answer *answer, char **parts, size_t length_of_each)
{
    int32_t count = 0;
    while (parts != NULL && parts[count] != NULL) {
        count++;
    }
    answer_int(answer, count);
    for (int32_t i = 0; i < count; i++) {
        answer_part(answer, parts[i], length_of_each == 0 ? strlen(parts[i]) : length_of_each);
    }
}

static jint answer_size(const struct answer *answer)
{
    return answer->size > INT32_MAX ? ~WSA_NOT_ENOUGH_MEMORY : (jint)answer->size;
}

jint NameNatives_addressInfo(JNIEnv *env, jclass type, jobject node, jobject service, jintArray hints,
                             jobject answer, jint room)
{
    (void)type;
    ADDRINFOW wanted = {.ai_flags = 0}, *first = NULL;
    if (hints != NULL) {
        jint values[4];
        (*env)->GetIntArrayRegion(env, hints, 0, 4, values);
        wanted.ai_flags = values[0];
        wanted.ai_family = values[1];
        wanted.ai_socktype = values[2];
        wanted.ai_protocol = values[3];
    }
    int code =
        GetAddrInfoW(text_at(env, node), text_at(env, service), hints == NULL ? NULL : &wanted, &first);
    if (code != 0) {
        return ~code;
    }
    struct answer told = answer_at(env, answer, room);
    for (const ADDRINFOW *i = first; i != NULL; i = i->ai_next) {
        answer_int(&told, i->ai_flags);
        answer_int(&told, i->ai_family);
        answer_int(&told, i->ai_socktype);
        answer_int(&told, i->ai_protocol);
        answer_part(&told, i->ai_addr, i->ai_addrlen);
        answer_wide(&told, i->ai_canonname);
    }
    FreeAddrInfoW(first);
    return answer_size(&told);
}

jint NameNatives_nameInfo(JNIEnv *env, jclass type, jobject address, jint offset, jint length, jobject host,
                          jint host_room, jobject service, jint service_room, jint flags)
{
    (void)type;
    int code = GetNameInfoW(address_at(env, address, offset), length, text_at(env, host), (DWORD)host_room,
                            text_at(env, service), (DWORD)service_room, flags);
    return code == 0 ? 0 : ~code;
}

/* ---- the older data bases ---- */

static jint answer_host(struct answer answer, const struct hostent *host)
{
    if (host == NULL) {
        return result_code();
    }
    answer_narrow(&answer, host->h_name);
    answer_int(&answer, host->h_addrtype);
    answer_int(&answer, host->h_length);
    answer_list(&answer, host->h_aliases, 0);
    answer_list(&answer, host->h_addr_list, (size_t)host->h_length);
    return answer_size(&answer);
}

static jint answer_service(struct answer answer, const struct servent *service)
{
    if (service == NULL) {
        return result_code();
    }
    answer_narrow(&answer, service->s_name);
    answer_list(&answer, service->s_aliases, 0);
    answer_narrow(&answer, service->s_proto);
    answer_int(&answer, (u_short)service->s_port);
    return answer_size(&answer);
}

static jint answer_protocol(struct answer answer, const struct protoent *protocol)
{
    if (protocol == NULL) {
        return result_code();
    }
    answer_narrow(&answer, protocol->p_name);
    answer_list(&answer, protocol->p_aliases, 0);
    answer_int(&answer, protocol->p_proto);
    return answer_size(&answer);
}

jint NameNatives_hostByName(JNIEnv *env, jclass type, jobject narrow, jobject answer, jint room)
{
    (void)type;
    return answer_host(answer_at(env, answer, room), gethostbyname(memory_at(env, narrow, 0)));
}

jint NameNatives_hostByAddress(JNIEnv *env, jclass type, jobject address, jint offset, jint length, jint kind,
                               jobject answer, jint room)
{
    (void)type;
    return answer_host(answer_at(env, answer, room),
                       gethostbyaddr(memory_at(env, address, offset), length, kind));
}

jint NameNatives_serviceByName(JNIEnv *env, jclass type, jobject name, jobject protocol, jobject answer,
                               jint room)
{
    (void)type;
    return answer_service(answer_at(env, answer, room),
                          getservbyname(memory_at(env, name, 0), memory_at(env, protocol, 0)));
}

jint NameNatives_serviceByPort(JNIEnv *env, jclass type, jint port, jobject protocol, jobject answer,
                               jint room)
{
    (void)type;
    return answer_service(answer_at(env, answer, room), getservbyport(port, memory_at(env, protocol, 0)));
}

jint NameNatives_protocolByName(JNIEnv *env, jclass type, jobject name, jobject answer, jint room)
{
    (void)type;
    return answer_protocol(answer_at(env, answer, room), getprotobyname(memory_at(env, name, 0)));
}

jint NameNatives_protocolByNumber(JNIEnv *env, jclass type, jint number, jobject answer, jint room)
{
    (void)type;
    return answer_protocol(answer_at(env, answer, room), getprotobynumber(number));
}

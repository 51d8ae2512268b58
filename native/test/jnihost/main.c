/*
 * main.c - calls every native method of a joinleaf library as a Java virtual machine would, on a system where
 * there is none: jnihost LIBRARY HEADER..., the headers being those that javac -h wrote. Exit status 0 when
 * all did as expected.
 */
#include "host.h"

int failures;

int expect(const char *file, int line, const char *what, long long actual, long long expected)
{
    if (actual == expected)
        return 1;
    failures++;
    printf("FAIL %s:%d: %s is %lld (~%lld), expected %lld (~%lld)\n", file, line, what, actual, ~actual,
           expected, ~expected);
    return 0;
}

/* What a JVM does once the library is there. */
static int load(void *library, JNIEnv *env)
{
    native_function found = library_find(library, "JNI_OnLoad");
    if (!found) {
        printf("FAIL the library has no JNI_OnLoad\n");
        return 0;
    }
    jint version = ((__typeof__(JNI_OnLoad) *)found)(vm_make(env), NULL);
    return expect(__FILE__, __LINE__, "JNI_OnLoad", version, JNI_VERSION_1_8);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IONBF, 0); /* what was said stands, however this ends */
    if (argc < 3) {
        fprintf(stderr, "usage: jnihost LIBRARY HEADER...\n");
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        if (!natives_read(argv[i])) {
            fprintf(stderr, "jnihost: cannot read %s\n", argv[i]);
            return 2;
        }
    }
    void *library = library_open(argv[1]);
    if (!library)
        return 2;
    struct stage stage = {env_make(), 0, 0, NULL};
    failures += !load(library, stage.env);
    failures += natives_missing();
    if (natives_count() == 0 || failures > 0) {
        printf("FAIL %d natives listed, %d missing\n", natives_count(), failures);
        return 1;
    }
    socket_natives_start(&stage);
    socket_natives_call(&stage);
    data_natives_call(&stage);
    batch_natives_call(&stage);
    event_natives_call(&stage);
    ready_natives_call(&stage);
    request_natives_call(&stage);
    qos_natives_call(&stage);
    message_natives_call(&stage);
    name_natives_call(&stage);
    socket_natives_end(&stage);
    failures += env_complaints();
    failures += natives_unused();
    printf("%d natives registered and called, %d failures\n", natives_count(), failures);
    return failures > 0;
}

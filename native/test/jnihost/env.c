/* env.c - the JNIEnv. A function that none of our natives needs ends the program, told by name. */
#include "host.h"

enum kind { DIRECT, HEAP, INTS, LONGS, OBJECTS, CLASS };

struct object {
    enum kind kind;
    void *memory;
    size_t length;
};

#define MOST_OBJECTS 1024
static struct object objects[MOST_OBJECTS];
static size_t object_count;
static int complaints;
static int local_references; /* given by GetObjectArrayElement and not yet deleted */

static jobject object_make(enum kind kind, void *memory, size_t length)
{
    if (object_count == MOST_OBJECTS) {
        fprintf(stderr, "jnihost: no room for another object\n");
        exit(2);
    }
    struct object *object = &objects[object_count++];
    object->kind = kind;
    object->memory = memory;
    object->length = length;
    return (jobject)object;
}

jobject object_direct(void *memory, size_t size)
{
    return object_make(DIRECT, memory, size);
}

jobject object_heap(size_t size)
{
    return object_make(HEAP, NULL, size);
}

jintArray object_ints(jint *values, jint length)
{
    return (jintArray)object_make(INTS, values, (size_t)length);
}

jlongArray object_longs(jlong *values, jint length)
{
    return (jlongArray)object_make(LONGS, values, (size_t)length);
}

jobjectArray object_array(jobject *elements, jint length)
{
    return (jobjectArray)object_make(OBJECTS, elements, (size_t)length);
}

static void complain(const char *function, const char *what)
{
    complaints++;
    printf("FAIL JNIEnv->%s: %s\n", function, what);
}

int env_complaints(void)
{
    if (local_references != 0)
        printf("note: %d local references were left to the return from the native\n", local_references);
    return complaints;
}

static struct object *as(jobject reference, enum kind kind, const char *function)
{
    struct object *object = (struct object *)reference;
    if (object < objects || object >= objects + object_count || object->kind != kind) {
        complain(function, "not an object of that class");
        return NULL;
    }
    return object;
}

static int within(const struct object *object, jsize start, jsize length, const char *function)
{
    if (start >= 0 && length >= 0 && (size_t)start + (size_t)length <= object->length)
        return 1;
    complain(function, "the region is not within the array"); /* a JVM would throw */
    return 0;
}

static void *JNICALL get_direct_buffer_address(JNIEnv *env, jobject buffer)
{
    (void)env;
    struct object *object = (struct object *)buffer;
    if (object && object->kind == HEAP)
        return NULL;
    object = as(buffer, DIRECT, "GetDirectBufferAddress");
    return object ? object->memory : NULL;
}

static jlong JNICALL get_direct_buffer_capacity(JNIEnv *env, jobject buffer)
{
    (void)env;
    struct object *object = (struct object *)buffer;
    return object && object->kind == DIRECT ? (jlong)object->length : -1;
}

static jsize JNICALL get_array_length(JNIEnv *env, jarray array)
{
    (void)env;
    return (jsize)((struct object *)array)->length;
}

/* Get and Set...ArrayRegion of one kind of array. */
#define ARRAY_REGION(names, Name, kind, array_type, type)                                                    \
    static void JNICALL get_##names##_array_region(JNIEnv *env, array_type array, jsize start, jsize length, \
                                                   type *to)                                                 \
    {                                                                                                        \
        (void)env;                                                                                           \
        struct object *object = as(array, kind, "Get" Name "ArrayRegion");                                   \
        if (object && within(object, start, length, "Get" Name "ArrayRegion"))                               \
            memcpy(to, (type *)object->memory + start, (size_t)length * sizeof(type));                       \
    }                                                                                                        \
    static void JNICALL set_##names##_array_region(JNIEnv *env, array_type array, jsize start, jsize length, \
                                                   const type *from)                                         \
    {                                                                                                        \
        (void)env;                                                                                           \
        struct object *object = as(array, kind, "Set" Name "ArrayRegion");                                   \
        if (object && within(object, start, length, "Set" Name "ArrayRegion"))                               \
            memcpy((type *)object->memory + start, from, (size_t)length * sizeof(type));                     \
    }

ARRAY_REGION(int, "Int", INTS, jintArray, jint)
ARRAY_REGION(long, "Long", LONGS, jlongArray, jlong)

/* A copy, as a JVM may give one: who forgets to release it, or writes to it afterwards, is found by a
 * sanitizer. */
static jint *JNICALL get_int_array_elements(JNIEnv *env, jintArray array, jboolean *copied)
{
    (void)env;
    struct object *object = as(array, INTS, "GetIntArrayElements");
    jint *copy = object ? malloc((object->length + 1) * sizeof(jint)) : NULL;
    if (copied)
        *copied = JNI_TRUE;
    if (copy)
        memcpy(copy, object->memory, object->length * sizeof(jint));
    return copy;
}

static void JNICALL release_int_array_elements(JNIEnv *env, jintArray array, jint *elements, jint mode)
{
    (void)env;
    struct object *object = as(array, INTS, "ReleaseIntArrayElements");
    if (object && mode != JNI_ABORT)
        memcpy(object->memory, elements, object->length * sizeof(jint));
    if (mode != JNI_COMMIT)
        free(elements);
}

static jobject JNICALL get_object_array_element(JNIEnv *env, jobjectArray array, jsize index)
{
    (void)env;
    struct object *object = as(array, OBJECTS, "GetObjectArrayElement");
    if (!object || !within(object, index, 1, "GetObjectArrayElement"))
        return NULL;
    jobject element = ((jobject *)object->memory)[index];
    local_references += element != NULL;
    return element;
}

static void JNICALL delete_local_ref(JNIEnv *env, jobject reference)
{
    (void)env;
    if (!reference)
        return;
    if (local_references-- <= 0)
        complain("DeleteLocalRef", "no such reference");
}

static void unexpected(const char *name)
{
    printf("FAIL JNIEnv->%s was called, which this host does not have\n", name);
    fflush(stdout);
    abort();
}

static void unexpected_newer(void)
{
    unexpected("(a function newer than Java 17)");
}

/* Any class is there; its name is its memory. */
static jclass JNICALL find_class(JNIEnv *env, const char *name)
{
    (void)env;
    local_references++;
    return (jclass)object_make(CLASS, (void *)(uintptr_t)name, strlen(name));
}

/* No class has fields: the natives must do without. */
static jfieldID JNICALL get_field_id(JNIEnv *env, jclass class, const char *name, const char *signature)
{
    (void)env, (void)name, (void)signature;
    as(class, CLASS, "GetFieldID");
    return NULL;
}

static void JNICALL exception_clear(JNIEnv *env)
{
    (void)env;
}

static jint JNICALL register_natives(JNIEnv *env, jclass class, const JNINativeMethod *methods, jint count)
{
    (void)env;
    struct object *object = as(class, CLASS, "RegisterNatives");
    for (jint i = 0; object && i < count; i++) {
        if (!natives_register(object->memory, &methods[i]))
            return JNI_ERR;
    }
    return object ? JNI_OK : JNI_ERR;
}

#define SLOT(name)                                                                                           \
    static void unexpected_##name(void)                                                                      \
    {                                                                                                        \
        unexpected(#name);                                                                                   \
    }
#include "slots.h"
#undef SLOT

JNIEnv *env_make(void)
{
    static union {
        struct JNINativeInterface_ table;
        void (*slots[sizeof(struct JNINativeInterface_) / sizeof(void (*)(void))])(void);
    } functions;
    static JNIEnv env = &functions.table;
    for (size_t i = 0; i < sizeof functions.slots / sizeof functions.slots[0]; i++)
        functions.slots[i] = unexpected_newer;
#define SLOT(name) functions.table.name = (__typeof__(functions.table.name))unexpected_##name;
#include "slots.h"
#undef SLOT
    functions.table.GetDirectBufferAddress = get_direct_buffer_address;
    functions.table.GetDirectBufferCapacity = get_direct_buffer_capacity;
    functions.table.GetArrayLength = get_array_length;
    functions.table.GetIntArrayRegion = get_int_array_region;
    functions.table.SetIntArrayRegion = set_int_array_region;
    functions.table.GetLongArrayRegion = get_long_array_region;
    functions.table.SetLongArrayRegion = set_long_array_region;
    functions.table.GetIntArrayElements = get_int_array_elements;
    functions.table.ReleaseIntArrayElements = release_int_array_elements;
    functions.table.GetObjectArrayElement = get_object_array_element;
    functions.table.DeleteLocalRef = delete_local_ref;
    functions.table.FindClass = find_class;
    functions.table.GetFieldID = get_field_id;
    functions.table.ExceptionClear = exception_clear;
    functions.table.RegisterNatives = register_natives;
    return &env;
}

static JNIEnv *only_env;

static jint JNICALL get_env(JavaVM *vm, void **env, jint version)
{
    (void)vm;
    *env = only_env;
    return version >= JNI_VERSION_1_8 ? JNI_OK : JNI_EVERSION;
}

/* The library asks it for its JNIEnv and nothing else. */
JavaVM *vm_make(JNIEnv *env)
{
    static struct JNIInvokeInterface_ functions;
    static JavaVM vm = &functions;
    only_env = env;
    functions.GetEnv = get_env;
    return &vm;
}

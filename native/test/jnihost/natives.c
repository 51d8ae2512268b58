/* natives.c - which natives there are: what javac -h wrote says it, the library has to register it, the calls
 * to use it. */
#include "host.h"

#define MOST 256

static struct {
    char name[128];
    native_function function;
    int calls;
} natives[MOST];
static int count;

/* "JNIEXPORT jint JNICALL Java_org_joinleaf_internal_natives_SocketNatives_bind" */
int natives_read(const char *header)
{
    char line[512];
    FILE *file = fopen(header, "r");
    if (!file)
        return 0;
    while (fgets(line, sizeof line, file)) {
        const char *name = strstr(line, "JNICALL Java_");
        if (!name || strncmp(line, "JNIEXPORT", 9) != 0)
            continue;
        if (count == MOST || sscanf(name + 8, "%127s", natives[count].name) != 1) {
            fclose(file);
            return 0;
        }
        count++;
    }
    fclose(file);
    return 1;
}

int natives_register(const char *class_name, const JNINativeMethod *method)
{
    char name[256];
    snprintf(name, sizeof name, "Java_%s_%s", class_name, method->name);
    for (char *at = name; *at; at++)
        *at = *at == '/' ? '_' : *at;
    for (int i = 0; i < count; i++) {
        if (strcmp(natives[i].name, name) == 0) {
            memcpy(&natives[i].function, &method->fnPtr, sizeof natives[i].function);
            return 1;
        }
    }
    printf("FAIL %s is registered, and no class has it\n", name);
    return 0;
}

int natives_missing(void)
{
    int missing = 0;
    for (int i = 0; i < count; i++) {
        if (!natives[i].function) {
            printf("FAIL %s was not registered\n", natives[i].name);
            missing++;
        }
    }
    return missing;
}

native_function native_use(const char *name)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(natives[i].name, name) == 0 && natives[i].function) {
            natives[i].calls++;
            return natives[i].function;
        }
    }
    printf("FAIL %s is not there to be called\n", name);
    exit(1);
}

int natives_unused(void)
{
    int unused = 0;
    for (int i = 0; i < count; i++) {
        if (natives[i].calls == 0) {
            printf("FAIL %s was never called\n", natives[i].name);
            unused++;
        }
    }
    return unused;
}

int natives_count(void)
{
    return count;
}

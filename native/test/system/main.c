/* native/system, each header by what it promises: clock, random, HMAC and interfaces here, the rest beside.
 */
#include <string.h>

#include "system/clock.h"
#include "system/hmac.h"
#include "system/interface.h"
#include "system/poll.h"
#include "system/random.h"
#include "check.h"

static void test_clock(void)
{
    int64_t start = system_clock_now(), last = start;
    CHECK(start > 0);
    for (int i = 0; i < 100000; i++) {
        int64_t now = system_clock_now();
        CHECK(now >= last);
        last = now;
    }
    while (system_clock_now() == last) { /* it goes */
    }
    CHECK(last - start < 60 * (int64_t)SECOND);
}

static void test_random(void)
{
    unsigned char one[64] = {0}, other[64] = {0};
    CHECK(system_random(one, sizeof one) && system_random(other, sizeof other));
    CHECK(memcmp(one, other, sizeof one) != 0);
    CHECK(memcmp(one, one + 32, 32) != 0);
}

/* RFC 4231, test cases 2 and 6; the message in two parts. */
static void test_hmac(void)
{
    static const uint8_t short_key[SYSTEM_HMAC_SIZE] = {
        0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75, 0xc7,
        0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43};
    static const uint8_t long_key[SYSTEM_HMAC_SIZE] = {
        0x60, 0xe4, 0x31, 0x59, 0x1e, 0xe0, 0xb6, 0x7f, 0x0d, 0x8a, 0x26, 0xaa, 0xcb, 0xf5, 0xb7, 0x7f,
        0x8e, 0x0b, 0xc6, 0x21, 0x37, 0x28, 0xc5, 0x14, 0x05, 0x46, 0x04, 0x0f, 0x0e, 0xe3, 0x7f, 0x54};
    uint8_t code[SYSTEM_HMAC_SIZE], key[131];
    const struct system_hmac_part two[] = {{"what do ya want ", 16}, {"for nothing?", 12}};
    const struct system_hmac_part one[] = {{"Test Using Larger Than Block-Size Key - Hash Key First", 54}};
    CHECK(system_hmac_load());
    CHECK(system_hmac("Jefe", 4, two, 2, code));
    CHECK(memcmp(code, short_key, sizeof code) == 0);
    memset(key, 0xaa, sizeof key);
    CHECK(system_hmac(key, sizeof key, one, 1, code));
    CHECK(memcmp(code, long_key, sizeof code) == 0);
}

static void test_interfaces(void)
{
    static const uint8_t loopback[4] = {127, 0, 0, 1}, loopback6[16] = {[15] = 1},
                         nobody[4] = {203, 0, 113, 77};
    union system_address address = system_address_of(SYSTEM_IPV4, loopback, 0);
    unsigned index = system_interface_of(&address);
    CHECK(index != 0 && system_interface_exists(index));
    CHECK(system_interface_mtu(index) >= 1500);
    address = system_address_of(SYSTEM_IPV6, loopback6, 0);
    CHECK_EQUAL(index, system_interface_of(&address));
    address = system_address_of(SYSTEM_IPV4, nobody, 0);
    CHECK_EQUAL(0, system_interface_of(&address));
    CHECK(!system_interface_exists(0) && !system_interface_exists(987654));
    CHECK_EQUAL(0, system_interface_mtu(987654));
}

int main(void)
{
    struct system_poller *poller = system_poller_new(); /* sockets are opened while there is one */
    CHECK(poller != NULL);
    test_clock();
    test_random();
    test_hmac();
    test_interfaces();
    test_threads();
    test_streams();
    test_datagrams();
    test_poller();
    system_poller_free(poller);
    printf("ok\n");
    return 0;
}

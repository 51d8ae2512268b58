#include "os_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>

enum { WORDS = 8 };

/* Returns true for addresses that contain an IPv4 address: compatible, mapped, translated (RFC 2765) and
 * ISATAP (RFC 5214) ones. */
static bool has_ipv4_tail(const unsigned words[static WORDS])
{
    if ((words[4] & ~0x200u) == 0 && words[5] == 0x5efe) {
        return true;
    }
    if ((words[0] | words[1] | words[2] | words[3]) != 0 || words[6] == 0) {
        return false;
    }
    return (words[4] == 0 && (words[5] == 0 || words[5] == 0xffff)) || (words[4] == 0xffff && words[5] == 0);
}

/* Finds the longest run of at least two zeros among the first `count` words, which "::" stands for; the first
 * one if several are as long. Returns its length, or 0. */
static size_t longest_zeros(const unsigned *words, size_t count, size_t *start)
{
    size_t best = 1, run = 0;
    *start = count;
    for (size_t i = 0; i < count; i++) {
        run = words[i] == 0 ? run + 1 : 0;
        if (run > best) {
            best = run;
            *start = i + 1 - run;
        }
    }
    return best > 1 ? best : 0;
}

static size_t text_of_ipv4(const unsigned char *bytes, char *text)
{
    return (size_t)snprintf(text, sizeof "255.255.255.255", "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2],
                            bytes[3]);
}

/* inet_ntop is not used, because it writes an IPv4 tail for two of these kinds only. */
static size_t text_of_ipv6(const unsigned char *bytes, char *text)
{
    unsigned words[WORDS];
    for (size_t i = 0; i < WORDS; i++) {
        words[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
    }
    bool tail = has_ipv4_tail(words);
    size_t count = tail ? WORDS - 2 : WORDS, zeros_at, length = 0;
    size_t zeros = longest_zeros(words, count, &zeros_at);
    for (size_t i = 0; i < count; i++) {
        if (i == zeros_at) {
            text[length++] = ':';
            text[length++] = ':';
            i += zeros - 1;
            continue;
        }
        const char *colon = i > 0 && text[length - 1] != ':' ? ":" : "";
        length += (size_t)snprintf(text + length, OS_TEXT_ROOM - length, "%s%x", colon, words[i]);
    }
    if (tail) {
        if (text[length - 1] != ':') {
            text[length++] = ':';
        }
        length += text_of_ipv4(bytes + 12, text + length);
    }
    text[length] = '\0';
    return length;
}

size_t os_text_of_host(int family, const void *host, char text[static OS_TEXT_ROOM])
{
    return family == AF_INET ? text_of_ipv4(host, text) : text_of_ipv6(host, text);
}

size_t os_text_of_address(const union os_address *address, char text[static OS_TEXT_ROOM])
{
    if (address->any.sa_family == AF_INET) {
        return os_text_of_host(AF_INET, &address->v4.sin_addr, text);
    }
    size_t length = os_text_of_host(AF_INET6, &address->v6.sin6_addr, text);
    if (address->v6.sin6_scope_id != 0) {
        length += (size_t)snprintf(text + length, OS_TEXT_ROOM - length, "%%%u", address->v6.sin6_scope_id);
    }
    return length;
}

size_t os_text_of_endpoint(const union os_address *address, char text[static OS_TEXT_ROOM])
{
    unsigned port = os_address_port(address);
    if (port == 0) {
        return os_text_of_address(address, text);
    }
    char host[OS_TEXT_ROOM];
    os_text_of_address(address, host);
    const char *format = address->any.sa_family == AF_INET ? "%.48s:%u" : "[%.68s]:%u";
    return (size_t)snprintf(text, OS_TEXT_ROOM, format, host, port);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads a whole string as a number in C's spelling, as strtoul does, but without white space and signs. */
static bool parse_number(const char *text, int base, unsigned long least, unsigned long most,
                         unsigned long *value)
{
    char *end;
    if (!is_digit(*text) || strlen(text) > 12) {
        return false;
    }
    *value = strtoul(text, &end, base);
    return *end == '\0' && *value >= least && *value <= most;
}

/* Port 0 is refused, as on Windows: an address without a port is written without it. */
static bool parse_port(const char *text, uint16_t *port)
{
    unsigned long value;
    if (!parse_number(text, 0, 1, 65535, &value)) {
        return false;
    }
    *port = htons((uint16_t)value);
    return true;
}

/* Takes the forms that inet_addr takes, without white space. */
static bool parse_ipv4(char *text, struct sockaddr_in *address)
{
    char *port = strchr(text, ':');
    if (port != NULL) {
        *port++ = '\0';
        if (!parse_port(port, &address->sin_port)) {
            return false;
        }
    }
    return text[strspn(text, "0123456789abcdefABCDEFxX.")] == '\0' &&
           inet_aton(text, &address->sin_addr) != 0;
}

static bool parse_ipv6(char *text, struct sockaddr_in6 *address)
{
    if (*text == '[') {
        char *close = strchr(++text, ']');
        if (close == NULL || (close[1] != '\0' && close[1] != ':')) {
            return false;
        }
        if (close[1] == ':' && !parse_port(close + 2, &address->sin6_port)) {
            return false;
        }
        *close = '\0';
    }
    char *scope = strchr(text, '%');
    if (scope != NULL) {
        unsigned long value;
        *scope++ = '\0';
        if (!parse_number(scope, 10, 0, UINT32_MAX, &value)) {
            return false;
        }
        address->sin6_scope_id = (uint32_t)value;
    }
    return inet_pton(AF_INET6, text, &address->sin6_addr) == 1;
}

bool os_text_to_ipv4(const char *text, uint32_t *host)
{
    struct in_addr address;
    if (inet_aton(text, &address) == 0) {
        return false;
    }
    *host = address.s_addr;
    return true;
}

/* The parts of the IPv4 tail of an IPv6 address may begin with zeros, of three digits in all; the C library
 * refuses that. Returns whether there is an IPv4 tail, and then writes the address without those zeros. */
static bool with_plain_tail(const char *text, char plain[static OS_TEXT_ROOM])
{
    const char *tail = strrchr(text, ':');
    unsigned part[4];
    int end = 0;
    if (tail == NULL || strchr(tail, '.') == NULL || (size_t)(tail - text) + 17 > OS_TEXT_ROOM ||
        tail[1 + strspn(tail + 1, "0123456789.")] != '\0' || !is_digit(tail[1]) ||
        sscanf(tail + 1, "%3u.%3u.%3u.%3u%n", &part[0], &part[1], &part[2], &part[3], &end) != 4 ||
        tail[1 + end] != '\0') {
        return false;
    }
    snprintf(plain, OS_TEXT_ROOM, "%.*s:%u.%u.%u.%u", (int)(tail - text), text, part[0], part[1], part[2],
             part[3]);
    return true;
}

bool os_text_to_host(int family, const char *text, void *host)
{
    char plain[OS_TEXT_ROOM];
    return inet_pton(family, family == AF_INET6 && with_plain_tail(text, plain) ? plain : text, host) == 1;
}

bool os_text_to_endpoint(int family, const char *text, union os_address *address)
{
    char copy[OS_TEXT_ROOM];
    size_t length = strlen(text);
    if (length >= sizeof copy) {
        return false;
    }
    memcpy(copy, text, length + 1);
    memset(address, 0, sizeof *address);
    address->any.sa_family = (sa_family_t)family;
    return family == AF_INET ? parse_ipv4(copy, &address->v4) : parse_ipv6(copy, &address->v6);
}

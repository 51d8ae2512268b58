/* packet.c - see packet.h. Whatever does not fit within the bytes that there are is PACKET_OTHER. */
#include "packet.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

enum {
    IGMPV3_REPORT = 0x22,
    MLDV2_REPORT = 143,
    REPORT_HEADER = 8,
    RECORD_HEADER = 4,
    UDP_HEADER = 8,
    TCP_HEADER = 20
};

static unsigned two_bytes(const unsigned char *bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

static void read_report(struct packet *packet, int family, const unsigned char *bytes, size_t size)
{
    size_t address_size = family == AF_INET ? 4 : 16, at = REPORT_HEADER;
    unsigned count = size < REPORT_HEADER ? 0 : two_bytes(bytes + 6);
    for (unsigned i = 0; i < count && i < RECORDS; i++) {
        if (at + RECORD_HEADER + address_size > size)
            return;
        struct record *record = &packet->records[i];
        record->type = bytes[at];
        unsigned sources = two_bytes(bytes + at + 2);
        inet_ntop(family, bytes + at + RECORD_HEADER, record->group, ADDRESS_TEXT);
        at += RECORD_HEADER + address_size;
        if (at + sources * address_size > size || sources > SOURCES)
            return;
        for (unsigned j = 0; j < sources; j++)
            inet_ntop(family, bytes + at + j * address_size, record->sources[j], ADDRESS_TEXT);
        record->source_count = (int)sources;
        at += sources * address_size;
        packet->record_count = (int)i + 1;
        packet->kind = PACKET_REPORT;
    }
}

/* whole: how much there is of it on the wire, of which `size` bytes were captured. */
static void read_content(struct packet *packet, int family, int protocol, const unsigned char *bytes,
                         size_t size, size_t whole)
{
    if (protocol == IPPROTO_UDP && size >= UDP_HEADER) {
        packet->kind = PACKET_UDP;
        packet->port = two_bytes(bytes + 2);
        packet->size = two_bytes(bytes + 4) - UDP_HEADER; /* also where only the head was captured */
    } else if (protocol == IPPROTO_TCP && size >= TCP_HEADER) {
        size_t header = (bytes[12] >> 4) * 4u;
        packet->kind = PACKET_TCP;
        packet->port = two_bytes(bytes + 2);
        packet->size = whole > header ? whole - header : 0;
    } else if ((protocol == IPPROTO_IGMP && size > 0 && bytes[0] == IGMPV3_REPORT) ||
               (protocol == IPPROTO_ICMPV6 && size > 0 && bytes[0] == MLDV2_REPORT)) {
        read_report(packet, family, bytes, size);
    }
}

static void read_v4(struct packet *packet, const unsigned char *bytes, size_t size)
{
    size_t header = (bytes[0] & 0xfu) * 4;
    if (size < 20 || header > size)
        return;
    packet->dscp = bytes[1] >> 2;
    packet->hops = bytes[8];
    inet_ntop(AF_INET, bytes + 12, packet->source, ADDRESS_TEXT);
    inet_ntop(AF_INET, bytes + 16, packet->target, ADDRESS_TEXT);
    read_content(packet, AF_INET, bytes[9], bytes + header, size - header, two_bytes(bytes + 2) - header);
}

static void read_v6(struct packet *packet, const unsigned char *bytes, size_t size)
{
    size_t header = 40;
    if (size < header)
        return;
    packet->dscp = (int)(two_bytes(bytes) >> 6 & 0x3f);
    packet->hops = bytes[7];
    inet_ntop(AF_INET6, bytes + 8, packet->source, ADDRESS_TEXT);
    inet_ntop(AF_INET6, bytes + 24, packet->target, ADDRESS_TEXT);
    int protocol = bytes[6];
    if (protocol == IPPROTO_HOPOPTS && size >= header + 8) { /* MLD's router alert */
        protocol = bytes[header];
        header += 8 + bytes[header + 1] * 8u;
    }
    if (header <= size)
        read_content(packet, AF_INET6, protocol, bytes + header, size - header,
                     two_bytes(bytes + 4) + 40u - header);
}

void packet_read(struct packet *packet, const unsigned char *bytes, size_t size)
{
    memset(packet, 0, sizeof *packet);
    if (size > 0 && bytes[0] >> 4 == 4)
        read_v4(packet, bytes, size);
    else if (size > 0 && bytes[0] >> 4 == 6)
        read_v6(packet, bytes, size);
}

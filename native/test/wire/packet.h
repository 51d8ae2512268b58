/* packet.h - what an IP packet says, as far as the proofs ask: UDP, TCP, and the membership reports of IGMPv3
 * and MLDv2. */
#ifndef WIRE_PACKET_H
#define WIRE_PACKET_H

#include <stddef.h>
#include <stdint.h>

#define ADDRESS_TEXT 46

/* The record types, whose numbers both protocols share (RFC 3376, 4.2.12; RFC 3810, 5.2.12). */
enum record_type {
    MODE_IS_INCLUDE = 1,
    MODE_IS_EXCLUDE,
    CHANGE_TO_INCLUDE,
    CHANGE_TO_EXCLUDE,
    ALLOW_NEW_SOURCES,
    BLOCK_OLD_SOURCES,
};

#define RECORDS 16
#define SOURCES 8

struct record {
    int type;
    char group[ADDRESS_TEXT];
    int source_count;
    char sources[SOURCES][ADDRESS_TEXT];
};

enum packet_kind { PACKET_OTHER, PACKET_UDP, PACKET_TCP, PACKET_REPORT };

struct packet {
    enum packet_kind kind;
    int64_t time; /* when the kernel saw it, ns */
    char source[ADDRESS_TEXT], target[ADDRESS_TEXT];
    int hops; /* time to live, hop limit */
    int dscp;
    unsigned port; /* UDP, TCP: where to */
    size_t size;   /* UDP, TCP: of the data */
    int record_count;
    struct record records[RECORDS];
};

/* Reads the bytes from the IP header on into all but packet->time. */
void packet_read(struct packet *packet, const unsigned char *bytes, size_t size);

#endif

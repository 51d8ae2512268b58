/* mswsock.h - Microsoft's extensions to Winsock, for Linux: plain names on top of joinleaf/ws_ext.h. */
#ifndef JOINLEAF_MSWSOCK_H
#define JOINLEAF_MSWSOCK_H

#include "winsock2.h"

#include "joinleaf/ws_ext.h"

#define SO_CONNDATA               WS_SO_CONNDATA
#define SO_CONNOPT                WS_SO_CONNOPT
#define SO_DISCDATA               WS_SO_DISCDATA
#define SO_DISCOPT                WS_SO_DISCOPT
#define SO_CONNDATALEN            WS_SO_CONNDATALEN
#define SO_CONNOPTLEN             WS_SO_CONNOPTLEN
#define SO_DISCDATALEN            WS_SO_DISCDATALEN
#define SO_DISCOPTLEN             WS_SO_DISCOPTLEN
#define SO_OPENTYPE               WS_SO_OPENTYPE
#define SO_SYNCHRONOUS_ALERT      WS_SO_SYNCHRONOUS_ALERT
#define SO_SYNCHRONOUS_NONALERT   WS_SO_SYNCHRONOUS_NONALERT
#define SO_MAXDG                  WS_SO_MAXDG
#define SO_MAXPATHDG              WS_SO_MAXPATHDG
#define SO_UPDATE_ACCEPT_CONTEXT  WS_SO_UPDATE_ACCEPT_CONTEXT
#define SO_CONNECT_TIME           WS_SO_CONNECT_TIME
#define SO_UPDATE_CONNECT_CONTEXT WS_SO_UPDATE_CONNECT_CONTEXT
#define TCP_BSDURGENT             WS_TCP_BSDURGENT

#endif

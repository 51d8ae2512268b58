/* The provider's side of WSAAddressToString and WSAStringToAddress. It is the same for all, and stands in
 * each provider's table. */
#ifndef JOINLEAF_COMMON_ADDRESS_TEXT_H
#define JOINLEAF_COMMON_ADDRESS_TEXT_H

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_spi.h>

INT WSPAPI address_WSPAddressToString(LPSOCKADDR address, DWORD length, LPWSAPROTOCOL_INFOW info,
                                      LPWSTR string, LPDWORD string_size, LPINT error);
INT WSPAPI address_WSPStringToAddress(LPWSTR string, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address,
                                      LPINT address_length, LPINT error);

#endif

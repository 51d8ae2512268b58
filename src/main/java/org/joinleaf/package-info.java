/**
 * Winsock 2 multipoint sessions. {@link org.joinleaf.MultipointSocket} is the API to start with; {@link
 * org.joinleaf.winsock} is {@code winsock2.h} one to one. On Windows the calls go to ws2_32.dll, on Linux to joinleaf's
 * own implementation.
 */
package org.joinleaf;

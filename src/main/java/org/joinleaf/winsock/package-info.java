/**
 * {@code winsock2.h} one to one: {@link org.joinleaf.winsock.Winsock}, and what its functions take and give.
 *
 * <p>In the functions of Winsock a null is NULL, which most of them answer with WSAEFAULT. Elsewhere no parameter may be
 * null: that is a NullPointerException whose message is the parameter's name.
 */
package org.joinleaf.winsock;

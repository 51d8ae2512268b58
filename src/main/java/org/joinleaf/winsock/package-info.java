/** {@code winsock2.h} one to one: {@link org.joinleaf.winsock.Winsock}, and what its functions take and give. */
package org.joinleaf.winsock;

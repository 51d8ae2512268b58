/**
 * Winsock 2 multipoint sessions. {@link org.joinleaf.MultipointSocket} is the API to start with; {@link
 * org.joinleaf.winsock} is {@code winsock2.h} one to one. On Windows the calls go to ws2_32.dll, on Linux to joinleaf's
 * own implementation.
 *
 * <p>No parameter may be null where its description does not say what null means: a null is a NullPointerException whose
 * message is the parameter's name, and nothing has happened. Nothing returns null where its description does not say when.
 */
package org.joinleaf;

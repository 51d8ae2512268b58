/**
 * Winsock 2 multipoint sessions. {@link org.joinleaf.MultipointSocket} is the API to start with; {@link
 * org.joinleaf.winsock} is {@code winsock2.h} one to one. On Windows the calls go to ws2_32.dll, on Linux to joinleaf's
 * own implementation.
 *
 * <pre>
 *   org.joinleaf            sockets, sessions with a root, the selector, options, exceptions
 *   org.joinleaf.winsock    winsock2.h one to one
 *   ----------------------- native methods, the same C for both systems -----------------------
 *   Linux: joinleaf's Winsock                     Windows: ws2_32.dll
 *   UDP over IP multicast    sessions with a root (joinleaf's)    the system's providers
 * </pre>
 *
 * <p>The lowest line is of service providers; sessions with a root are the same code on both systems. The module exports the
 * two packages of the first two lines, and a program that uses the first needs to know nothing of the others.
 *
 * <p>No parameter may be null where its description does not say what null means: a null is a NullPointerException whose
 * message is the parameter's name, and nothing has happened. Nothing returns null where its description does not say when.
 */
package org.joinleaf;

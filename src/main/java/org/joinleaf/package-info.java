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
 * <p>The lowest line names the service providers; the one for sessions with a root is the same code on both systems. The module
 * exports the packages of the first two lines. A program that uses the first needs to know nothing of the others.
 *
 * <p>A parameter must not be null unless its description says what null means. A null is a NullPointerException whose message
 * is the parameter's name, and nothing has happened then. No method returns null unless its description says when.
 *
 * <p>What does not say since when it exists is as old as its package.
 *
 * @since 0.1.0
 */
package org.joinleaf;

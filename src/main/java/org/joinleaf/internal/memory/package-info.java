/** Memory that natives are given: users' buffers, copies of them, and structures of Winsock's; and how messages tell a count. */
package org.joinleaf.internal.memory;

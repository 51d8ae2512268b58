/** Memory that natives are given: users' buffers, copies of them, and structures of Winsock's. */
package org.joinleaf.internal.memory;

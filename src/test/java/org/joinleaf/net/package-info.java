/** Networks made for a test, so that none of its traffic leaves the machine. */
package org.joinleaf.net;

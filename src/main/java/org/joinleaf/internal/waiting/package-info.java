/** Handles, who waits in them, and how that ends. */
package org.joinleaf.internal.waiting;

/** Finding, unpacking and loading the native library. */
package org.joinleaf.internal.load;

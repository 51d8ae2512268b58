/** The native methods, a class for each file of {@code native/jni}; {@code native/jni/table.c} lists them all. */
package org.joinleaf.internal.natives;

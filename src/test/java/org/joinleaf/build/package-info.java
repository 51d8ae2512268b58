/**
 * Tests of all that is not Java, or is made of the whole project: the C programs, the library and the jars, the pages, the
 * release, the JVMs for Windows.
 */
package org.joinleaf.build;

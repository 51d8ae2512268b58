/**
 * Tests of all that is not Java, or is made of the whole project: the C programs, the library and the jars, the pages, the
 * release, the JVMs for Windows. And what tests of every package run other processes with: {@link org.joinleaf.build.CProgram}
 * compiles, {@link org.joinleaf.build.Command} runs with a time limit, {@link org.joinleaf.build.Needs} skips with a named
 * reason.
 */
package org.joinleaf.build;

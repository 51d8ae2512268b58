/**
 * How tests build and run C programs and other processes: {@link org.joinleaf.build.CProgram} compiles,
 * {@link org.joinleaf.build.Command} runs with a time limit, {@link org.joinleaf.build.Needs} skips with a named
 * reason.
 */
package org.joinleaf.build;

/**
 * What tests of every package use: {@link org.joinleaf.testing.CProgram} compiles, {@link org.joinleaf.testing.Command} runs
 * a process with a time limit, {@link org.joinleaf.testing.Namespace} makes a network whose traffic does not leave the machine,
 * {@link org.joinleaf.testing.Needs} skips with a named reason, {@link org.joinleaf.testing.Project} knows where files lie.
 */
package org.joinleaf.testing;

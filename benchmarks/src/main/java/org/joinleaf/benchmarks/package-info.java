/**
 * Measurements of joinleaf beside java.nio, Netty and C: {@link org.joinleaf.benchmarks.Main} runs them; each class that
 * ends in Benchmark is a section of the report.
 */
package org.joinleaf.benchmarks;

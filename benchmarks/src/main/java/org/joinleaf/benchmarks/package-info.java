/**
 * Measurements of joinleaf beside its peers and C: {@link org.joinleaf.benchmarks.Main} runs them. Each class that
 * ends in Benchmark is a section of the report; each that ends in Peer is a way from one to many.
 */
package org.joinleaf.benchmarks;

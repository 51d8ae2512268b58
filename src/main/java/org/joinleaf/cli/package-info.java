/**
 * The command line: {@code java -jar joinleaf-cli.jar}. {@link org.joinleaf.cli.Main} is its entry; each subcommand is a
 * class of its own. It uses the public API, and the report of how the
 * library was loaded.
 */
package org.joinleaf.cli;

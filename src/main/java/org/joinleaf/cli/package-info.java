/**
 * The command line: {@code java -jar joinleaf.jar}. {@link org.joinleaf.cli.Main} is its entry; each subcommand is a
 * class of its own. It uses the public API only.
 */
package org.joinleaf.cli;

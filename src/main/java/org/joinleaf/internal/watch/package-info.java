/** What is told to those who watch: events of Java Flight Recorder where there is one, and a few lines of a System.Logger. */
package org.joinleaf.internal.watch;

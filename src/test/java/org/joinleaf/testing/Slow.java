package org.joinleaf.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Tests that take long: nearly all are of C programs, in which the JVM has no part, or wait for networks to be made.
 * Maven's profile {@code all} runs them, and so does naming one ({@code -Dtest=SoakTest}). CI runs them on one JDK.
 */
@Tag("slow")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Slow {
}

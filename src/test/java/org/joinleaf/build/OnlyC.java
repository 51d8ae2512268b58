package org.joinleaf.build;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Tests of C programs, in which the JVM has no part: one JDK is enough (.ci/run leaves them out on the second). */
@Tag("only-c")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OnlyC {
}

package org.joinleaf.cli;

import java.lang.reflect.Method;
import org.joinleaf.internal.load.LoadReport;

/** Knows whether Java was told that joinleaf loads a native library. If not, JDK 24 and later warn or refuse. */
final class NativeAccess {
    private static final int FIRST = 24;

    private NativeAccess() {
    }

    /** Returns true if it was told, or if this Java does not ask for that. Call it before the library is loaded. */
    static boolean isAsked() {
        if (Runtime.version().feature() < FIRST) {
            return true;
        }
        try {
            Method enabled = Module.class.getMethod("isNativeAccessEnabled");
            return (Boolean) enabled.invoke(LoadReport.class.getModule());
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}

package org.joinleaf.cli;

import java.lang.reflect.Method;
import org.joinleaf.internal.load.LoadReport;

/** Whether Java was told that joinleaf loads a native library: JDK 24 and later warn, or refuse, where it was not. */
final class NativeAccess {
    private static final int FIRST = 24;

    private NativeAccess() {
    }

    /** True where it was, or this Java does not ask for it. Is to be called before the library is loaded. */
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

    /** The option of java. */
    static String option() {
        Module module = LoadReport.class.getModule();
        return "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }
}

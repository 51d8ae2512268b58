package org.example;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** Runs Hello in two class loaders at once, as two applications of one server do. The arguments are their class path. */
public class TwoLoaders {
    public static void main(String[] arguments) throws Exception {
        URL[] path = new URL[arguments.length];
        for (int i = 0; i < path.length; i++) {
            path[i] = Path.of(arguments[i]).toUri().toURL();
        }
        try (URLClassLoader one = loader(path); URLClassLoader other = loader(path)) {
            for (ClassLoader loader : new ClassLoader[] {one, other, one}) {
                loader.loadClass("org.example.Hello").getMethod("main", String[].class)
                        .invoke(null, (Object) new String[0]);
            }
        }
    }

    private static URLClassLoader loader(URL[] path) {
        return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
    }
}

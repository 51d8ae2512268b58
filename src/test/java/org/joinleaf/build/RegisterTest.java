package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import org.joinleaf.internal.watch.Register;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Register} has told of sockets, in a class loader of its own, where no other test has a socket open. */
class RegisterTest {
    private URLClassLoader loader;
    private Method opened;
    private Method closing;
    private Method end;

    @BeforeEach
    void load() throws Exception {
        loader = new URLClassLoader(new URL[] {Project.target("classes").toUri().toURL()},
                ClassLoader.getPlatformClassLoader());
        Class<?> register = loader.loadClass(Register.class.getName());
        opened = register.getMethod("opened", long.class, Object.class);
        closing = register.getMethod("closing", long.class);
        end = register.getMethod("end");
    }

    @AfterEach
    void close() throws Exception {
        loader.close();
    }

    private boolean openAndClose(long socket) throws IllegalAccessException, InvocationTargetException {
        opened.invoke(null, socket, this);
        return (boolean) closing.invoke(null, socket);
    }

    @Test
    void socketsThatComeAndGoHaveOneEnd() throws Exception {
        assertTrue(openAndClose(1));
        for (long socket = 2; socket < 100; socket++) {
            assertFalse(openAndClose(socket), "its end is to come already");
        }
        end.invoke(null);
        assertTrue(openAndClose(100));
    }

    @Test
    void anEndThatComesWhileASocketIsOpenIsNone() throws Exception {
        opened.invoke(null, 1L, this);
        assertTrue((boolean) closing.invoke(null, 1L));
        opened.invoke(null, 3L, this);
        end.invoke(null);
        assertTrue((boolean) closing.invoke(null, 3L), "it was told that sockets are open still");
    }

    @Test
    void aSocketThatIsNotTheLastIsNoEnd() throws Exception {
        opened.invoke(null, 1L, this);
        assertFalse(openAndClose(2));
        assertTrue((boolean) closing.invoke(null, 1L));
    }
}

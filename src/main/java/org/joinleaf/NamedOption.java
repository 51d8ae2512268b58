package org.joinleaf;

import java.net.SocketOption;

/** An option of this API: no more than its name and the type of its values. {@link SocketOptions} knows the rest. */
record NamedOption<T>(String name, Class<T> type) implements SocketOption<T> {
    @Override
    public String toString() {
        return name;
    }
}

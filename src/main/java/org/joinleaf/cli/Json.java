package org.joinleaf.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;

/** Writes JSON as RFC 8259 defines it, in one line. The caller has to write names and values in turns. */
final class Json {
    private final PrintWriter out;
    private boolean separated = true;

    Json(PrintWriter out) {
        this.out = out;
    }

    /** Writes an object whose members `members` writes. */
    void object(Runnable members) {
        enclosed('{', members, '}');
    }

    /** Writes an array: `each` writes one value for each item. */
    <T> void array(Iterable<T> items, Consumer<T> each) {
        enclosed('[', () -> items.forEach(each), ']');
    }

    Json name(String name) {
        separate();
        text(name);
        out.print(':');
        separated = true;
        return this;
    }

    /** Writes a text, or null. */
    void value(String value) {
        separate();
        if (value == null) {
            out.print("null");
        } else {
            text(value);
        }
    }

    void value(boolean value) {
        separate();
        out.print(value);
    }

    void value(long value) {
        separate();
        out.print(value);
    }

    private void enclosed(char open, Runnable inside, char close) {
        separate();
        out.print(open);
        separated = true;
        inside.run();
        out.print(close);
        separated = false;
    }

    private void separate() {
        if (!separated) {
            out.print(',');
        }
        separated = false;
    }

    private void text(String text) {
        out.print('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.print('\\');
                out.print(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.printf("\\u%04x", (int) c);
            } else {
                out.print(c);
            }
        }
        out.print('"');
    }
}

package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Tests standard input that is not there, and that fails. */
class InputTest {
    /** As Java's own without a handle. */
    private static InputStream unreadable() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("The handle is invalid");
            }

            @Override
            public int available() throws IOException {
                throw new IOException("The handle is invalid");
            }
        };
    }

    @Test
    void onWindowsAnInputThatIsNotThereHasNoLines() throws IOException {
        Input none = new Input(unreadable(), true);
        assertNull(none.next());
        assertFalse(none.isBusy());
    }

    @Test
    void elsewhereItFails() {
        assertEquals("The handle is invalid", assertThrows(IOException.class, new Input(unreadable(), false)::next).getMessage());
    }

    /** A file on a drive that is taken out, say. */
    @Test
    void anInputThatFailsLaterFails() throws IOException {
        byte[] line = "line\n".getBytes(StandardCharsets.US_ASCII);
        Input input = new Input(new SequenceInputStream(new ByteArrayInputStream(line), unreadable()), true);
        assertEquals("line", input.next());
        assertThrows(IOException.class, input::next);
    }
}

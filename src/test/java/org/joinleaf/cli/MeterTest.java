package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aLineASecond() {
        StringWriter text = new StringWriter();
        Meter meter = new Meter(new PrintWriter(text), () -> 3, 0);
        meter.title();
        for (int i = 0; i < 1000; i++) {
            meter.add(1000, i);
            meter.tick(i);
        }
        meter.tick(SECOND);
        meter.tick(SECOND + 1);
        meter.add(500, SECOND + 2);
        meter.tick(3 * SECOND);
        assertEquals("""
                    time    datagrams     a second     Mbit/s       lost
                   1.0 s         1000         1000       8.00          3
                   3.0 s         1001            1       0.00          3
                """.indent(0), text.toString().replace("\r", ""));
    }

    @Test
    void summary() {
        Meter meter = new Meter(null, null, 0);
        assertEquals("0 datagrams, 0 bytes", meter.summary());
        meter.add(10, SECOND);
        assertEquals("1 datagram, 10 bytes", meter.summary());
        for (int i = 2; i <= 11; i++) {
            meter.add(10, i * SECOND);
        }
        assertEquals("11 datagrams, 110 bytes in 10.00 s: 1 a second, 0.00 Mbit/s", meter.summary());
    }

    @Test
    void aReaderThatLeavesIsNoticed() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        Meter meter = new Meter(new PrintWriter(broken), null, 0);
        assertTrue(meter.tick(SECOND / 2));
        assertFalse(meter.tick(SECOND));
    }
}

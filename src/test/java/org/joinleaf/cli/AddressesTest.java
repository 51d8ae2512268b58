package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "239.1.2.3, 239.1.2.3",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "ff15::1234, ff15::1234",
        "FF02:0:0:0:0:0:0:1, ff02::1",
        "::, ::",
        "::1, ::1",
        "fe80::, fe80::",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "ff02::1%1, ff02::1",
    })
    void isReadAndWritten(String text, String written) {
        assertEquals(written, Addresses.text(Addresses.parse(text).orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "239.1.2", "239.1.2.256", "239.1.2.3.4", "01.2.3.4", "a.b.c.d", "localhost", "eth0",
        ":::", "ff15", "12345::", "ff02::1%nosuchinterface", " 239.1.2.3", "::ffff:1.2.3.4.5", "%lo", ":"})
    void isNoAddress(String text) {
        assertTrue(Addresses.parse(text).isEmpty(), text);
    }

    @Test
    void withPort() {
        assertEquals("239.1.2.3:5000",
                Addresses.text(new InetSocketAddress(Addresses.parse("239.1.2.3").orElseThrow(), 5000)));
        assertEquals("[ff15::1]:5000",
                Addresses.text(new InetSocketAddress(Addresses.parse("ff15::1").orElseThrow(), 5000)));
        assertEquals("[ff02::1%1]:5000",
                Addresses.text(new InetSocketAddress(Addresses.parse("ff02::1%1").orElseThrow(), 5000)));
    }
}

package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.NetworkInterface;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {
    @ParameterizedTest
    @CsvSource({"1, 1000000000", "1.5, 1500000000", "0.000000001s, 1", "200ms, 200000000", "2m, 120000000000",
        "1h, 3600000000000"})
    void time(String text, long nanos) {
        assertEquals(Duration.ofNanos(nanos), new Converters.Time().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1d", "s", "1 s", "1e3", "NaN", ".5", "999999999h", "99999999999999999999"})
    void noTime(String text) {
        assertThrows(TypeConversionException.class, () -> new Converters.Time().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "65536", "99999", "123456", "80 ", "http", "0x50"})
    void noPort(String text) {
        assertThrows(TypeConversionException.class, () -> new Converters.Port().convert(text));
    }

    @Test
    void port() {
        assertEquals(1, new Converters.Port().convert("1"));
        assertEquals(65535, new Converters.Port().convert("65535"));
    }

    @Test
    void anAddressOfAnInterfaceThatIsNotHere() {
        for (String[] each : new String[][] {{"ff02::1%nosuch", "names no interface that is here; there are: "},
                {"ff02::zz%nosuch", "is not an address"}, {"239.1.2.3%lo", "is not an address"}}) {
            String message = assertThrows(TypeConversionException.class, () -> new Converters.Address().convert(each[0]))
                    .getMessage();
            assertTrue(message.startsWith("'" + each[0] + "' " + each[1]), message);
        }
    }

    @Test
    void count() {
        assertEquals(1, new Converters.Count().convert("1"));
        assertEquals(999_999_999_999_999_999L, new Converters.Count().convert("999999999999999999"));
        for (String text : new String[] {"0", "-1", "1.5", "", "9999999999999999999"}) {
            assertThrows(TypeConversionException.class, () -> new Converters.Count().convert(text), text);
        }
    }

    @Test
    void pace() {
        Pacer.Converter converter = new Pacer.Converter();
        assertEquals(2_000_000_000L, converter.convert("0.5").due(1));
        assertEquals(10_000, converter.convert("100000").due(1));
        assertEquals(3_000_000_000L, Pacer.ofInterval(Duration.ofSeconds(1)).due(3));
        assertEquals(0, converter.convert("max").due(1_000_000));
        for (String text : new String[] {"0", "-1", "fast", "", "1e9", "9999999999"}) {
            assertThrows(TypeConversionException.class, () -> converter.convert(text), text);
        }
    }

    @Test
    void interfaceByNameIndexAndAddress() throws Exception {
        NetworkInterface loopback = Interfaces.loopback(INET).orElseThrow();
        Converters.Interface converter = new Converters.Interface();
        assertEquals(loopback, converter.convert(loopback.getName()).networkInterface());
        assertEquals(loopback, converter.convert(String.valueOf(loopback.getIndex())).networkInterface());
        assertEquals(loopback, converter.convert("127.0.0.1").networkInterface());
    }

    @Test
    void unknownInterfaceListsTheKnown() {
        TypeConversionException e = assertThrows(TypeConversionException.class,
                () -> new Converters.Interface().convert("nosuch7"));
        assertTrue(e.getMessage().contains("'nosuch7'"), e.getMessage());
        assertTrue(e.getMessage().contains("127.0.0.1"), e.getMessage());
    }
}

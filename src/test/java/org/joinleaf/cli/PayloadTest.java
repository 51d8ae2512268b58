package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PayloadTest {
    private static ByteBuffer written(Payload payload) {
        ByteBuffer buffer = ByteBuffer.allocate(Payload.SIZE);
        payload.write(buffer);
        return buffer;
    }

    @Test
    void comesBack() {
        Payload payload = new Payload(-42, 7, 1000);
        assertEquals(payload, Payload.read(written(payload), Payload.SIZE));
        Payload endless = new Payload(Long.MAX_VALUE, Long.MAX_VALUE, 0);
        assertEquals(endless, Payload.read(written(endless), Payload.SIZE));
    }

    @Test
    void bytesAreFixed() {
        assertArrayEquals(HexFormat.of().parseHex("4a4c5331" + "0102030405060708" + "0000000000000009"
                + "000000000000000a"), written(new Payload(0x0102030405060708L, 9, 10)).array());
    }

    @Test
    void neitherOrderNorPositionOfTheBufferMatter() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(100).order(ByteOrder.LITTLE_ENDIAN).position(50);
        Payload payload = new Payload(1, 2, 3);
        payload.write(buffer);
        assertEquals(payload, Payload.read(buffer.order(ByteOrder.LITTLE_ENDIAN).position(99), 100));
    }

    @Test
    void strangersAreToldApart() {
        ByteBuffer good = written(new Payload(1, 2, 3));
        for (int length = 0; length < Payload.SIZE; length++) {
            assertNull(Payload.read(good, length));
        }
        assertNull(Payload.read(written(new Payload(1, -1, 0)), Payload.SIZE));
        assertNull(Payload.read(written(new Payload(1, 3, 3)), Payload.SIZE));
        assertNull(Payload.read(written(new Payload(1, 0, -1)), Payload.SIZE));
        assertNull(Payload.read(good.putInt(0, 0x4a4c5332), Payload.SIZE));
        Random random = new Random(1);
        byte[] noise = new byte[64];
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(noise);
            Payload.read(ByteBuffer.wrap(noise), random.nextInt(noise.length + 1));
        }
    }
}

package org.joinleaf.internal.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.joinleaf.internal.load.NativeLibrary;
import org.junit.jupiter.api.Test;

/** The table finds what a map finds, whatever was added and removed. */
class SocketTableTest {
    @Test
    void isAMap() {
        NativeLibrary.load();
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            SocketTable<String> table = new SocketTable<>();
            Map<Long, String> map = new HashMap<>();
            for (int step = 0; step < 2000; step++) {
                long socket = random.nextInt(300) * 4L; // handles of Windows are multiples of 4
                if (map.containsKey(socket)) {
                    table.remove(socket);
                    map.remove(socket);
                } else if (random.nextInt(3) > 0) {
                    table.add(socket, "socket " + socket);
                    map.put(socket, "socket " + socket);
                }
                assertEquals(map.size(), table.size());
                assertEquals(map.get(socket), table.find(socket));
            }
            List<String> found = new ArrayList<>();
            for (long socket = 0; socket < 1200; socket++) {
                assertEquals(map.get(socket), table.find(socket));
                if (table.find(socket) != null) {
                    found.add(table.find(socket));
                }
            }
            assertEquals(new HashSet<>(map.values()), new HashSet<>(table.toList()));
            assertEquals(map.size(), found.size());
        }
    }
}

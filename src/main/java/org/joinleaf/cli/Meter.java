package org.joinleaf.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.joinleaf.internal.memory.Count;

/** Counts datagrams, and prints a line a second with their rate. Times are those of System.nanoTime. */
final class Meter {
    private static final long SECOND = 1_000_000_000L;

    private final PrintWriter out;
    private final boolean json;
    private final LongSupplier lost;
    private final long start;
    private long lineStart;
    private long firstTime;
    private long lastTime;
    private long datagrams;
    private long bytes;
    private long datagramsBefore;
    private long bytesBefore;

    /**
     * Starts to count.
     *
     * @param out   gets the lines; null for none
     * @param lost  tells the losses so far, or null where they are not known
     * @param start the time
     */
    Meter(PrintWriter out, LongSupplier lost, long start) {
        this(out, lost, start, false);
    }

    /** Makes the same meter; if json is true, each line is a JSON object. */
    Meter(PrintWriter out, LongSupplier lost, long start, boolean json) {
        this.json = json;
        this.out = out;
        this.lost = lost;
        this.start = start;
        lineStart = start;
    }

    void title() {
        if (json) {
            return;
        }
        print(String.format("%8s %12s %12s %10s%s", "time", "datagrams", "a second", "Mbit/s",
                lost == null ? "" : String.format(" %10s", "lost")));
    }

    void add(int length, long now) {
        if (datagrams == 0) {
            firstTime = now;
        }
        lastTime = now;
        datagrams++;
        bytes += length;
    }

    long datagrams() {
        return datagrams;
    }

    /** Returns when the next line is due. */
    long nextLine() {
        return lineStart + SECOND;
    }

    /** Prints a line if one is due. Returns false if nobody reads the output any longer. */
    boolean tick(long now) {
        if (now - lineStart < SECOND) {
            return true;
        }
        long elapsed = now - lineStart;
        if (json) {
            printObject(now, elapsed);
        } else {
            print(String.format(Locale.ROOT, "%6.1f s %12d %12.0f %10.2f%s", (now - start) / (double) SECOND, datagrams,
                rate(datagrams - datagramsBefore, elapsed), megabits(bytes - bytesBefore, elapsed),
                lost == null ? "" : String.format(Locale.ROOT, " %10d", lost.getAsLong())));
        }
        lineStart = now;
        datagramsBefore = datagrams;
        bytesBefore = bytes;
        return out == null || !out.checkError();
    }

    /** Returns "1001 datagrams, 1001000 bytes in 1.00 s: 1000 a second, 8.01 Mbit/s". The first and the last set the time. */
    String summary() {
        String amount = Count.of(datagrams, "datagram") + ", " + Count.of(bytes, "byte");
        long elapsed = lastTime - firstTime;
        return datagrams < 2 || elapsed <= 0 ? amount : amount + String.format(Locale.ROOT,
                " in %.2f s: %.0f a second, %.2f Mbit/s", elapsed / (double) SECOND, rate(datagrams - 1, elapsed),
                megabits(bytes - bytes / datagrams, elapsed));
    }

    private void printObject(long now, long elapsed) {
        if (out == null) {
            return;
        }
        Json line = new Json(out);
        line.object(() -> {
            line.name("milliseconds").value((now - start) / 1_000_000);
            line.name("datagrams").value(datagrams);
            line.name("datagramsPerSecond").value(Math.round(rate(datagrams - datagramsBefore, elapsed)));
            line.name("bitsPerSecond").value(Math.round(megabits(bytes - bytesBefore, elapsed) * 1_000_000));
            if (lost != null) {
                line.name("lost").value(lost.getAsLong());
            }
        });
        out.println();
        out.flush();
    }

    /** Writes the members that tell all that came. */
    void write(Json line) {
        line.name("datagrams").value(datagrams);
        line.name("bytes").value(bytes);
        line.name("milliseconds").value((lastTime - firstTime) / 1_000_000);
    }

    private void print(String line) {
        if (out != null) {
            out.println(line);
            out.flush();
        }
    }

    private static double rate(long count, long nanos) {
        return count * (double) SECOND / nanos;
    }

    private static double megabits(long bytes, long nanos) {
        return bytes * 8_000.0 / nanos;
    }
}

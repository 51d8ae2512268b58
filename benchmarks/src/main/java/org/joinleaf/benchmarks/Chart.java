package org.joinleaf.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bars, grouped by kind of work, with all who do it side by side. A bar is as long as its speed is, in times the best
 * peer's, on a linear scale; the peers' best is 1.
 */
final class Chart {
    private static final int WIDTH = 980;
    private static final int LEFT = 400;
    private static final int RIGHT = 150;
    private static final int ROW = 20;
    private static final int HEAD = 40;
    /** A longer bar ends here; its figure tells. */
    private static final double LONGEST = 8;

    /** Who does it; how long it takes, and how that is written. */
    record Bar(String label, Line.Kind kind, double time, String shown) {
    }

    private record Placed(Bar bar, double ratio, int y) {
    }

    private final StringBuilder heads = new StringBuilder();
    private final List<Placed> bars = new ArrayList<>();
    private int height = HEAD;

    /** Nothing where no peer was measured. */
    void group(String title, List<Bar> group) {
        double best = group.stream().filter(bar -> bar.kind() == Line.Kind.PEER).mapToDouble(Bar::time).min().orElse(0);
        if (best == 0) {
            return;
        }
        height += ROW;
        heads.append(text(10, height, "start", "font-weight='bold'", title));
        for (Bar bar : group) {
            height += ROW;
            bars.add(new Placed(bar, best / bar.time(), height));
        }
        height += ROW / 2;
    }

    /** Empty without a group. */
    String svg() {
        if (bars.isEmpty()) {
            return "";
        }
        double most = Math.min(LONGEST, bars.stream().mapToDouble(Placed::ratio).max().orElse(1));
        double scale = (WIDTH - LEFT - RIGHT) / most;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, "<svg xmlns='http://www.w3.org/2000/svg' "
                + "viewBox='0 0 %d %d' width='%d' height='%d' font-family='sans-serif' font-size='12'>%n"
                + "<rect width='100%%' height='100%%' fill='white'/>%n", WIDTH, height + ROW, WIDTH, height + ROW));
        svg.append(text(10, ROW, "start", "", "Speed in times the best peer's (longer is better; linear), and the time. "
                + "Green: joinleaf. Grey: peers. Light: C, which is the limit."));
        double step = most > 2 ? 1 : 0.5;
        for (double ratio = 0; ratio <= most; ratio += step) {
            int x = (int) (LEFT + ratio * scale);
            svg.append(String.format(Locale.ROOT, "<path d='M%d %dV%d' stroke='%s'/>%n", x, HEAD, height,
                    ratio == 1 ? "#555" : "#ddd"));
            svg.append(text(x, height + ROW / 2 + 4, "middle", "", String.format(Locale.ROOT, "%.3g", ratio)));
        }
        svg.append(heads);
        for (Placed placed : bars) {
            int length = (int) Math.max(1, Math.min(LONGEST, placed.ratio()) * scale);
            svg.append(text(LEFT - 8, placed.y(), "end", "", placed.bar().label()));
            svg.append(String.format(Locale.ROOT, "<rect x='%d' y='%d' width='%d' height='%d' fill='%s'/>%n", LEFT,
                    placed.y() - 12, length, ROW - 5, color(placed.bar().kind())));
            svg.append(text(LEFT + length + 6, placed.y(), "start", "",
                    String.format(Locale.ROOT, "%.2f (%s)", placed.ratio(), placed.bar().shown())));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String color(Line.Kind kind) {
        return switch (kind) {
            case C -> "#c9ced6";
            case PEER -> "#8a94a3";
            case JOINLEAF -> "#1b7a4b";
        };
    }

    private static String text(int x, int y, String anchor, String more, String text) {
        return String.format(Locale.ROOT, "<text x='%d' y='%d' text-anchor='%s' %s>%s</text>%n", x, y, anchor, more,
                text.replace("&", "&amp;").replace("<", "&lt;"));
    }
}

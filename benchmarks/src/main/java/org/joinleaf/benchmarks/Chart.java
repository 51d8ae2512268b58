package org.joinleaf.benchmarks;

import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.ViewBox;

/** Bars of what datagrams of 64 bytes cost, on a logarithmic axis. */
final class Chart {
    private static final int WIDTH = 980;
    private static final int ROW = 24;
    private static final Color JOINLEAF = new Color(0x1b7a4b);
    private static final Color PEER = new Color(0x8a94a3);
    private static final Color C = new Color(0xc9ced6);

    private Chart() {
    }

    static String svg(List<Section> sections, Results results) {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (Section section : sections) {
            if (section.title().endsWith(" 64 bytes")) {
                String verb = section.title().replaceFirst(",.*", "").toLowerCase(Locale.ROOT);
                section.lines().stream().filter(line -> results.has(line.id()))
                        .forEach(line -> data.addValue(results.time(line.id()), name(line.kind()),
                                verb + ": " + line.label()));
            }
        }
        JFreeChart chart = ChartFactory.createBarChart(null, null,
                "ns a datagram of 64 bytes to a multicast group on lo (shorter is better; logarithmic)", data,
                PlotOrientation.HORIZONTAL, true, false, false);
        chart.setBackgroundPaint(Color.WHITE);
        CategoryPlot plot = chart.getCategoryPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setRangeGridlinePaint(new Color(0xdddddd));
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        plot.getDomainAxis().setTickLabelFont(font);
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.6f);
        plot.getDomainAxis().setCategoryMargin(0.25);
        LogAxis axis = new LogAxis(plot.getRangeAxis().getLabel());
        axis.setNumberFormatOverride(format("#,##0"));
        axis.setSmallestValue(1);
        axis.setTickUnit(new NumberTickUnit(1)); // powers of ten
        axis.setUpperMargin(0.1);
        axis.setLabelFont(font);
        plot.setRangeAxis(axis);
        BarRenderer renderer = new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(-2); // one bar a line: the series share its place
        renderer.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator("{2}", format("#,##0")));
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultItemLabelFont(font);
        Color[] colors = {C, PEER, JOINLEAF};
        for (Line.Kind kind : Line.Kind.values()) {
            int series = data.getRowIndex(name(kind));
            if (series >= 0) {
                renderer.setSeriesPaint(series, colors[kind.ordinal()]);
            }
        }
        plot.setRenderer(renderer);
        int height = 90 + ROW * data.getColumnCount();
        SVGGraphics2D graphics = new SVGGraphics2D(WIDTH, height);
        chart.draw(graphics, new Rectangle(WIDTH, height));
        return graphics.getSVGElement(null, true, new ViewBox(0, 0, WIDTH, height), null, null) + "\n";
    }

    private static String name(Line.Kind kind) {
        return switch (kind) {
            case C -> "C, the limit";
            case PEER -> "other Java";
            case JOINLEAF -> "joinleaf";
        };
    }

    private static DecimalFormat format(String pattern) {
        return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
    }
}

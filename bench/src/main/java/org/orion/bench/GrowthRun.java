package org.orion.bench;

import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/// How the cost of a query grows with the number of entries, as a picture.
final class GrowthRun {
  private static final int[] SIZES = {
    100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000, 50_000_000
  };
  private static final int LEAST_SCANNED = 256;

  private GrowthRun() {}

  static void run(Options options) throws Exception {
    int most = options.number("most", 50_000_000);
    Path folder = Path.of(options.text("in", System.getProperty("java.io.tmpdir")));
    List<Integer> sizes = new ArrayList<>();
    for (int size : SIZES) {
      if (size <= most) {
        sizes.add(size);
      }
    }
    List<Double> index = new ArrayList<>();
    List<Double> scan = new ArrayList<>();
    long checksum = 0;
    for (int size : sizes) {
      PdqData data = PdqData.named(options.text("data", "random"), size);
      SimilarityRun.Figures ofIndex = SimilarityRun.measure(data, 5_000, false, folder);
      SimilarityRun.Figures ofScan =
          SimilarityRun.measureScan(data, size > 3_000_000 ? LEAST_SCANNED : 4 * LEAST_SCANNED);
      index.add(1e6 / ofIndex.queriesPerSecond());
      scan.add(1e6 / ofScan.queriesPerSecond());
      checksum += ofIndex.checksum() + ofScan.checksum();
      System.out.printf(
          Locale.ROOT,
          "%,d entries: index %.0f queries/s, %.2f s to build, %.1f bytes an entry; scan %.0f%n",
          size,
          ofIndex.queriesPerSecond(),
          ofIndex.buildSeconds(),
          ofIndex.bytesPerEntry(),
          ofScan.queriesPerSecond());
    }
    Path out = Path.of(options.text("out", "docs/images/similarity-growth.png"));
    draw(sizes, index, scan, out);
    System.out.printf(
        "{\"sizes\":%s,\"microseconds_index\":%s,\"microseconds_scan\":%s,\"checksum\":%d}%n",
        sizes, rounded(index), rounded(scan), checksum);
  }

  private static List<Long> rounded(List<Double> values) {
    return values.stream().map(Math::round).toList();
  }

  private static void draw(List<Integer> sizes, List<Double> index, List<Double> scan, Path out)
      throws Exception {
    XYChart chart =
        new XYChartBuilder()
            .width(760)
            .height(420)
            .title("One query at radius 31, one thread")
            .xAxisTitle("entries")
            .yAxisTitle("microseconds")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    chart.addSeries("every entry compared, 256 queries at once", sizes, scan);
    chart.addSeries("index", sizes, index);
    BitmapEncoder.saveBitmap(chart, out.toString(), BitmapFormat.PNG);
  }
}

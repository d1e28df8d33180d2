package org.orion.app.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/// Two generated exhibits: a phone's extraction and a laptop's folder, with what a real one has to
/// offer: several formats, copies, look-alikes, archives in archives, damaged and misnamed files.
public final class DemoExhibits {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  private final Path phone;
  private final Path laptop;

  private DemoExhibits(Path folder) {
    this.phone = folder.resolve("phone");
    this.laptop = folder.resolve("laptop");
  }

  /// Makes the exhibits in an empty folder.
  public static DemoExhibits make(Path folder) throws IOException {
    DemoExhibits exhibits = new DemoExhibits(folder);
    exhibits.makePhone();
    exhibits.makeLaptop();
    return exhibits;
  }

  public Path phone() {
    return phone;
  }

  public Path laptop() {
    return laptop;
  }

  /// Files whose hashes the first demonstration list names.
  public List<Path> listed() {
    return List.of(
        phone.resolve("DCIM/chart-01.jpg"),
        phone.resolve("DCIM/chart-02.png"),
        phone.resolve("Movies/pattern-1.avi"));
  }

  /// Files whose hashes the second demonstration list names.
  public List<Path> listedElsewhere() {
    return List.of(phone.resolve("DCIM/chart-03.jpg"));
  }

  /// Files that the list of known products names.
  public List<Path> knownGood() {
    return List.of(laptop.resolve("Program/logo.png"));
  }

  private static Chart chart(int number) {
    return new Chart(1000 + number, WIDTH, HEIGHT);
  }

  private void makePhone() throws IOException {
    Path camera = Files.createDirectories(phone.resolve("DCIM"));
    for (int i = 1; i <= 9; i += 2) {
      Files.write(camera.resolve("chart-0%d.jpg".formatted(i)), jpeg(chart(i).draw(), 0.9f));
    }
    for (int i = 2; i <= 8; i += 2) {
      image(chart(i), "png", camera.resolve("chart-0%d.png".formatted(i)));
    }
    image(chart(10), "gif", camera.resolve("chart-10.gif"));
    Path movies = Files.createDirectories(phone.resolve("Movies"));
    Files.write(movies.resolve("pattern-1.avi"), video(1));
    Files.write(movies.resolve("pattern-2.avi"), video(2));
    byte[] first = Files.readAllBytes(camera.resolve("chart-01.jpg"));
    Files.write(camera.resolve("cut-off.jpg"), Arrays.copyOf(first, first.length / 2));
    Files.writeString(phone.resolve("notes.txt"), "A list of things to buy: tea, paper, string.\n");
    Files.createFile(phone.resolve("empty.dat"));
  }

  private void makeLaptop() throws IOException {
    Path pictures = Files.createDirectories(laptop.resolve("Pictures"));
    Files.copy(phone.resolve("DCIM/chart-01.jpg"), pictures.resolve("holiday.txt"));
    Files.write(pictures.resolve("smaller.jpg"), jpeg(chart(1).drawResized(60), 0.8f));
    Files.write(pictures.resolve("again.jpg"), jpeg(chart(3).draw(), 0.4f));
    Files.write(pictures.resolve("turned.jpg"), jpeg(turned(chart(2).draw()), 0.85f));
    image(chart(20), "bmp", pictures.resolve("chart-20.bmp"));
    image(chart(21), "tiff", pictures.resolve("chart-21.tiff"));
    Files.writeString(pictures.resolve("letter.jpg"), "Only text, whatever its name says.\n");
    Path program = Files.createDirectories(laptop.resolve("Program"));
    image(new Chart(77, 200, 200), "png", program.resolve("logo.png"));
    byte[] inner =
        zip(List.of(phone.resolve("DCIM/chart-03.jpg"), phone.resolve("DCIM/chart-04.png")));
    Path innerFile = laptop.resolve("inner.zip");
    Files.write(innerFile, inner);
    Files.write(laptop.resolve("backup.zip"), zip(List.of(innerFile, phone.resolve("notes.txt"))));
    Files.delete(innerFile);
    byte[] broken = Files.readAllBytes(phone.resolve("DCIM/chart-02.png"));
    Arrays.fill(broken, 40, Math.min(broken.length, 4_000), (byte) 0x55);
    Files.write(pictures.resolve("broken.png"), broken);
  }

  private static void image(Chart chart, String format, Path target) throws IOException {
    if (!ImageIO.write(chart.draw(), format, target.toFile())) {
      throw new IOException("this Java cannot write " + format);
    }
  }

  private static BufferedImage turned(BufferedImage image) {
    BufferedImage turned =
        new BufferedImage(image.getHeight(), image.getWidth(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        turned.setRGB(image.getHeight() - 1 - y, x, image.getRGB(x, y));
      }
    }
    return turned;
  }

  private static byte[] jpeg(BufferedImage image, float quality) throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
    ImageWriter writer = writers.next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(quality);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream output = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /// Six seconds that show a new chart every other second.
  private static byte[] video(int number) throws IOException {
    List<byte[]> frames = new ArrayList<>();
    for (int second = 0; second < 6; second++) {
      Chart chart = new Chart(5000 + 10L * number + second / 2, 320, 240);
      byte[] frame = jpeg(chart.draw(), 0.8f);
      for (int i = 0; i < 5; i++) {
        frames.add(frame);
      }
    }
    return MotionJpeg.write(frames, 320, 240);
  }

  private static byte[] zip(List<Path> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Path file : files) {
        ZipEntry entry = new ZipEntry(file.getFileName().toString());
        entry.setTime(1_700_000_000_000L);
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}

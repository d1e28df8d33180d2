package org.orion.operations.agency;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.util.Map;

/// QR codes as SVG: dark on light in either theme, since not every reader knows the reverse; and as
/// squares for print.
public final class QrCode {
  private static final int QUIET_ZONE = 4;

  private QrCode() {}

  /// An element `svg` that holds nothing but numbers of its own making.
  ///
  /// @param title what it is, for those who do not see it; letters and spaces
  static String svg(String text, String title) {
    BitMatrix matrix = matrix(text);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < matrix.getHeight(); y++) {
      for (int x = 0; x < matrix.getWidth(); x++) {
        if (matrix.get(x, y)) {
          path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
        }
      }
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="240" height="240" role="img" aria-label="%s" shape-rendering="crispEdges"><rect width="100%%" height="100%%" fill="#fff"/><path fill="#000" d="%s"/></svg>\
    """
        .formatted(
            matrix.getWidth(),
            matrix.getHeight(),
            org.springframework.web.util.HtmlUtils.htmlEscape(title),
            path);
  }

  /// The code's squares by their rows, true for a dark one, with its quiet zone.
  public static boolean[][] squares(String text) {
    BitMatrix matrix = matrix(text);
    boolean[][] squares = new boolean[matrix.getHeight()][matrix.getWidth()];
    for (int y = 0; y < squares.length; y++) {
      for (int x = 0; x < squares[y].length; x++) {
        squares[y][x] = matrix.get(x, y);
      }
    }
    return squares;
  }

  private static BitMatrix matrix(String text) {
    try {
      return new QRCodeWriter()
          .encode(text, BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, QUIET_ZONE));
    } catch (WriterException tooLong) {
      throw new IllegalArgumentException("too long for a QR code", tooLong);
    }
  }
}

package org.orion.app.matchserver;

import java.io.IOException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// The JSON that comes with a request.
final class JsonBody {
  private static final int MOST_BYTES = 4 << 20;

  private JsonBody() {}

  static byte[] of(Request request) throws RequestRefusedException, IOException {
    if (request.getLength() <= MOST_BYTES) {
      byte[] body = Content.Source.asInputStream(request).readNBytes(MOST_BYTES + 1);
      if (body.length <= MOST_BYTES) {
        return body;
      }
    }
    throw new RequestRefusedException(413, "the body is larger than 4 MiB");
  }
}

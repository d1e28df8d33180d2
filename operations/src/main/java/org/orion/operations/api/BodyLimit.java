package org.orion.operations.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.orion.operations.web.BadInputException;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/// Ends the reading of a body that becomes a record after 1 MiB. What is larger by its nature, a
/// handler reads as a stream.
@ControllerAdvice
final class BodyLimit extends RequestBodyAdviceAdapter {
  static final int MOST_BYTES = 1 << 20;

  @Override
  public boolean supports(
      MethodParameter parameter,
      Type target,
      Class<? extends HttpMessageConverter<?>> converterType) {
    return true;
  }

  @Override
  public HttpInputMessage beforeBodyRead(
      HttpInputMessage message,
      MethodParameter parameter,
      Type target,
      Class<? extends HttpMessageConverter<?>> converterType)
      throws IOException {
    InputStream body = new Counted(message.getBody());
    HttpHeaders headers = message.getHeaders();
    return new HttpInputMessage() {
      @Override
      public InputStream getBody() {
        return body;
      }

      @Override
      public HttpHeaders getHeaders() {
        return headers;
      }
    };
  }

  private static final class Counted extends FilterInputStream {
    private long bytes;

    Counted(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int more) {
      bytes += more;
      if (bytes > MOST_BYTES) {
        throw new BadInputException(413, "the body has more than " + MOST_BYTES + " bytes");
      }
    }
  }
}

package org.orion.operations.intake;

import org.orion.exchange.tip.ResponseCode;

/// What a provider's system asked for is not done; the answer says why.
final class IspwsRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ResponseCode code;

  IspwsRefusedException(ResponseCode code, String description) {
    super(description);
    this.code = code;
  }

  static IspwsRefusedException of(ResponseCode code) {
    return new IspwsRefusedException(code, code.description());
  }

  static IspwsRefusedException fileTooLarge(long mostBytes) {
    return new IspwsRefusedException(
        ResponseCode.FILE_UPLOAD_FAILED, "The file is larger than %,d bytes".formatted(mostBytes));
  }

  ResponseCode code() {
    return code;
  }

  String description() {
    return String.valueOf(getMessage());
  }
}

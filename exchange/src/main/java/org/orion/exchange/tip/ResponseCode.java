package org.orion.exchange.tip;

/// The codes with which the intake for service providers answers.
public enum ResponseCode {
  SUCCESS(0, "Success"),
  SERVER_ERROR(1000, "The server failed"),
  SAVE_FAILED(1100, "The report could not be saved"),
  UPLOAD_FAILED(1110, "The upload failed"),
  FILE_UPLOAD_FAILED(1111, "The file could not be taken"),
  RESOURCE_NOT_FOUND(1210, "There is no such resource"),
  UPDATE_FAILED(1300, "The report could not be changed"),
  AUTHENTICATION_REQUIRED(2000, "Name and password are required"),
  NOT_AUTHORIZED(3000, "Not authorized"),
  SUBMISSION_NOT_AUTHORIZED(3100, "Not authorized to submit reports"),
  UPDATE_NOT_AUTHORIZED(3300, "Not authorized to change this report"),
  INVALID_REQUEST(4000, "The request is not valid"),
  VALIDATION_FAILED(4100, "The document does not follow the schema"),
  MALFORMED_XML(4110, "The document is not well-formed XML"),
  MALFORMED_FILE(4200, "The file is malformed"),
  REPORT_NOT_FOUND(5001, "There is no such report"),
  FILE_NOT_FOUND(5002, "There is no such file"),
  ALREADY_RETRACTED(5101, "The report was retracted before"),
  ALREADY_FINISHED(5102, "The report was finished before");

  private final int number;
  private final String description;

  ResponseCode(int number, String description) {
    this.number = number;
    this.description = description;
  }

  public int number() {
    return number;
  }

  /// A sentence for the answer when there is nothing more precise to say.
  public String description() {
    return description;
  }
}

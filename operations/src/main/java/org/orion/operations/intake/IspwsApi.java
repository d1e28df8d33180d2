package org.orion.operations.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.tip.FileDetails;
import org.orion.exchange.tip.IspwsReader;
import org.orion.exchange.tip.IspwsReader.Result.Invalid;
import org.orion.exchange.tip.IspwsReader.Result.Malformed;
import org.orion.exchange.tip.IspwsReader.Result.Parsed;
import org.orion.exchange.tip.IspwsResponse;
import org.orion.exchange.tip.IspwsResponse.Done;
import org.orion.exchange.tip.IspwsResponse.Report;
import org.orion.exchange.tip.ResponseCode;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.web.Page;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/// The interface through which service providers' systems report, as these systems have it already:
/// `docs/reference/provider-interface.md`. Answers are XML with a code, and status 200 whatever the
/// code; what the request calls its body's type is not asked.
@Controller
final class IspwsApi {
  /// The request attribute that holds the report's number as it was asked for: some clients want it
  /// in refusals too.
  static final String REPORT = IspwsApi.class.getName() + ".report";

  private static final int MOST_PARTS = 8;

  private final ProviderReports reports;
  private final UploadReceiver uploads;
  private final IntakeMeters meters;

  IspwsApi(ProviderReports reports, UploadReceiver uploads, IntakeMeters meters) {
    this.reports = reports;
    this.uploads = uploads;
    this.meters = meters;
  }

  static ResponseEntity<byte[]> answer(int status, IspwsResponse response) {
    return ResponseEntity.status(status)
        .contentType(new MediaType(MediaType.TEXT_XML, java.nio.charset.StandardCharsets.UTF_8))
        .body(response.xml());
  }

  private static ResponseEntity<byte[]> done(Report response) {
    return answer(200, response);
  }

  @May(Action.REPORT_TIPS)
  @GetMapping("/ispws/status")
  ResponseEntity<byte[]> status() {
    return done(Report.of(ResponseCode.SUCCESS, "Remote User is known and may report"));
  }

  @May(Action.REPORT_TIPS)
  @GetMapping("/ispws/xsd")
  ResponseEntity<byte[]> schema() {
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_XML, java.nio.charset.StandardCharsets.UTF_8))
        .body(IspwsReader.schema());
  }

  @May(Action.REPORT_TIPS)
  @PostMapping("/ispws/submit")
  ResponseEntity<byte[]> submit(HttpServletRequest request, Page page) throws IOException {
    byte[] document = body(request, IspwsReader.MOST_BYTES);
    parsed(IspwsReader.report(new ByteArrayInputStream(document)));
    long number =
        reports.open(page.viewer(), page.presence().orElseThrow().displayName(), document);
    return done(report("The report is open", number, Optional.empty()));
  }

  private static Report report(String description, long number, Optional<String> fileId) {
    return new Report(
        ResponseCode.SUCCESS, description, OptionalLong.of(number), fileId, Optional.empty());
  }

  @May(Action.REPORT_TIPS)
  @PostMapping("/ispws/upload")
  ResponseEntity<byte[]> upload(Viewer viewer, HttpServletRequest request)
      throws IOException, InterruptedException {
    if (!MultipartBody.isOne(request)) {
      throw invalid("An upload is multipart/form-data with the fields id and file");
    }
    UploadReceiver.Brought brought =
        uploads.receive(
            request, id -> reports.requireOpen(viewer, number(Optional.of(id), request)));
    UploadReceiver.Received file =
        brought.file().orElseThrow(() -> invalid("The field file is missing"));
    boolean kept = false;
    try {
      long number = number(brought.reportId(), request);
      reports.addFile(viewer, number, file);
      kept = true;
      return done(
          new Report(
              ResponseCode.SUCCESS,
              "The file is in",
              OptionalLong.of(number),
              Optional.of(file.fileId()),
              Optional.of(file.digests().md5())));
    } finally {
      meters.upload(kept, file.examined().map(UploadExaminer.Examined::look), file.bytes());
      if (!kept) {
        uploads.forget(file.fileId());
      }
    }
  }

  @May(Action.REPORT_TIPS)
  @PostMapping("/ispws/fileinfo")
  ResponseEntity<byte[]> fileInfo(Viewer viewer, HttpServletRequest request) throws IOException {
    byte[] document = body(request, ProviderReports.MOST_DETAIL_BYTES);
    FileDetails details = parsed(IspwsReader.fileDetails(new ByteArrayInputStream(document)));
    request.setAttribute(REPORT, details.reportId());
    reports.describe(viewer, details, document);
    return done(report("The file is described", details.reportId(), Optional.empty()));
  }

  @May(Action.REPORT_TIPS)
  @PostMapping("/ispws/finish")
  ResponseEntity<byte[]> finish(Viewer viewer, HttpServletRequest request) throws IOException {
    long number = number(id(request), request);
    return answer(200, new Done(ResponseCode.SUCCESS, number, reports.finish(viewer, number)));
  }

  @May(Action.REPORT_TIPS)
  @PostMapping("/ispws/retract")
  ResponseEntity<byte[]> retract(Viewer viewer, HttpServletRequest request) throws IOException {
    long number = number(id(request), request);
    reports.retract(viewer, number);
    return done(report("The report is retracted", number, Optional.empty()));
  }

  @May(Action.REPORT_TIPS)
  @RequestMapping("/ispws/**")
  ResponseEntity<byte[]> nothing() {
    return done(Report.of(ResponseCode.RESOURCE_NOT_FOUND));
  }

  private static IspwsRefusedException invalid(String description) {
    return new IspwsRefusedException(ResponseCode.INVALID_REQUEST, description);
  }

  private static long number(Optional<String> id, HttpServletRequest request) {
    OptionalLong number = id.map(ProviderReports::number).orElse(OptionalLong.empty());
    if (number.isEmpty()) {
      throw invalid("The field id is missing or is no number");
    }
    request.setAttribute(REPORT, number.getAsLong());
    return number.getAsLong();
  }

  /// The field `id` of a form, in either of the two types that forms have.
  private static Optional<String> id(HttpServletRequest request) throws IOException {
    if (!MultipartBody.isOne(request)) {
      return Optional.ofNullable(request.getParameter("id")).map(String::strip);
    }
    IdField field = new IdField();
    MultipartBody.read(request, MOST_PARTS, field);
    return Optional.ofNullable(field.id).map(MultipartBody.FieldText::text).map(String::strip);
  }

  /// Keeps the field `id` of a form, and nothing else.
  private static final class IdField implements MultipartBody.Receiver {
    private MultipartBody.@Nullable FieldText id;
    private boolean inside;

    @Override
    public void begin(String name, Optional<String> fileName) {
      inside = name.equals("id");
      id = inside ? new MultipartBody.FieldText() : id;
    }

    @Override
    public void content(java.nio.ByteBuffer bytes) throws IOException {
      if (inside && id != null) {
        id.add(bytes);
      }
    }

    @Override
    public void end() {
      inside = false;
    }
  }

  private static byte[] body(HttpServletRequest request, int mostBytes) throws IOException {
    byte[] document = new SteadyBody(request.getInputStream()).readNBytes(mostBytes + 1);
    if (document.length > mostBytes) {
      throw new IspwsRefusedException(
          ResponseCode.MALFORMED_XML, "The document has more than %,d bytes".formatted(mostBytes));
    }
    return document;
  }

  private static <T> T parsed(IspwsReader.Result<T> result) {
    return switch (result) {
      case Parsed<T>(T value) -> value;
      case Malformed<T>(int line, int column, String message) ->
          throw wrong(result.code(), line, column, message);
      case Invalid<T>(int line, int column, String message) ->
          throw wrong(result.code(), line, column, message);
    };
  }

  private static IspwsRefusedException wrong(
      ResponseCode code, int line, int column, String message) {
    return new IspwsRefusedException(
        code, "Line %d, column %d: %s".formatted(line, column, message));
  }
}

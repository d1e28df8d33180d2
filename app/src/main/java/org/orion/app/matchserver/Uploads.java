package org.orion.app.matchserver;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.orion.triage.hash.PdqSignature;
import org.orion.triage.media.Decoded;

/// Files that come with a request, as `multipart/form-data` of one part. They stay in memory.
final class Uploads {
  private static final List<String> CONTENT_TYPES = List.of("photo", "video", "file");
  private static final int MOST_PARTS = 4;
  private static final int MOST_HEADER_BYTES = 8 << 10;

  private final UploadHasher hasher;
  private final int mostBytes;

  Uploads(UploadHasher hasher, int mostBytes) {
    this.hasher = hasher;
    this.mostBytes = mostBytes;
  }

  /// Hashes the one file of a request.
  ///
  /// @param types the kinds of hash that are asked for, or none for the usual ones
  Map<SignalType, String> hash(Request request, List<SignalType> types)
      throws RequestRefusedException, InterruptedException {
    Uploaded uploaded = receive(request);
    return hashes(uploaded.field(), types, uploaded.file());
  }

  /// @param field the name of the form's field
  record Uploaded(String field, UploadHasher.Upload file) {}

  static boolean isOne(Request request) {
    String contentType = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return contentType != null && contentType.startsWith("multipart/form-data");
  }

  /// Reads the one file of a request, and decodes it.
  Uploaded receive(Request request) throws RequestRefusedException, InterruptedException {
    String contentType = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (contentType == null || !isOne(request)) {
      throw new RequestRefusedException(400, "Missing multipart/form-data file upload");
    }
    MultiPartConfig config =
        new MultiPartConfig.Builder()
            .maxParts(MOST_PARTS)
            .maxSize(mostBytes + (long) MOST_HEADER_BYTES)
            .maxPartSize(mostBytes)
            .maxMemoryPartSize(mostBytes)
            .maxHeadersSize(MOST_HEADER_BYTES)
            .build();
    try (MultiPartFormData.Parts parts =
        MultiPartFormData.getParts(request, request, contentType, config)) {
      if (parts.size() != 1) {
        throw new RequestRefusedException(
            400,
            parts.size() == 0
                ? "Missing multipart/form-data file upload"
                : "Only one file allowed per request");
      }
      MultiPart.Part part = parts.get(0);
      String field = String.valueOf(part.getName());
      if (!CONTENT_TYPES.contains(field)) {
        throw new RequestRefusedException(
            400, "no such content_type: name the field photo, video or file");
      }
      return new Uploaded(
          field, hasher.hash(Content.Source.asByteBuffer(part.newContentSource(null, 0, -1))));
    } catch (IOException | RuntimeException malformed) {
      throw Math.max(request.getLength(), Request.getContentBytesRead(request)) > mostBytes
          ? new RequestRefusedException(
              413, "the file is larger than %d MiB".formatted(mostBytes >> 20))
          : new RequestRefusedException(400, "the multipart/form-data cannot be read");
    }
  }

  private static Map<SignalType, String> hashes(
      String field, List<SignalType> types, UploadHasher.Upload upload)
      throws RequestRefusedException {
    String contentType = field.equals("file") ? kind(upload) : field;
    Map<SignalType, String> hashes = new LinkedHashMap<>();
    List<SignalType> wanted =
        types.isEmpty()
            ? Arrays.stream(SignalType.values())
                .filter(type -> type.isUsualFor(contentType))
                .toList()
            : types;
    for (SignalType type : wanted) {
      hashes.put(
          type,
          switch (type) {
            case PDQ -> pdq(upload);
            case VIDEO_MD5, MD5 -> upload.digests().md5().hex();
            case SHA1 -> upload.digests().sha1().hex();
            case SHA256 -> upload.digests().sha256().hex();
          });
    }
    return hashes;
  }

  private static String kind(UploadHasher.Upload upload) {
    return switch (upload.type().kind()) {
      case VIDEO -> "video";
      default -> "photo";
    };
  }

  /// The hash, or nothing when the picture is too plain for one to be relied on.
  private static String pdq(UploadHasher.Upload upload) throws RequestRefusedException {
    return switch (upload.decoded()) {
      case Decoded.Picture picture ->
          picture.full().quality() < PdqSignature.LEAST_QUALITY ? "" : picture.full().hash().hex();
      case Decoded.Video video ->
          throw new RequestRefusedException(400, "a video has no single pdq hash");
      case Decoded.NoMedia other ->
          throw new RequestRefusedException(400, "the file is no picture or video");
      case Decoded.Failed failed ->
          throw new RequestRefusedException(
              400, "the file cannot be decoded: " + failed.why().reason());
    };
  }
}

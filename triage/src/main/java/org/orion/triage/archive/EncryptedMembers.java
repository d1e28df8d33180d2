package org.orion.triage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The members of a zipped document that are encrypted as its manifest says, though the zip does
/// not. The manifest is searched as text, so that no entity in it does anything. Sources: ODF 1.3
/// part 2, 3.4; EPUB OCF 3.3, 4.2.6.
final class EncryptedMembers {
  private static final byte[] MANIFEST =
      "META-INF/manifest.xml".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCRYPTION =
      "META-INF/encryption.xml".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_MANIFEST_BYTES = 16 << 20;
  private static final Pattern ODF_ENTRY =
      Pattern.compile("<[\\w.-]*:?(file-entry|encryption-data)\\b([^>]*)>");
  private static final Pattern FULL_PATH = Pattern.compile("full-path\\s*=\\s*[\"']([^\"']*)[\"']");
  private static final Pattern EPUB_ENTRY =
      Pattern.compile("<[\\w.-]*:?(EncryptionMethod|CipherReference)\\b([^>]*)>");
  private static final Pattern ALGORITHM = Pattern.compile("Algorithm\\s*=\\s*[\"']([^\"']*)[\"']");
  private static final Pattern URI = Pattern.compile("URI\\s*=\\s*[\"']([^\"']*)[\"']");

  private EncryptedMembers() {}

  static Set<String> of(SeekableByteChannel content, ZipDirectory directory) throws IOException {
    Set<String> names = new HashSet<>();
    String manifest = "";
    String encryption = "";
    ZipDirectory.Records records = directory.records(content);
    for (ZipRecord record = records.next(); record != null; record = records.next()) {
      if (record.nameEndsWith(MANIFEST) && record.name().length == MANIFEST.length) {
        manifest = text(content, directory, record);
      } else if (record.nameEndsWith(ENCRYPTION) && record.name().length == ENCRYPTION.length) {
        encryption = text(content, directory, record);
      }
    }
    String path = "";
    Matcher entries = ODF_ENTRY.matcher(manifest);
    while (entries.find()) {
      if (entries.group(1).equals("file-entry")) {
        path = attribute(FULL_PATH, entries.group(2));
      } else {
        names.add(path);
      }
    }
    boolean fontsOnly = false;
    Matcher references = EPUB_ENTRY.matcher(encryption);
    while (references.find()) {
      if (references.group(1).equals("EncryptionMethod")) {
        // Two ways to make fonts useless elsewhere, which no picture is treated by.
        String algorithm = attribute(ALGORITHM, references.group(2));
        fontsOnly = algorithm.contains("idpf.org") || algorithm.contains("ns.adobe.com");
      } else if (!fontsOnly) {
        names.add(attribute(URI, references.group(2)));
      }
    }
    return names;
  }

  private static String text(
      SeekableByteChannel content, ZipDirectory directory, ZipRecord record) {
    try (InputStream stream = ZipMembers.open(content, directory, record)) {
      return new String(stream.readNBytes(MOST_MANIFEST_BYTES), StandardCharsets.UTF_8);
    } catch (IOException | RuntimeException broken) {
      // The member itself is said to be corrupt when its turn comes.
      return "";
    }
  }

  private static String attribute(Pattern attribute, String attributes) {
    Matcher matcher = attribute.matcher(attributes);
    return matcher.find()
        ? matcher
            .group(1)
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&")
        : "";
  }
}

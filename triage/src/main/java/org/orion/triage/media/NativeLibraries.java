package org.orion.triage.media;

import com.github.luben.zstd.util.ZstdVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.orion.triage.cage.CageSettings;

/// The native libraries of the decoders, unpacked once into a folder, because a caged child cannot
/// write and must not wait for it.
public final class NativeLibraries {
  private static final List<String> RESOURCES =
      List.of(
          "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so",
          "org/bytedeco/ffmpeg/linux-x86_64/libdrm.so.2",
          "org/bytedeco/ffmpeg/linux-x86_64/libva.so.2",
          "org/bytedeco/ffmpeg/linux-x86_64/libva-drm.so.2",
          "org/bytedeco/ffmpeg/linux-x86_64/libavutil.so.60",
          "org/bytedeco/ffmpeg/linux-x86_64/libswresample.so.6",
          "org/bytedeco/ffmpeg/linux-x86_64/libavcodec.so.62",
          "org/bytedeco/ffmpeg/linux-x86_64/libavformat.so.62",
          "org/bytedeco/ffmpeg/linux-x86_64/libswscale.so.9",
          "org/bytedeco/ffmpeg/linux-x86_64/libjniavutil.so",
          "org/bytedeco/ffmpeg/linux-x86_64/libjniswresample.so",
          "org/bytedeco/ffmpeg/linux-x86_64/libjniavcodec.so",
          "org/bytedeco/ffmpeg/linux-x86_64/libjniavformat.so",
          "org/bytedeco/ffmpeg/linux-x86_64/libjniswscale.so");
  private static final String ZSTD = "libzstd-jni.so";

  private NativeLibraries() {}

  /// The folder given by the property `orion.native`, or one in the user's cache.
  public static Path folder() {
    String given = System.getProperty("orion.native");
    return given != null
        ? Path.of(given)
        : Path.of(System.getProperty("user.home"), ".cache", "orion", "native");
  }

  /// Sees to it that the libraries lie in the folder.
  public static void unpack(Path folder) throws IOException {
    Files.createDirectories(folder);
    ClassLoader loader = NativeLibraries.class.getClassLoader();
    for (String resource : RESOURCES) {
      unpack(loader, resource, folder.resolve(resource.substring(resource.lastIndexOf('/') + 1)));
    }
    unpack(loader, zstdResource(), folder.resolve(ZSTD));
  }

  private static String zstdResource() {
    return "linux/amd64/libzstd-jni-" + ZstdVersion.VERSION + ".so";
  }

  private static void unpack(ClassLoader loader, String resource, Path target) throws IOException {
    if (Files.exists(target)) {
      return;
    }
    try (InputStream input = loader.getResourceAsStream(resource)) {
      if (input == null) {
        throw new IOException("the program lacks the native library " + resource);
      }
      Path part = Files.createTempFile(target.getParent(), "part-", ".so");
      Files.copy(input, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Settings of a cage whose children find the libraries in the folder.
  public static CageSettings settings(int processes, Path folder) {
    return CageSettings.of(processes)
        .withReadable(folder)
        .withJvmArguments(
            List.of(
                "-Djava.library.path=" + folder,
                "-Dorg.bytedeco.javacpp.pathsFirst=true",
                "-DZstdNativePath=" + folder.resolve(ZSTD)));
  }
}

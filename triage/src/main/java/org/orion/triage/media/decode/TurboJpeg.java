package org.orion.triage.media.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.orion.triage.evidence.Unreadable.Reason;

/// JPEG by libturbojpeg, called directly. Source: the TurboJPEG API, version 2.1, `turbojpeg.h`.
///
/// After a fatal error a handle fails for the pictures after it too, so it is then made anew.
@SuppressWarnings("restricted") // native memory is what this class is for
final class TurboJpeg {
  private static final int FORMAT_RGBX = 2;
  private static final int FORMAT_GREY = 6;
  private static final int FORMAT_CMYK = 11;
  private static final int SPACE_GREY = 2;
  private static final int SPACE_CMYK = 3;
  private static final int SPACE_YCCK = 4;
  private static final int WARNING = 0;

  private final MethodHandle create;
  private final MethodHandle destroy;
  private final MethodHandle header;
  private final MethodHandle decompress;
  private final MethodHandle errorText;
  private final MethodHandle errorCode;
  private MemorySegment handle;

  private TurboJpeg(SymbolLookup library) {
    Linker linker = Linker.nativeLinker();
    create = bind(linker, library, "tjInitDecompress", FunctionDescriptor.of(ValueLayout.ADDRESS));
    destroy =
        bind(
            linker,
            library,
            "tjDestroy",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    header =
        bind(
            linker,
            library,
            "tjDecompressHeader3",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS));
    decompress =
        bind(
            linker,
            library,
            "tjDecompress2",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    errorText =
        bind(
            linker,
            library,
            "tjGetErrorStr2",
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    errorCode =
        bind(
            linker,
            library,
            "tjGetErrorCode",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    handle = open();
  }

  private static MethodHandle bind(
      Linker linker, SymbolLookup library, String name, FunctionDescriptor shape) {
    return linker.downcallHandle(library.findOrThrow(name), shape);
  }

  /// The library of the host, or empty where it is not installed.
  static Optional<TurboJpeg> load() {
    try {
      return Optional.of(
          new TurboJpeg(SymbolLookup.libraryLookup("libturbojpeg.so.0", Arena.global())));
    } catch (IllegalArgumentException | java.util.NoSuchElementException notInstalled) {
      return Optional.empty();
    }
  }

  private MemorySegment open() {
    return (MemorySegment) call(() -> (MemorySegment) create.invokeExact());
  }

  private void renew() {
    call(() -> (int) destroy.invokeExact(handle));
    handle = open();
  }

  /// Decodes a JPEG at its full size.
  ///
  /// @param adobe whether the file has Adobe's marker; its CMYK is then stored inverted
  Pixels decode(MemorySegment file, boolean adobe) throws DecodeException {
    int width;
    int height;
    int space;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment facts = arena.allocate(16, 4);
      int result =
          (int)
              call(() ->
                  (int)
                      header.invokeExact(
                          handle,
                          file,
                          file.byteSize(),
                          facts,
                          facts.asSlice(4),
                          facts.asSlice(8),
                          facts.asSlice(12)));
      if (result != 0 && code() != WARNING) {
        throw fatal();
      }
      width = facts.get(ValueLayout.JAVA_INT, 0);
      height = facts.get(ValueLayout.JAVA_INT, 4);
      space = facts.get(ValueLayout.JAVA_INT, 12);
    }
    Pixels.checkSize(width, height);
    boolean grey = space == SPACE_GREY;
    boolean cmyk = space == SPACE_CMYK || space == SPACE_YCCK;
    int format = grey ? FORMAT_GREY : cmyk ? FORMAT_CMYK : FORMAT_RGBX;
    Arena arena = Arena.ofConfined();
    try {
      MemorySegment pixels = arena.allocate((long) width * height * (grey ? 1 : 4), 64);
      int result =
          (int)
              call(() ->
                  (int)
                      decompress.invokeExact(
                          handle, file, file.byteSize(), pixels, width, 0, height, format, 0));
      Optional<String> damage = Optional.empty();
      if (result != 0) {
        if (code() != WARNING) {
          throw fatal();
        }
        damage = Optional.of("JPEG: " + text());
      }
      if (cmyk) {
        toRgbx(pixels, (long) width * height, adobe);
      }
      return new Pixels(arena, pixels, width, height, grey, 1, damage);
    } catch (DecodeException | RuntimeException | OutOfMemoryError problem) {
      arena.close();
      throw problem;
    }
  }

  private static void toRgbx(MemorySegment pixels, long count, boolean inverted) {
    for (long at = 0; at < count * 4; at += 4) {
      int black = ink(pixels.get(ValueLayout.JAVA_BYTE, at + 3), inverted);
      for (int channel = 0; channel < 3; channel++) {
        int ink = ink(pixels.get(ValueLayout.JAVA_BYTE, at + channel), inverted);
        pixels.set(ValueLayout.JAVA_BYTE, at + channel, (byte) ((ink * black + 127) / 255));
      }
    }
  }

  /// How much light an ink leaves, 0 to 255.
  private static int ink(byte stored, boolean inverted) {
    return inverted ? stored & 0xFF : 255 - (stored & 0xFF);
  }

  private DecodeException fatal() {
    String text = text();
    renew();
    boolean unsupported = text.contains("nsupported") || text.contains("precision");
    return new DecodeException(unsupported ? Reason.UNSUPPORTED : Reason.CORRUPT, "JPEG: " + text);
  }

  private int code() {
    return (int) call(() -> (int) errorCode.invokeExact(handle));
  }

  private String text() {
    MemorySegment text = (MemorySegment) call(() -> (MemorySegment) errorText.invokeExact(handle));
    return text.reinterpret(200).getString(0);
  }

  private interface NativeCall {
    Object call() throws Throwable;
  }

  private static Object call(NativeCall call) {
    try {
      return call.call();
    } catch (RuntimeException | Error unchecked) {
      throw unchecked;
    } catch (Throwable impossible) {
      throw new IllegalStateException("a native call threw a checked exception", impossible);
    }
  }
}

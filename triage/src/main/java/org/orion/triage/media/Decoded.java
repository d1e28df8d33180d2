package org.orion.triage.media;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.hash.FrameHash;
import org.orion.triage.hash.PdqSignature;

/// What the caged decoder found in a file.
public sealed interface Decoded {

  /// A picture, decoded as far as it goes.
  ///
  /// @param width pixels as stored, before any orientation tag
  /// @param frames number of pictures in an animation or multi-page file; 1 for a still
  /// @param full PDQ without resize
  /// @param resized PDQ after the 512-pixel stretch; equal in value to `full` up to 512 pixels
  /// @param damage what is missing or broken, when the picture is not whole; its hashes are then
  ///   those of what could be decoded
  /// @param metadata facts that lead to a camera, a place or a time, by Orion's names
  record Picture(
      int width,
      int height,
      int frames,
      PdqSignature full,
      PdqSignature resized,
      Optional<String> damage,
      Map<String, String> metadata)
      implements Decoded {
    public Picture {
      metadata = Map.copyOf(metadata);
    }
  }

  /// A video, sampled at one frame a second.
  ///
  /// @param durationMillis as its container says; 0 when it does not
  /// @param signature its sampled frames in order of time
  /// @param bounded whether sampling ended at a limit before the video did
  record Video(
      int width,
      int height,
      long durationMillis,
      String codec,
      List<FrameHash> signature,
      boolean bounded,
      Optional<String> damage,
      Map<String, String> metadata)
      implements Decoded {
    public Video {
      signature = List.copyOf(signature);
      metadata = Map.copyOf(metadata);
    }
  }

  /// The content looked like media and is none, such as a sound file in a video container.
  record NoMedia(MediaType type) implements Decoded {}

  /// Nothing could be decoded.
  record Failed(Unreadable why) implements Decoded {}
}

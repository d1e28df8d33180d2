package org.orion.triage.cage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A program that calls a hanging task until it is killed itself.
final class DoomedParent {
  private DoomedParent() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    CageSettings settings =
        CageSettings.of(1).withStrongest(Sandbox.Strength.valueOf(arguments[0]));
    try (Cage cage = Cage.open(settings)) {
      cage.run(
          "hang",
          "100".getBytes(StandardCharsets.UTF_8),
          BytesContent.of(new byte[10]),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          message -> {
            System.out.println("calling");
            return true;
          });
    }
  }
}

package org.orion.triage.scan;

import java.io.IOException;
import java.util.Optional;
import org.orion.triage.disk.CagedDisk;
import org.orion.triage.disk.DiskEntry;
import org.orion.triage.disk.DiskVolume;
import org.orion.triage.disk.ImageFacts;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.scanfile.ListedImage.Fact;

/// Turns what an image's listing tells into facts for the scan file.
final class ListingFacts implements CagedDisk.ListingVisitor {
  private final Receiver receiver;
  private final StopSignal stop;
  private boolean begun;
  private boolean inVolume;
  private boolean more = true;

  ListingFacts(Receiver receiver, StopSignal stop) {
    this.receiver = receiver;
    this.stop = stop;
  }

  /// Receives facts in order.
  interface Receiver {
    void fact(Fact fact) throws IOException, InterruptedException;
  }

  /// Whether anything of the image is known, so that what is wrong with it is said beside it.
  boolean begun() {
    return begun;
  }

  /// Ends a listing that was broken off: what is there stays.
  void brokenOff(Optional<Unreadable> why) throws IOException, InterruptedException {
    if (inVolume) {
      if (why.isPresent()) {
        receiver.fact(new Fact.Problem("", why.get()));
      }
      volumeEnd(0, -1);
    }
    more = false;
  }

  @Override
  public void image(ImageFacts facts) throws IOException, InterruptedException {
    // Every child that goes on with the listing tells it.
    if (!begun) {
      receiver.fact(new Fact.Image(facts));
    }
    begun = true;
  }

  @Override
  public void volume(DiskVolume volume, DiskVolume.Strategy strategy, boolean anew)
      throws IOException, InterruptedException {
    inVolume = true;
    receiver.fact(new Fact.Volume(volume, strategy, anew));
  }

  @Override
  public void entry(DiskEntry entry) throws IOException, InterruptedException {
    receiver.fact(new Fact.Entry(entry));
  }

  @Override
  public void problem(String path, Unreadable why) throws IOException, InterruptedException {
    receiver.fact(new Fact.Problem(path, why));
  }

  @Override
  public void volumeEnd(long names, long unallocatedBytes)
      throws IOException, InterruptedException {
    inVolume = false;
    receiver.fact(new Fact.VolumeEnd(names, unallocatedBytes));
  }

  @Override
  public boolean goesOn() {
    return more && !stop.isGiven();
  }
}

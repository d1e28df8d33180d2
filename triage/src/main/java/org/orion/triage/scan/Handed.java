package org.orion.triage.scan;

import org.jspecify.annotations.Nullable;

/// An item handed to the workers, in the order of the evidence; without an item: the walk ended.
record Handed(Committer.Place place, long id, long listedBytes, @Nullable PendingItem item) {}

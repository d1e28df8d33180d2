/// Measurements of whole runs and of single loops, each printing a checksum beside its speed. Open
/// [Bench] first. Never shipped.
@NullMarked
package org.orion.bench;

import org.jspecify.annotations.NullMarked;

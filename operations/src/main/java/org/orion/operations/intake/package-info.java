/// How tips come in: from providers' systems, as downloads, as tables, by telephone. Open
/// [TipIntake] first, then [Originals] and [TipArrived].
///
/// Every way in ends in [TipIntake]: what was read twice is an update, what thousands report is one
/// tip with a count, and every original is kept, sealed. What a tip leads to (its identifiers, its
/// priority, its gate) is other features' work; they listen for [TipArrived].
@NullMarked
package org.orion.operations.intake;

import org.jspecify.annotations.NullMarked;

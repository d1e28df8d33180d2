/// How tips come in: from providers' systems, as downloads, as tables, by telephone. Open
/// [TipIntake] first, then [ProviderReports] and [TipImport].
///
/// Every way in ends in [TipIntake]: what was read twice is an update, what thousands report is one
/// tip with a count, and every original is kept, sealed ([Originals]). Files that providers upload
/// are hashed and looked up; their bytes are never kept in the clear. What a tip leads to (its
/// identifiers, its priority, its gate) is other features' work; they listen for [TipsArrived].
///
/// Source: `docs/reference/provider-interface.md`, `docs/reference/tip-formats.md`.
@NullMarked
package org.orion.operations.intake;

import org.jspecify.annotations.NullMarked;

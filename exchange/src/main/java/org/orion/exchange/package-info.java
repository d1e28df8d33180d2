/// What crosses an agency's border: values and formats. Open [org.orion.exchange.hash.HashValue]
/// first, then [org.orion.exchange.hashlist.ListEntry], [org.orion.exchange.tip.TipReport] and
/// [org.orion.exchange.report.TriageReport].
///
/// Nothing here reads evidence, opens a network connection or knows a database.
@NullMarked
package org.orion.exchange;

import org.jspecify.annotations.NullMarked;

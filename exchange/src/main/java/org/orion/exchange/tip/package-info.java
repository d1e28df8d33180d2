/// Tips, as they cross the border: what providers, clearing houses and hotlines report, read from
/// the documents in which it arrives. Open [TipReader] first, then [TipReport] and [IspwsReader].
///
/// Every format is first a tree of [Field]s. What a reader takes from it becomes a typed value;
/// what it leaves is listed on the tip, so that nothing is dropped.
///
/// Who may see a tip, how urgent it is and where it is kept does not belong here.
///
/// Source: the CyberTipline reporting interface and its download; `docs/reference/tip-formats.md`.
@NullMarked
package org.orion.exchange.tip;

import org.jspecify.annotations.NullMarked;

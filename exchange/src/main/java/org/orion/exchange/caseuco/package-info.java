/// Investigations, exhibits, files and people as JSON-LD of CASE 1.4.0 and UCO 1.4.0, written as a
/// stream. Open [CaseWriter] first, then [CaseThing] and [CaseId].
///
/// One way only: nothing here reads CASE. What may leave, and under which handling code, is decided
/// by who writes. No content of a file goes in, only what is known of it.
///
/// Follows the published ontologies CASE 1.4.0 and UCO 1.4.0 and JSON-LD 1.1; the reference page
/// `case-uco.md` says which of our words became which of theirs.
@NullMarked
package org.orion.exchange.caseuco;

import org.jspecify.annotations.NullMarked;

/// Child processes in which hostile bytes are interpreted. Open [Cage] first, then [CagedTask] and
/// [Protections].
///
/// The parent hands over bytes and gets back a few facts; a child that crashes, hangs or grows is
/// replaced and costs the item it was on. What a task does belongs elsewhere.
@NullMarked
package org.orion.triage.cage;

import org.jspecify.annotations.NullMarked;

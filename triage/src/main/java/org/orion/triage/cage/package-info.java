/// Child processes in which hostile bytes are interpreted. Open [Cage] first, then [CagedTask] and
/// [Protections].
///
/// The parent hands over bytes in shared memory that it writes and the child reads, and gets back a
/// few facts over a pipe ([Frame]); a child that crashes, hangs, grows or answers nonsense is
/// replaced and costs the item it was on. Each child is a Java of its own with this program's class
/// path, started through what the host has to confine it ([Sandbox]): bubblewrap and prlimit where
/// they work. What a task does belongs elsewhere.
@NullMarked
package org.orion.triage.cage;

import org.jspecify.annotations.NullMarked;

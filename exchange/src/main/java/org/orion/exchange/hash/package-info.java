/// Hash values as they travel between agencies. Open [HashValue] first, then [Pdq] and
/// [HashAlgorithm].
///
/// Values are long words: records compare by value, and an index can lay them out flat. Hashing
/// evidence does not belong here; that is the lab's work.
@NullMarked
package org.orion.exchange.hash;

import org.jspecify.annotations.NullMarked;

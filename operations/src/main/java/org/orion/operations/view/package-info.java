/// Views of pages that a person keeps under a name, on pages and by [ViewApi]. Open [SavedViews],
/// then [KeptPage] and [KeptFilter].
///
/// What a view shows does not belong here: it is an address, and each page reads its own.
@NullMarked
package org.orion.operations.view;

import org.jspecify.annotations.NullMarked;

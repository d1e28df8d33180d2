/// Views of pages that a person keeps under a name. Open [SavedViews], then [KeptPage].
///
/// What a view shows does not belong here: it is an address, and each page reads its own.
@NullMarked
package org.orion.operations.view;

import org.jspecify.annotations.NullMarked;

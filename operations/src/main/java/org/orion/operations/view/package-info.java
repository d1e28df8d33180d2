/// Views of a page that a person keeps under a name. Open [SavedViews].
///
/// What a view shows does not belong here: it is an address, and each page reads its own.
@NullMarked
package org.orion.operations.view;

import org.jspecify.annotations.NullMarked;

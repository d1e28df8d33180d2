/// What may be done with information that an agency gives to another. Open [HandlingCode] first,
/// then its [HandlingCode.Use].
///
/// The codes are Europol's (H0 to H3). Who may see what within an agency does not belong here, nor
/// who gave a permission: a code says only what needs one.
@NullMarked
package org.orion.exchange.handling;

import org.jspecify.annotations.NullMarked;

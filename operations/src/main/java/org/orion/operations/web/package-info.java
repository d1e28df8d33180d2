/// What all pages share: the layout's values, the texts in the user's language, the rules of
/// handlers and the answers to failure. Open [Page] first, then [MayInterceptor] and [Failures].
///
/// Pages are made on the server and work without JavaScript; the content security policy allows no
/// inline script or style. What a feature shows does not belong here; it stands in its own package
/// and in the templates of the same name.
@NullMarked
@ApplicationModule(type = ApplicationModule.Type.OPEN)
package org.orion.operations.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

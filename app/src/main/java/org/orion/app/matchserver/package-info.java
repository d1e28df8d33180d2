/// Matching as a service, over HTTP: the routes of the Hasher-Matcher-Actioner matching API, which
/// platforms' code already calls, and a native one with richer replies. Open [MatchServer] first,
/// then [HmaRoutes] and [ServedLists].
///
/// Nothing here keeps what it is sent, and nothing here writes a hash anywhere but into the reply.
@NullMarked
package org.orion.app.matchserver;

import org.jspecify.annotations.NullMarked;

/// What all of `/api/v1` shares: JSON that is read strictly, slices of long lists, tags against
/// lost updates, keys of repeated requests, and the description of it all. Open [ApiConfiguration]
/// first, then [Idempotency] and [OpenApiDocument].
///
/// A handler takes an [IfMatch], an [IdempotencyKey] or a [SliceRequest] as an argument, and has a
/// [Summary]; the description follows from its signature. Handlers of features do not belong here;
/// they stand in their own packages. Tokens are accounts' business.
///
/// Specification: OpenAPI 3.1.1, RFC 9457 (problem details), RFC 9110 section 13.1.1 (If-Match).
@NullMarked
package org.orion.operations.api;

import org.jspecify.annotations.NullMarked;

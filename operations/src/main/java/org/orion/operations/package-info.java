/// The server of an operation: tips, cases and their record, for many agencies in one PostgreSQL.
///
/// Each feature has a package of its own, with its pages and its SQL; Spring Modulith holds them
/// apart. No media ever come here, and there is no place to put any.
@NullMarked
package org.orion.operations;

import org.jspecify.annotations.NullMarked;

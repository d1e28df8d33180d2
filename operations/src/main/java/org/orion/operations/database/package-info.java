/// The PostgreSQL that the server stands on. Open [PostgresCluster] first, then [DatabaseAddress]
/// and [Migrations].
///
/// One machine runs the embedded cluster in its data directory, with every setting that keeps what
/// was acknowledged; several share an external one. The program works under a role that owns no
/// table and bypasses no row-level security. SQL of features does not belong here; it stands in
/// their packages.
@NullMarked
@ApplicationModule(type = ApplicationModule.Type.OPEN)
package org.orion.operations.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

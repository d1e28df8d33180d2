/// Work that comes again, or later, in the background. Open [Jobs] first.
///
/// A feature declares a bean of db-scheduler's `Task` (`Tasks.recurring(…)`); that is all. Jobs are
/// kept in the database, so that of several servers one does each, and another takes over what a
/// killed one left. What a job does stands in its feature, not here.
@NullMarked
@ApplicationModule(type = ApplicationModule.Type.OPEN)
package org.orion.operations.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

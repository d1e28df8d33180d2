/// The command line, and the only place that wires the modules together. Open [Main] first.
@NullMarked
package org.orion.app;

import org.jspecify.annotations.NullMarked;

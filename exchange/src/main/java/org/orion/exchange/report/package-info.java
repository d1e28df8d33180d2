/// What a lab hands to an operation: figures and provenance, never media. Open [TriageReport].
@NullMarked
package org.orion.exchange.report;

import org.jspecify.annotations.NullMarked;

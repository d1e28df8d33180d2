package org.orion.operations.statistics;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// Figures that were released: of an operation, or of an agency's quarter.
///
/// @param agency who released them
/// @param title the operation's name, or the quarter as `2026-Q1`
/// @param agencies who was counted, one a line
/// @param countries of them, between commas
/// @param presentations as stated; for a quarter alone
/// @param threshold and `base` of the disclosure control
public record Release(
    UUID id,
    String agency,
    Optional<UUID> operation,
    String title,
    LocalDate startsOn,
    LocalDate endsOn,
    String agencies,
    String countries,
    OptionalInt presentations,
    int threshold,
    int base,
    Instant asOf) {}

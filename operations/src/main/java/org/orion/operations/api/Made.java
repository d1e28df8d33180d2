package org.orion.operations.api;

import java.util.UUID;

/// The answer to a request that made something.
///
/// @param id its number
public record Made(UUID id) {}

package org.orion.triage.match;

import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.Level;

/// What a list says of one of its entries.
///
/// @param id the entry's id as its source gave it
public record KnownEntry(String id, Category category, Level level) {}

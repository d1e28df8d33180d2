package org.orion.operations.view;

import java.util.Map;
import java.util.function.Function;

/// How the filter of a kept page is written as its address; each feature has one as a bean.
///
/// @param path the page's address under a filter's parameters; refuses what the page would refuse
public record KeptFilter(KeptPage page, Function<Map<String, String>, String> path) {}

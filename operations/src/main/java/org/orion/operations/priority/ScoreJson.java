package org.orion.operations.priority;

import tools.jackson.databind.json.JsonMapper;

/// The stored form of scores and facts: JSON with the names of their components.
final class ScoreJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private ScoreJson() {}

  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static Score score(String json) {
    return MAPPER.readValue(json, Score.class);
  }

  static TipFacts facts(String json) {
    return MAPPER.readValue(json, TipFacts.class);
  }
}

package org.orion.exchange.tip;

/// What a reporter marks about a file. The words of the formats stand in `wire-words.txt`.
public enum FileAnnotation {
  DRAWN_OR_VIRTUAL,
  POTENTIAL_MEME,
  VIRAL,
  POSSIBLY_SELF_MADE,
  PHYSICAL_HARM,
  VIOLENCE,
  ANIMAL,
  LIVE_STREAM,
  INFANT,
  AI_GENERATED
}

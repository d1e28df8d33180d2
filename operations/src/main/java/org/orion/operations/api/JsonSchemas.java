package org.orion.operations.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;

/// JSON schemas (2020-12) of the types that handlers take and give: records, and what they are made
/// of. Records are named; an Optional component is one that may be absent.
final class JsonSchemas {
  private static final Map<Class<?>, Map<String, Object>> PLAIN = plain();
  private static final Set<Class<?>> OPTIONAL =
      Set.of(Optional.class, OptionalInt.class, OptionalLong.class);

  private final Map<String, Object> named = new TreeMap<>();
  private final Map<String, String> types = new HashMap<>();

  private static Map<Class<?>, Map<String, Object>> plain() {
    Map<Class<?>, Map<String, Object>> plain = new HashMap<>();
    plain.put(Object.class, Map.of());
    plain.put(String.class, Map.of("type", "string"));
    plain.put(UUID.class, Map.of("type", "string", "format", "uuid"));
    plain.put(URI.class, Map.of("type", "string", "format", "uri"));
    plain.put(Instant.class, Map.of("type", "string", "format", "date-time"));
    plain.put(ZoneId.class, Map.of("type", "string"));
    plain.put(LocalDate.class, Map.of("type", "string", "format", "date"));
    plain.put(Duration.class, Map.of("type", "string", "format", "duration"));
    for (Class<?> whole :
        List.of(int.class, Integer.class, long.class, Long.class, short.class, Short.class)) {
      plain.put(whole, Map.of("type", "integer"));
    }
    for (Class<?> real : List.of(double.class, Double.class, float.class, Float.class)) {
      plain.put(real, Map.of("type", "number"));
    }
    plain.put(OptionalInt.class, Map.of("type", "integer"));
    plain.put(OptionalLong.class, Map.of("type", "integer"));
    plain.put(boolean.class, Map.of("type", "boolean"));
    plain.put(Boolean.class, Map.of("type", "boolean"));
    return plain;
  }

  /// The schemas of the records that were met.
  Map<String, Object> named() {
    return named;
  }

  /// The schema of a type.
  ///
  /// @throws IllegalStateException for a type that is no part of the interface
  Map<String, Object> of(Type type) {
    return of(type, Map.of());
  }

  private Map<String, Object> of(Type type, Map<TypeVariable<?>, Type> variables) {
    if (type instanceof TypeVariable<?> variable && variables.containsKey(variable)) {
      return of(variables.get(variable), Map.of());
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
      Type[] arguments =
          Arrays.stream(generic.getActualTypeArguments())
              .map(argument ->
                  argument instanceof TypeVariable<?> variable
                      ? variables.getOrDefault(variable, argument)
                      : argument)
              .toArray(Type[]::new);
      if (raw == Optional.class) {
        return of(arguments[0], variables);
      }
      if (Collection.class.isAssignableFrom(raw)) {
        return Map.of("type", "array", "items", of(arguments[0], variables));
      }
      if (Map.class.isAssignableFrom(raw) && arguments[0] == String.class) {
        return Map.of("type", "object", "additionalProperties", of(arguments[1], variables));
      }
      if (raw.isRecord()) {
        return record(raw, arguments);
      }
    }
    if (type instanceof Class<?> plain) {
      if (PLAIN.containsKey(plain)) {
        return PLAIN.get(plain);
      }
      if (plain.isEnum()) {
        return Map.of(
            "type",
            "string",
            "enum",
            Arrays.stream(plain.getEnumConstants()).map(JsonSchemas::word).toList());
      }
      if (plain.isRecord()) {
        return record(plain);
      }
    }
    throw new IllegalStateException(type + " is no type of the interface");
  }

  /// As Jackson writes it.
  private static String word(Object constant) {
    if (constant instanceof Role || constant instanceof Action) {
      throw new IllegalStateException("roles and rights go out by their ids, as texts");
    }
    return ((Enum<?>) constant).name();
  }

  /// A record within another type is named with it: many features have a `Note`.
  private static String label(Class<?> type) {
    Class<?> around = type.getDeclaringClass();
    return around == null ? type.getSimpleName() : label(around) + "." + type.getSimpleName();
  }

  private Map<String, Object> record(Class<?> raw, Type... arguments) {
    StringBuilder label = new StringBuilder(label(raw));
    Map<TypeVariable<?>, Type> variables = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      variables.put(raw.getTypeParameters()[i], arguments[i]);
      label.append("Of").append(arguments[i] instanceof Class<?> c ? label(c) : "List");
    }
    String name = label.toString();
    String whole = raw.getName() + Arrays.toString(arguments);
    @Nullable String same = types.putIfAbsent(name, whole);
    if (same != null && !same.equals(whole)) {
      throw new IllegalStateException("two records of the interface have the name " + name);
    }
    if (same == null) {
      Map<String, Object> schema = new LinkedHashMap<>();
      Map<String, Object> fields = new LinkedHashMap<>();
      List<String> required = new ArrayList<>();
      for (RecordComponent component : raw.getRecordComponents()) {
        fields.put(component.getName(), of(component.getGenericType(), variables));
        if (!OPTIONAL.contains(component.getType())) {
          required.add(component.getName());
        }
      }
      schema.put("type", "object");
      schema.put("additionalProperties", false);
      schema.put("required", required);
      schema.put("properties", fields);
      named.put(name, schema);
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }
}

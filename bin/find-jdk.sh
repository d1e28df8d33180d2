# Sourced by ./orion and ./check: finds a Java of version 25 or later without starting one.
# After find_java or find_jdk, $java_home is its folder. POSIX sh.

least_java=25

# Sets $java_version to the major version of the Java in folder $1, 0 when there is none.
read_java_version() {
  java_version=0
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
  while IFS='=' read -r release_key release_value; do
    case $release_key in
      JAVA_VERSION)
        release_value=${release_value#\"}
        release_value=${release_value%%[!0-9]*}
        java_version=${release_value:-0}
        return 0
        ;;
    esac
  done <"$1/release"
  return 0
}

# Whether folder $1 holds a Java that will do; with $2 = javac it must have a compiler too.
is_fit_java() {
  [ -n "$1" ] || return 1
  read_java_version "$1"
  [ "$java_version" -ge "$least_java" ] || return 1
  [ "$2" != javac ] || [ -x "$1/bin/javac" ]
}

# The folder of the java command on the path, links followed; empty when there is none.
java_home_on_path() {
  path_java=$(command -v java 2>/dev/null) || return 0
  path_java=$(readlink -f "$path_java" 2>/dev/null) || return 0
  path_java=${path_java%/*}
  printf '%s\n' "${path_java%/*}"
}

# Sets $java_home, or prints one line and fails. $1: java, or javac when a compiler is needed.
find_java_for() {
  if [ -n "${ORION_JAVA_HOME:-}" ]; then
    if is_fit_java "$ORION_JAVA_HOME" "$1"; then
      java_home=$ORION_JAVA_HOME
      return 0
    fi
    echo "orion: ORION_JAVA_HOME is $ORION_JAVA_HOME, must be the folder of a JDK $least_java or later" >&2
    return 1
  fi
  for java_home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if is_fit_java "$java_home" "$1"; then
      return 0
    fi
  done
  java_home=$(java_home_on_path)
  if is_fit_java "$java_home" "$1"; then
    return 0
  fi
  for java_home in /opt/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_fit_java "$java_home" "$1"; then
      return 0
    fi
  done
  java_home=
  echo "orion: no JDK $least_java or later was found; install one (Temurin, Debian: openjdk-$least_java-jdk) or set ORION_JAVA_HOME to its folder" >&2
  return 1
}

# A Java that can run the program.
find_java() {
  find_java_for java
}

# A Java that can build it.
find_jdk() {
  find_java_for javac
}

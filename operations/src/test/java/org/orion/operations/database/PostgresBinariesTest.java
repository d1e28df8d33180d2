package org.orion.operations.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
  @TempDir private Path folder;

  @Test
  void twoWhoUnpackAtOnceHaveTheSamePrograms() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<PostgresBinaries> one = threads.submit(() -> PostgresBinaries.in(folder));
      Future<PostgresBinaries> other = threads.submit(() -> PostgresBinaries.in(folder));
      assertThat(one.get()).isEqualTo(other.get());
      assertThat(one.get().folder().resolve("bin/postgres")).isExecutable();
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("nothing half unpacked").hasSize(1);
    }
  }
}

package org.orion.triage.cage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.triage.cage.Cage.Outcome;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// Children that are lost in every way, and that nothing of them stays.
class CageLossIT {
  private static final long MEBIBYTE = 1 << 20;
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final BytesContent NOTHING = BytesContent.of(new byte[0]);

  private Cage cage;

  @BeforeEach
  void openCage() throws InterruptedException {
    cage = Cage.open(CageSettings.of(2).withMemory(64 * MEBIBYTE, 400 * MEBIBYTE, 1500 * MEBIBYTE));
  }

  @AfterEach
  void closeCageAndSeeThatNothingIsLeft() throws InterruptedException {
    cage.close();
    assertThat(livingChildren()).isEmpty();
  }

  /// What still runs below this process after some time to go.
  private static List<String> livingChildren() throws InterruptedException {
    List<String> living = List.of("not looked yet");
    for (int look = 0; look < 100 && !living.isEmpty(); look++) {
      living =
          ProcessHandle.current()
              .descendants()
              .filter(ProcessHandle::isAlive)
              .map(each -> each.info().commandLine().orElse("?"))
              .toList();
      if (!living.isEmpty()) {
        Thread.sleep(50);
      }
    }
    return living;
  }

  private Unreadable lost(String task, String parameters, Duration idle, Duration total)
      throws IOException, InterruptedException {
    Outcome outcome =
        cage.run(task, parameters.getBytes(UTF_8), NOTHING, idle, total, message -> true);
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    Outcome.Failed failed = (Outcome.Failed) outcome;
    assertThat(failed.childLost()).isTrue();
    assertThat(failed.why().detail()).isNotBlank().doesNotContain("\n").doesNotContain("\tat ");
    return failed.why();
  }

  private void nextCallWorks() throws IOException, InterruptedException {
    assertThat(CageIT.messages(cage, "echo", "fine", NOTHING)).startsWith("fine").endsWith("done");
  }

  @ParameterizedTest
  @ValueSource(strings = {"segfault", "abort", "halt"})
  void crashCostsOneCall(String way) throws Exception {
    nextCallWorks();
    assertThat(lost("crash", way, LONG, LONG).reason()).isEqualTo(Reason.CORRUPT);
    nextCallWorks();
  }

  @Test
  void hungChildIsKilledAtEitherLimit() throws Exception {
    assertThat(lost("hang", "", Duration.ofMillis(300), LONG).reason()).isEqualTo(Reason.TIMED_OUT);
    nextCallWorks();
    Unreadable busy = lost("hang", "20", LONG, Duration.ofMillis(500));
    assertThat(busy.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(busy.detail()).contains("0.5 s");
    nextCallWorks();
  }

  @Test
  void timeOfConsumerIsNotTheChildsTime() throws Exception {
    AtomicInteger messages = new AtomicInteger();
    Outcome outcome =
        cage.run(
            "hang",
            "1".getBytes(UTF_8),
            NOTHING,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            message -> {
              Thread.sleep(3000);
              return messages.incrementAndGet() < 2;
            });
    assertThat(outcome).isEqualTo(new Outcome.Done());
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "native"})
  void memoryEaterIsTooLarge(String where) throws Exception {
    assertThat(lost("eat-memory", where, LONG, LONG).reason()).isEqualTo(Reason.TOO_LARGE);
    nextCallWorks();
  }

  @Test
  void allocationsOfLibrariesAreHeldToTheLimit() throws Exception {
    assertThat(CageIT.messages(cage, "eat-memory", "malloc", NOTHING).getFirst())
        .startsWith("refused after ");
    nextCallWorks();
  }

  @Test
  void parentHoldsChildToItsMemoryWhereTheKernelDoesNot() throws Exception {
    cage.close();
    cage =
        Cage.open(
            CageSettings.of(1)
                .withMemory(64 * MEBIBYTE, 100 * MEBIBYTE, 2000 * MEBIBYTE)
                .withStrongest(Sandbox.Strength.NONE));
    assertThat(cage.protections().memoryLimit()).isFalse();
    Unreadable why = lost("eat-memory", "malloc", LONG, LONG);
    assertThat(why.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(why.detail()).contains("than a child process may have");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"garbage", "sequence", "call", "kind", "length", "negative", "place", "read"})
  void nonsenseLosesTheChild(String kind) throws Exception {
    Unreadable why = lost("babble", kind, LONG, LONG);
    assertThat(why.reason()).isEqualTo(Reason.CORRUPT);
    assertThat(why.detail()).contains("nonsense");
    nextCallWorks();
  }

  @Test
  void interruptOfCallerKillsChildAndIsPassedOn() throws Exception {
    AtomicBoolean passedOn = new AtomicBoolean();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                cage.run("hang", new byte[0], NOTHING, LONG, LONG, message -> true);
              } catch (InterruptedException interrupt) {
                passedOn.set(true);
              } catch (IOException problem) {
                throw new IllegalStateException(problem);
              }
            });
    Thread.sleep(1500);
    caller.interrupt();
    caller.join(20_000);
    assertThat(passedOn).isTrue();
    nextCallWorks();
  }

  @Test
  void secondTryIsMadeInAFreshChildAndOnlyThen() throws Exception {
    assertThat(tries("crash", "halt")).isEqualTo(2);
    assertThat(tries("break", "io")).isEqualTo(1);
    assertThat(tries("echo", "")).isEqualTo(1);
    assertThat(tries("eat-memory", "heap")).isEqualTo(2);
  }

  private int tries(String task, String parameters) throws IOException, InterruptedException {
    AtomicInteger tries = new AtomicInteger();
    cage.runRetrying(
        task,
        parameters.getBytes(UTF_8),
        NOTHING,
        LONG,
        LONG,
        () -> {
          tries.incrementAndGet();
          return message -> true;
        });
    return tries.get();
  }

  @Test
  void childThatCannotStartIsAnErrorWithItsLastWords() throws Exception {
    cage.close();
    cage = Cage.open(CageSettings.of(1).withJvmArguments(List.of("-XX:+NoSuchOption")));
    assertThatThrownBy(this::nextCallWorks)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the child process does not start: ")
        .hasMessageContaining("Could not create the Java Virtual Machine");
  }

  @Test
  void childIsReplacedAfterItsCalls() throws Exception {
    cage.close();
    cage = Cage.open(CageSettings.of(1).withCallsPerChild(3));
    List<String> starts = new ArrayList<>();
    for (int call = 0; call < 7; call++) {
      String stat = CageIT.messages(cage, "facts", "/proc/self/stat", NOTHING).getFirst();
      String[] fields = stat.substring(stat.lastIndexOf(')')).split(" ", -1);
      // Start time and the random address of the stack, fields 22 and 28: two may start at once.
      starts.add(fields[20] + " " + fields[26]);
    }
    assertThat(starts.subList(0, 3)).containsOnly(starts.getFirst());
    assertThat(starts.subList(3, 6)).containsOnly(starts.get(3));
    assertThat(starts.stream().distinct()).hasSize(3);
  }

  @Test
  void manyThreadsSucceedWhileChildrenAreKilledAtRandom() throws Exception {
    byte[] bytes = CageIT.noise(300_000);
    String expected = CageIT.sha256(bytes);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger kills = new AtomicInteger();
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Thread killer = Thread.ofPlatform().start(() -> killAtRandom(new Random(seed), over, kills));
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<Callable<String>> calls = new ArrayList<>();
      for (int call = 0; call < 200; call++) {
        calls.add(() -> digestUntilItWorks(bytes));
      }
      for (Future<String> each : callers.invokeAll(calls)) {
        assertThat(each.get()).isEqualTo(expected);
      }
    } finally {
      over.set(true);
      killer.join();
    }
    assertThat(kills.get()).isPositive();
  }

  private String digestUntilItWorks(byte[] bytes) throws IOException, InterruptedException {
    List<String> messages = List.of();
    while (!messages.contains("done")) {
      messages = CageIT.messages(cage, "digest", "", BytesContent.of(bytes));
      assertThat(messages.getLast()).doesNotContain("childLost=false");
    }
    return messages.getFirst();
  }

  private static void killAtRandom(Random random, AtomicBoolean over, AtomicInteger kills) {
    try {
      while (!over.get()) {
        Thread.sleep(random.nextInt(400, 900));
        List<ProcessHandle> all = ProcessHandle.current().descendants().toList();
        if (!all.isEmpty() && all.get(random.nextInt(all.size())).destroyForcibly()) {
          kills.incrementAndGet();
        }
      }
    } catch (InterruptedException interrupt) {
      throw new IllegalStateException(interrupt);
    }
  }

  @Test
  void closedCageRefusesCallsAndEndsThoseUnderWay() throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(1)) {
      Future<Outcome> hanging =
          callers.submit(() -> cage.run("hang", new byte[0], NOTHING, LONG, LONG, message -> true));
      Thread.sleep(1500);
      cage.close();
      assertThatThrownBy(() -> hanging.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("closed");
    }
    assertThatThrownBy(this::nextCallWorks)
        .isInstanceOf(IOException.class)
        .hasMessage("the cage is closed");
  }

  @Test
  void childStartedByAThreadThatEndedLivesOn() throws Exception {
    Thread first =
        Thread.ofPlatform()
            .start(() -> {
              try {
                nextCallWorks();
              } catch (IOException | InterruptedException problem) {
                throw new IllegalStateException(problem);
              }
            });
    first.join();
    Thread.sleep(200);
    assertThat(ProcessHandle.current().descendants()).isNotEmpty();
    nextCallWorks();
  }

  @ParameterizedTest
  @ValueSource(strings = {"BUBBLEWRAP", "NO_NETWORK", "NONE"})
  void childrenEndWithAKilledParent(String strength) throws Exception {
    String java = ProcessHandle.current().info().command().orElseThrow();
    Process parent =
        new ProcessBuilder(
                java,
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                DoomedParent.class.getName(),
                strength)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(parent.getInputStream(), UTF_8))) {
      assertThat(output.readLine()).isEqualTo("calling");
      List<ProcessHandle> below = parent.descendants().toList();
      assertThat(below).isNotEmpty();
      parent.destroyForcibly().waitFor();
      for (ProcessHandle each : below) {
        each.onExit().get(20, TimeUnit.SECONDS);
        assertThat(each.isAlive()).isFalse();
      }
    } finally {
      parent.destroyForcibly();
    }
  }
}

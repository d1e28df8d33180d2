package org.orion.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.graph.Records;
import org.orion.operations.graph.Timeline;

class OperationTimelineIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();

  @Test
  void whoFindsNoPlaceIsToldSoAndOtherPagesGoOn() throws Exception {
    TestServer.Person person = server.ready(agency, Role.SUPERVISOR);
    Browser browser = server.signIn(person);
    UUID operation = Records.operation(browser, "An operation that many look at");
    Viewer viewer = new Viewer(person.account().id(), agency, Set.of(Role.SUPERVISOR), "test");
    OperationTimeline timeline = server.bean(OperationTimeline.class);
    String page = "/operations/" + operation;
    CountDownLatch shown = new CountDownLatch(2);
    CountDownLatch goOn = new CountDownLatch(1);
    List<Future<Timeline.Days>> looking = new ArrayList<>();
    try (ExecutorService others = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 2; i++) {
        looking.add(
            others.submit(() ->
                timeline.show(
                    viewer,
                    operation,
                    days -> {
                      shown.countDown();
                      await(goOn);
                      return days;
                    })));
      }
      shown.await();
      assertThat(browser.get(page).statusCode()).isEqualTo(200);
      HttpResponse<String> refused = browser.get(page + "/timeline");
      goOn.countDown();
      for (Future<Timeline.Days> one : looking) {
        assertThat(one.get().countedAt()).as("small, and counted now").isEmpty();
      }
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("Too many are looking at this timeline");
    }
    assertThat(browser.get(page + "/timeline").statusCode()).isEqualTo(200);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(ended);
    }
  }
}

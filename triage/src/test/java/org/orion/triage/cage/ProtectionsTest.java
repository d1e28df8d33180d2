package org.orion.triage.cage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProtectionsTest {

  @Test
  void sandboxNeedsBothNoNetworkAndNoWriting() {
    assertThat(new Protections("", true, true, false, false, false, false).isSandboxed()).isTrue();
    assertThat(new Protections("", true, false, true, true, true, true).isSandboxed()).isFalse();
    assertThat(new Protections("", false, true, true, true, true, true).isSandboxed()).isFalse();
  }

  @Test
  void lineSaysWhatIsThereAndWhatIsMissing() {
    assertThat(new Protections("prlimit", false, false, false, false, false, true).describe())
        .isEqualTo(
            "decoders are NOT sandboxed: own process, memory limit; missing: no network, no"
                + " writing, no other files, no privileges, no other processes (by prlimit)");
    assertThat(new Protections("bubblewrap", true, true, true, true, true, true).describe())
        .isEqualTo(
            "decoders are caged: own process, no network, no writing, no other files, no"
                + " privileges, no other processes, memory limit (by bubblewrap)");
  }

  @Test
  void jsonHasOneKeyForEach() {
    assertThat(new Protections("unshare", true, false, false, false, false, true).toJson())
        .isEqualTo(
            "{\"sandboxed\":false,\"by\":\"unshare\",\"no_network\":true,\"no_writing\":false,"
                + "\"few_files\":false,\"no_capabilities\":false,\"own_processes\":false,"
                + "\"memory_limit\":true}");
  }
}

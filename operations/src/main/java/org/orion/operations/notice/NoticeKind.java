package org.orion.operations.notice;

/// What a notice is about. A new kind needs its sentence, `notice.kind.` and its name, in both
/// languages.
public enum NoticeKind {
  /// A cluster formed, or has become much larger.
  CLUSTER_GREW("cluster", "/clusters/{id}"),
  /// Another agency's interest paused a tip of this one.
  TIP_PAUSED("tip", "/tips/{id}/priority"),
  /// A person put a tip into a more urgent band.
  TIP_ESCALATED("tip", "/tips/{id}"),
  /// A tip of another agency was touched by an interest of this one.
  INTEREST_MET("interest", "/interests"),
  /// A controlled account of this agency was met; told to those who are enrolled.
  CONTROLLED_ACCOUNT_MET("controlled-account", "/controlled-accounts/{id}"),
  /// This agency met a controlled account; told to supervisors.
  CONTROLLED_ACCOUNT_WARNING("warning", "/controllers"),
  /// An exhibit is offered to somebody; told to him, and to whoever holds it.
  EXHIBIT_OFFERED("exhibit", "/exhibits/{id}/hand-over"),
  /// Whom an exhibit was offered to refused it; told to who offered it.
  EXHIBIT_REFUSED("exhibit", "/exhibits/{id}");

  private final String objectType;
  private final String page;

  NoticeKind(String objectType, String page) {
    this.objectType = objectType;
    this.page = page;
  }

  /// What kind of thing it names, in the audit log's word.
  public String objectType() {
    return objectType;
  }

  /// The address of the page that shows the thing.
  String path(String id) {
    return page.replace("{id}", id);
  }
}

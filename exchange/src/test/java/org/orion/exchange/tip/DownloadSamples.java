package org.orion.exchange.tip;

/// Reports as police download them, with invented and harmless contents.
final class DownloadSamples {
  /// Every property that the format has, but for one whose name stands in the table of words.
  static final String LARGE =
      """
      {"reportId": 1234567, "dateReceived": "2026-01-02T03:04:05Z",
       "reportedInformation": {
        "reportingEsp": {"espName": "Example Chat", "lastName": {"value": "Desk"},
          "emails": {"emails": [{"value": "desk@example.org", "verified": false}]}},
        "incidentSummary": {"incidentType": {"value": "Misleading Domain Name"},
          "incidentDateTime": {"value": "2026-01-01T10:00:00Z"},
          "incidentDateTimeDescription": "upload"},
        "incidentDetails": {
          "webpageIncident": [{"sourceInformation": {"sourceCaptures": [
             {"captureType": "URL", "value": "https://example.org/p"}]},
            "additionalInformations": [{"value": "page text"}]}],
          "emailIncident": [{"contents": [{"value": "mail text"}, "more mail"]}]},
        "additionalInformations": [{"value": "whole"}],
        "reportedPeople": {"reportedPersons": [
          {"firstName": "Invented", "middleName": null, "lastName": {"value": "Person"},
           "preferredName": "N/A", "dateOfBirth": "1990-05-06", "approximateAge": {"value": 35},
           "occupation": "tester", "relationshipToChildVictim": "none stated",
           "accessToChildVictim": "Yes", "accessToChildren": {"value": "No"},
           "accessToFirearms": "Unknown", "espService": "Example Chat", "espUserId": "u-1",
           "screenName": {"value": "invented_1"},
           "emails": {"emails": [{"value": "one@example.org", "verified": true}]},
           "phones": {"phones": [{"value": "+1 555 0100"}]},
           "addresses": {"addresses": [{"street1": "1 Test Road", "street2": "N/A",
             "city": "Testville", "state": "OH", "postalCode": "00001", "country": "US"}]},
           "additionalInformations": [],
           "sourceInformation": {"sourceCaptures": [
             {"captureType": "IP Address", "value": "192.0.2.7",
              "dateTime": "2026-01-01T09:00:00Z", "eventName": "Login", "port": "50123"},
             {"captureType": {"value": "Profile URL"}, "value": "https://example.org/u/1"}]}}]},
        "intendedRecipients": {"intendedRecipients": {"screenName": "friend"}},
        "uploadedFiles": {"uploadedFiles": [
          {"filename": "a.png", "originalFilename": "chart.png", "submittalId": "s-1",
           "verificationHash": "900150983cd24fb0d6963f7d28e17f72", "viewedByEsp": "No",
           "ncmecTags": {"groups": [{"tags": [{"value": "first tag"}, {"value": "second"}]}]},
           "espMetadata": {"metadatas": [{"name": "width", "value": 640}]},
           "sourceInformation": {"sourceCaptures": [
             {"captureType": "IP Address", "value": "198.51.100.9"}]},
           "additionalInformations": [{"value": "about the file"}]}]}}}
      """;

  /// A report on one line, with as much as is expected of each.
  static String small(String id) {
    return """
    {"reportId":"%s","dateReceived":"2026-01-02T03:04:05Z","reportedInformation":\
    {"reportingEsp":{"espName":"Example Chat"},"incidentSummary":\
    {"incidentType":"Misleading Domain Name","incidentDateTime":"2026-01-01T10:00:00Z"}}}\
    """
        .formatted(id);
  }

  private DownloadSamples() {}
}

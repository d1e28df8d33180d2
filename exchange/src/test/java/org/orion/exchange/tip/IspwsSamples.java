package org.orion.exchange.tip;

/// Documents of the intake for service providers, with invented and harmless contents.
final class IspwsSamples {
  /// As small as a report can be.
  static final String SMALL =
      """
      <report>
        <incidentSummary>
          <incidentType>Misleading Domain Name</incidentType>
          <incidentDateTime>2026-01-02T03:04:05Z</incidentDateTime>
        </incidentSummary>
        <reporter><reportingPerson/></reporter>
      </report>
      """;

  /// In the form in which a JavaScript client builds it: an empty element for an annotation that is
  /// set and for an address that is not known, a hint where a schema lies.
  static final String FROM_CLIENT =
      """
      <?xml version="1.0" encoding="UTF-8"?><report xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
      xsi:noNamespaceSchemaLocation="https://example.org/ispws/xsd"><incidentSummary>\
      <incidentType>Misleading Domain Name</incidentType><reportAnnotations><spam/></reportAnnotations>\
      <incidentDateTime>2026-01-02T03:04:05.000Z</incidentDateTime></incidentSummary>\
      <reporter><reportingPerson><firstName>Test</firstName><lastName>Desk</lastName><email/>\
      </reportingPerson></reporter></report>\
      """;

  /// Every element and attribute of the schema that a report can have.
  static final String LARGE =
      """
      <report>
        <batchedReport reason="VIRAL_POTENTIAL_MEME"/>
        <incidentSummary>
          <incidentType>Misleading Domain Name</incidentType>
          <platform>Example Chat</platform>
          <escalateToHighPriority>asked to by the test desk</escalateToHighPriority>
          <reportAnnotations><csamSolicitation>true</csamSolicitation>\
      <minorToMinorInteraction>1</minorToMinorInteraction></reportAnnotations>
          <incidentDateTime>2026-01-02T03:04:05</incidentDateTime>
          <incidentDateTimeDescription>time of the upload</incidentDateTimeDescription>
        </incidentSummary>
        <internetDetails><webPageIncident thirdPartyHostedContent="true">
          <url>https://example.org/a?b=1&amp;c=2</url><url>https://example.org/d</url>
          <additionalInfo>page text</additionalInfo></webPageIncident></internetDetails>
        <internetDetails><emailIncident>
          <emailAddress type="Home" verified="true" verificationDate="2025-12-01T00:00:00Z">\
      one@example.org</emailAddress>
          <content>mail text</content><additionalInfo>m</additionalInfo>\
      </emailIncident></internetDetails>
        <internetDetails><newsgroupIncident><name>test.group</name>\
      <emailAddress>two@example.org</emailAddress><content>c</content>\
      <additionalInfo>n</additionalInfo></newsgroupIncident></internetDetails>
        <internetDetails><chatImIncident><chatClient>client</chatClient>\
      <chatRoomName>room</chatRoomName><content>chat text</content>\
      <additionalInfo>o</additionalInfo></chatImIncident></internetDetails>
        <internetDetails><onlineGamingIncident><gameName>game</gameName><console>box</console>\
      <content>d</content><additionalInfo>p</additionalInfo></onlineGamingIncident></internetDetails>
        <internetDetails><cellPhoneIncident><phoneNumber>555-0100</phoneNumber>\
      <latitude>1.5</latitude><longitude>-2.5</longitude><additionalInfo>q</additionalInfo>\
      </cellPhoneIncident></internetDetails>
        <internetDetails><nonInternetIncident><locationName>hall</locationName>\
      <incidentAddress type="Business"><address>1 Test Road</address><city>Testville</city>\
      <zipCode>00001</zipCode><nonUsaState>Region</nonUsaState><country>DE</country>\
      </incidentAddress><additionalInfo>r</additionalInfo></nonInternetIncident></internetDetails>
        <internetDetails><peer2peerIncident><client>p2p</client>\
      <ipCaptureEvent><ipAddress>192.0.2.7</ipAddress></ipCaptureEvent>\
      <fileNames>chart.png</fileNames><additionalInfo>s</additionalInfo>\
      </peer2peerIncident></internetDetails>
        <lawEnforcement><agencyName>Test Agency</agencyName><caseNumber>T-1</caseNumber>\
      <officerContact><lastName>Officer</lastName></officerContact>\
      <reportedToLe>true</reportedToLe><servedLegalProcessDomestic>false</servedLegalProcessDomestic>\
      <servedLegalProcessInternational fleaCountry="FR">true</servedLegalProcessInternational>\
      </lawEnforcement>
        <reporter><reportingPerson><firstName>Test</firstName><lastName>Desk</lastName>\
      <phone type="Work" verified="false" verificationDate="2025-12-02T00:00:00Z" \
      countryCallingCode="+1" extension="12">555 0101</phone><email>desk@example.org</email>\
      <address><state>OH</state></address><age>40</age><dateOfBirth>1985-06-07</dateOfBirth>\
      </reportingPerson><contactPerson><firstName>Second</firstName></contactPerson>\
      <companyTemplate>template</companyTemplate><termsOfService>terms</termsOfService>\
      <legalURL>https://example.org/legal</legalURL></reporter>
        <personOrUserReported>
          <personOrUserReportedPerson><firstName>Invented</firstName><age>30</age>\
      </personOrUserReportedPerson>
          <vehicleDescription>blue</vehicleDescription><espIdentifier>u-1</espIdentifier>
          <espService>Example Chat</espService><compromisedAccount>false</compromisedAccount>
          <screenName>invented_1</screenName><displayName>I1</displayName>\
      <displayName>I2</displayName>
          <profileUrl>https://example.org/u/1</profileUrl><profileBio>bio</profileBio>
          <ipCaptureEvent><ipAddress>198.51.100.9</ipAddress><eventName>Login</eventName>\
      <dateTime>2026-01-02T03:04:05+01:00</dateTime><possibleProxy>true</possibleProxy>\
      <port>50123</port></ipCaptureEvent>
          <deviceId><idType>IMEI</idType><idValue>000000000000000</idValue>\
      <eventName>Upload</eventName><dateTime>2026-01-02T03:00:00Z</dateTime></deviceId>
          <thirdPartyUserReported>true</thirdPartyUserReported><priorCTReports>77</priorCTReports>
          <groupIdentifier>g-1</groupIdentifier>
          <accountTemporarilyDisabled disabledDate="2026-01-03T00:00:00Z" userNotified="true" \
      userNotifiedDate="2026-01-03T00:00:00Z" reenabledDate="2026-01-04T00:00:00Z">true\
      </accountTemporarilyDisabled>
          <accountPermanentlyDisabled disabledDate="2026-01-05T00:00:00Z" userNotified="false" \
      userNotifiedDate="2026-01-05T00:00:00Z">true</accountPermanentlyDisabled>
          <estimatedLocation verified="true" timestamp="2026-01-02T00:00:00Z"><city>Testville</city>\
      <region>R</region><countryCode>DE</countryCode></estimatedLocation>
          <allEmailsReported>true</allEmailsReported>
          <associatedAccount type="Linked"><platform thirdPartyUser="true">Other Example</platform>\
      <firstName>Al</firstName><middleName>B</middleName><lastName>C</lastName>\
      <approximateAge>31</approximateAge><dateOfBirth>1995-01-01Z</dateOfBirth>\
      <phone>+1 555 0102</phone><email>three@example.org</email>\
      <allEmailsReported>false</allEmailsReported><address><city>X</city></address>\
      <espService>Own</espService><espIdentifier>u-2</espIdentifier>\
      <profileUrl>https://example.org/u/2</profileUrl><screenName>al</screenName>\
      <displayName>AL</displayName><profileBio>b2</profileBio><groupIdentifier>g-2</groupIdentifier>\
      <compromisedAccount>true</compromisedAccount>\
      <accountTemporarilyDisabled>false</accountTemporarilyDisabled>\
      <accountPermanentlyDisabled>false</accountPermanentlyDisabled>\
      <ipCaptureEvent><ipAddress>203.0.113.4</ipAddress></ipCaptureEvent>\
      <deviceId><idType>t</idType><idValue>v</idValue></deviceId>\
      <priorCTReport>78</priorCTReport><additionalInfo>aa</additionalInfo></associatedAccount>
          <additionalInfo>about</additionalInfo>
        </personOrUserReported>
        <intendedRecipient><screenName>friend</screenName><additionalInfo>one</additionalInfo>\
      <additionalInfo>two</additionalInfo></intendedRecipient>
        <victim><victimPerson><age>14</age></victimPerson><schoolName>Test School</schoolName>\
      <priorCTReports>79</priorCTReports></victim>
        <additionalInfo>whole</additionalInfo>
      </report>
      """;

  /// Every element and attribute of a file's details.
  static final String FILE =
      """
      <fileDetails><reportId>4564654</reportId><fileId>b0754af7</fileId><fileName>a.png</fileName>
        <originalFileName>chart.png</originalFileName>
        <uploadedToEspTimestamp>2026-01-02T00:00:00Z</uploadedToEspTimestamp>
        <locationOfFile>https://example.org/f/1</locationOfFile>
        <fileViewedByEsp>true</fileViewedByEsp><exifViewedByEsp>false</exifViewedByEsp>
        <publiclyAvailable>0</publiclyAvailable><fileRelevance>Reported</fileRelevance>
        <fileAnnotations><viral/><generativeAi>true</generativeAi></fileAnnotations>
        <industryClassification>B2</industryClassification>
        <originalFileHash hashType="MD5">900150983cd24fb0d6963f7d28e17f72</originalFileHash>
        <originalFileHash hashType="Other">zz</originalFileHash>
        <ipCaptureEvent><ipAddress>2001:db8::1</ipAddress><eventName>Upload</eventName>\
      </ipCaptureEvent>
        <deviceId><idType>t</idType><idValue>v</idValue></deviceId>
        <details type="EXIF"><nameValuePair><name>Model</name><value>Test</value></nameValuePair>\
      </details>
        <additionalInfo>f1</additionalInfo><additionalInfo>f2</additionalInfo>
      </fileDetails>
      """;

  private IspwsSamples() {}
}

package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.SelectOption;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `orion demo` as somebody sees it who has never seen the program: a process of its own, started
/// once; the steps that it prints lead in, for everybody whom it names; the walk of the tutorial
/// `docs/tutorial/an-operation.md` in a real Chromium; and Ctrl-C, which ends all of it. The
/// pictures of the tutorial are left in `target/tutorial`.
class DemoIT {
  private static final Path PICTURES = Path.of("target/tutorial");
  private static final int MOST_BYTES = 64 * 1024;
  private static final int WIDTH = 1100;

  @TempDir private static Path folder;

  private static Path temporary = Path.of("");
  private static Path out = Path.of("");
  private static Path err = Path.of("");
  private static Process process;
  private static String text = "";
  private static String address = "";
  private static Playwright playwright;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    out = folder.resolve("out");
    err = folder.resolve("err");
    temporary = Files.createDirectory(folder.resolve("temporary"));
    ProcessBuilder builder =
        new Program(folder, folder.resolve("home")).command(out, err, "demo", "--port", "0");
    builder.command().add(1, "-Djava.io.tmpdir=" + temporary);
    // A terminal sends Ctrl-C to the group of the program.
    builder.command().add(0, "setsid");
    process = builder.start();
    text = printed();
    address = found("serving on (http://127\\.0\\.0\\.1:\\d+)", text);
    Files.createDirectories(PICTURES);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(List.of("--headless", "--no-sandbox", "--disable-gpu")));
  }

  @AfterAll
  static void ctrlCEndsIt() throws Exception {
    try {
      browser.close();
      playwright.close();
      assertThat(folders()).contains("server");
      new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).inheritIO().start().waitFor();
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroy();
    }
    assertThat(Files.readString(err)).doesNotContain("ended by itself").doesNotContain("\tat ");
    assertThat(folders()).as("what was the server's").doesNotContain("server");
    assertThat(Path.of(found("for reading and printing: (.*)", Files.readString(out)))).exists();
  }

  private static List<String> folders() throws IOException {
    try (Stream<Path> all = Files.walk(temporary, 2)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  private static String found(String pattern, String in) {
    Matcher matcher = Pattern.compile(pattern).matcher(in);
    assertThat(matcher.find()).as(in).isTrue();
    return matcher.group(1);
  }

  /// Waits until the pages are there.
  private static String printed() throws Exception {
    String shown = "";
    for (int i = 0; !shown.contains("serving on "); i++) {
      assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
      assertThat(i).as("tenths of a second").isLessThan(3600);
      Thread.sleep(100);
      shown = Files.readString(out);
    }
    return shown;
  }

  /// The page of somebody who signs in for the first time, as the two printed steps say.
  private static Page signedIn(String login) {
    Page page = browser.newContext(new NewContextOptions().setViewportSize(WIDTH, 800)).newPage();
    page.navigate(address);
    page.fill("#name", login);
    page.fill("#password", found("sign in as " + login + " .*password ([a-z2-9-]{23}) ", text));
    page.click("main form button");
    page.fill("#password", "an invented phrase 5550100");
    page.fill("#again", "an invented phrase 5550100");
    page.click("main button");
    return page;
  }

  private static void open(Page page, String path) {
    assertThat(page.navigate(address + path).status()).as(path).isEqualTo(200);
  }

  private static void click(Page page, String beginning) {
    page.locator(
            "main a", new Page.LocatorOptions().setHasText(Pattern.compile("^\\s*" + beginning)))
        .first()
        .click();
  }

  private static String told(Page page) {
    return page.locator("main").innerText();
  }

  private static void picture(Page page, String name, int height) throws IOException {
    page.setViewportSize(WIDTH, height);
    page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)");
    BufferedImage shown = ImageIO.read(new ByteArrayInputStream(page.screenshot()));
    Path file = PICTURES.resolve(name + ".png");
    assertThat(ImageIO.write(FewColors.of(shown), "png", file.toFile())).isTrue();
    assertThat(Files.size(file)).as(name).isLessThan(MOST_BYTES);
  }

  @Test
  void itScansAndSaysWhatThereIsToSee() {
    assertThat(text)
        .contains("Exhibit D-2 laptop")
        .contains("8 countries, 40 agencies, 190 arrests in a month, 48 tips");
  }

  @Test
  void theSupervisorSeesTheOperationItsFiguresAndTheDay() throws IOException {
    Page page = signedIn("sam");
    open(page, "/operations");
    click(page, "Northern Lights");
    assertThat(told(page)).contains("40 agencies of 8 countries");
    picture(page, "operation", 700);
    click(page, "Figures");
    assertThat(told(page)).containsPattern("\\b190\\b");
    picture(page, "figures", 900);
    open(page, "/actions");
    page.selectOption("#operation", new SelectOption().setLabel("Northern Lights"));
    page.click("main form.filters button");
    page.locator("#others").waitFor();
    assertThat(page.locator("main tbody tr").count()).isGreaterThan(5);
    picture(page, "day", 800);
    open(page, "/arrests");
    assertThat(page.locator("main tbody tr").count()).isGreaterThan(10);
    open(page, "/series");
    assertThat(page.locator("main tbody tr").count()).isGreaterThan(5);
    picture(page, "board", 620);
    everyPageOfTheMenuIsThere(page);
  }

  @Test
  void theAnalystSortsTips() throws IOException {
    Page page = signedIn("ana");
    open(page, "/tips");
    assertThat(page.locator("main tbody tr").count()).isGreaterThan(10);
    open(page, "/clusters");
    assertThat(page.locator("main tbody tr").count()).isGreaterThan(3);
    picture(page, "clusters", 420);
    everyPageOfTheMenuIsThere(page);
  }

  @Test
  void theInvestigatorWorksOnACase() throws IOException {
    Page page = signedIn("ines");
    open(page, "/cases?state=ALL&q=DEMO-1");
    click(page, "DEMO-1");
    picture(page, "case", 800);
    click(page, "Arrests and charges");
    assertThat(told(page)).contains("Section 12.1");
    picture(page, "charges", 700);
    open(page, "/people");
    assertThat(page.locator("main tbody tr").count()).isGreaterThan(10);
    everyPageOfTheMenuIsThere(page);
  }

  @Test
  void theExaminerSeesTheScansFiguresOnTheExhibitAndNoTips() throws IOException {
    Page page = signedIn("elin");
    open(page, "/exhibits");
    picture(page, "exhibits", 700);
    click(page, "D-2 laptop");
    picture(page, "custody", 800);
    click(page, "Examinations");
    // As the scan printed it: 10 pictures on the laptop, 5 items of known material.
    assertThat(told(page)).containsPattern("\\b10\\b").containsPattern("\\b5\\b");
    picture(page, "examination", 800);
    assertThat(page.navigate(address + "/tips").status()).isEqualTo(403);
    everyPageOfTheMenuIsThere(page);
  }

  @Test
  void theChildSpecialistSeesCodesAndFacts() throws IOException {
    Page page = signedIn("cleo");
    open(page, "/children");
    picture(page, "children", 640);
    click(page, "Child 1\\s*$");
    picture(page, "child", 800);
    everyPageOfTheMenuIsThere(page);
  }

  @Test
  void theAdministratorSeesAccountsAndNoCase() {
    Page page = signedIn("admin");
    open(page, "/accounts");
    assertThat(told(page)).contains("Ana Example");
    assertThat(page.navigate(address + "/cases").status()).isEqualTo(403);
    everyPageOfTheMenuIsThere(page);
  }

  private static void everyPageOfTheMenuIsThere(Page page) {
    TreeSet<String> paths = new TreeSet<>();
    for (String area : menu(page)) {
      page.navigate(address + area);
      paths.addAll(menu(page));
    }
    List<String> problems = new ArrayList<>();
    for (String path : paths) {
      int status = page.navigate(address + path).status();
      if (status != 200) {
        problems.add(path + " " + status);
      }
    }
    assertThat(problems).isEmpty();
  }

  private static List<String> menu(Page page) {
    return page.locator("header nav a, nav.sub a").all().stream()
        .map(link -> link.getAttribute("href"))
        .toList();
  }
}

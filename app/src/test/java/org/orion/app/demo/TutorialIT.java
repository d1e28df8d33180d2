package org.orion.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
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
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The walk of the tutorial `docs/tutorial/an-operation.md` in a real Chromium: each person signs
/// in as the demo says, follows the links that the tutorial names, and sees what it tells. The
/// pictures of the tutorial are left in `target/tutorial`.
class TutorialIT {
  private static final Path PICTURES = Path.of("target/tutorial");
  private static final int MOST_BYTES = 64 * 1024;
  private static final DemoServer DEMO = RunningDemo.one();

  private static Playwright playwright;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
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
  static void end() {
    browser.close();
    playwright.close();
  }

  /// The page of somebody who has just signed in for the first time.
  private static Page signedIn(String login) {
    BrowserContext context = browser.newContext(new NewContextOptions().setViewportSize(1100, 800));
    Page page = context.newPage();
    page.navigate(DEMO.address() + "/sign-in");
    page.fill("#name", login);
    page.fill(
        "#password",
        DEMO.people().stream()
            .filter(person -> person.login().equals(login))
            .findFirst()
            .orElseThrow()
            .password());
    page.click("main form button");
    page.fill("#password", "an invented phrase 5550100");
    page.fill("#again", "an invented phrase 5550100");
    page.click("main button");
    return page;
  }

  private static void click(Page page, String text) {
    page.locator("main a", new Page.LocatorOptions().setHasText(Pattern.compile("^" + text)))
        .first()
        .click();
  }

  private static void picture(Page page, String name, int height) throws IOException {
    page.setViewportSize(1100, height);
    page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)");
    BufferedImage shown = ImageIO.read(new ByteArrayInputStream(page.screenshot()));
    Path file = PICTURES.resolve(name + ".png");
    assertThat(ImageIO.write(FewColors.of(shown), "png", file.toFile())).isTrue();
    assertThat(Files.size(file)).as(name).isLessThan(MOST_BYTES);
  }

  @Test
  void theSupervisorSeesTheOperationItsFiguresAndTheDay() throws IOException {
    Page page = signedIn("sam");
    page.navigate(DEMO.address() + "/operations");
    click(page, "Northern Lights");
    assertThat(page.locator("main").innerText()).contains("40 agencies").contains("8 countries");
    picture(page, "operation", 760);
    click(page, "Figures");
    assertThat(page.locator("main").innerText()).contains("190");
    picture(page, "figures", 900);
    page.navigate(DEMO.address() + "/actions");
    page.selectOption("#operation", new SelectOption().setLabel("Northern Lights"));
    page.click("main form button");
    picture(page, "day", 800);
    page.navigate(DEMO.address() + "/arrests");
    assertThat(page.locator("main tbody tr").count()).isGreaterThan(10);
    page.navigate(DEMO.address() + "/series");
    picture(page, "board", 620);
  }

  @Test
  void theAnalystSortsTipsAndComparesPeople() throws IOException {
    Page page = signedIn("ana");
    page.navigate(DEMO.address() + "/tips");
    assertThat(page.locator("main tbody tr").count()).isGreaterThan(10);
    page.navigate(DEMO.address() + "/clusters");
    assertThat(page.locator("main tbody tr").count()).isPositive();
    picture(page, "clusters", 620);
  }

  @Test
  void theInvestigatorWorksOnACase() throws IOException {
    Page page = signedIn("ines");
    page.navigate(DEMO.address() + "/cases?state=ALL&q=DEMO-1");
    click(page, "DEMO-1");
    picture(page, "case", 800);
    click(page, "Arrests and charges");
    assertThat(page.locator("main").innerText()).contains("Section 12.1");
    picture(page, "charges", 700);
    page.navigate(DEMO.address() + "/people");
    assertThat(page.locator("main tbody tr").count()).isGreaterThan(10);
  }

  @Test
  void theChildSpecialistSeesCodesAndFacts() throws IOException {
    Page page = signedIn("cleo");
    page.navigate(DEMO.address() + "/children");
    picture(page, "children", 640);
    click(page, "Child 1$");
    picture(page, "child", 800);
  }

  @Test
  void theExaminerSeesCasesAndNoTips() {
    Page page = signedIn("elin");
    page.navigate(DEMO.address() + "/cases");
    assertThat(page.locator("main tbody tr").count()).isGreaterThan(10);
    assertThat(page.navigate(DEMO.address() + "/tips").status()).isEqualTo(403);
  }

  @Test
  void everyPageOfTheMenuIsThereForEverybody() {
    List<String> problems = new ArrayList<>();
    Page page = signedIn("admin");
    for (Object path : menu(page)) {
      page.navigate(DEMO.address() + path);
      for (Object inner : menu(page)) {
        int status = page.navigate(DEMO.address() + inner).status();
        if (status != 200) {
          problems.add(inner + " " + status);
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  private static List<?> menu(Page page) {
    return (List<?>)
        page.evaluate(
            "[...document.querySelectorAll('header nav a, nav.sub a')].map(one => one.pathname)");
  }
}

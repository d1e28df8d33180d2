package org.orion.operations.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;

/// The page on which files of tips are taken in.
@Controller
public final class ImportPages {
  private final ImportRequest imports;

  ImportPages(ImportRequest imports) {
    this.imports = imports;
  }

  /// What a page tells of an import: all refusals and changed formats come first, then the rest; of
  /// very many the beginning, and how many more there are.
  public record Results(
      int files,
      Map<TipImport.Kind, Integer> counts,
      List<TipImport.Outcome> changed,
      Shown refused,
      Shown kept) {
    /// @param more how many are not shown
    public record Shown(List<TipImport.Outcome> rows, int more) {}
  }

  @May(Action.RECORD_TIPS)
  @GetMapping("/tips/import")
  ModelAndView form(Page page) {
    return page.show("intake/import", Map.of());
  }

  /// The token of the form is in the address: the body is not read before it was checked.
  @May(Action.RECORD_TIPS)
  @PostMapping("/tips/import")
  ModelAndView read(Page page, HttpServletRequest request)
      throws IOException, InterruptedException {
    if (!MultipartBody.isOne(request)) {
      throw new BadInputException("intake.import.none");
    }
    Collected collected = new Collected();
    int files = imports.read(page.viewer(), request, "body", collected);
    if (files == 0) {
      throw new BadInputException("intake.import.none");
    }
    return page.show("intake/imported", Map.of("results", collected.results(files)));
  }

  /// Keeps what a page can show.
  private static final class Collected implements TipImport.Sink {
    private static final int MOST_ROWS = 1_000;

    private final Map<TipImport.Kind, Integer> counts = new EnumMap<>(TipImport.Kind.class);
    private final List<TipImport.Outcome> changed = new ArrayList<>();
    private final List<TipImport.Outcome> refused = new ArrayList<>();
    private final List<TipImport.Outcome> kept = new ArrayList<>();
    private int moreKept;
    private int moreRefused;

    @Override
    public void accept(TipImport.Outcome outcome) {
      counts.merge(outcome.kind(), 1, Integer::sum);
      if (outcome.kind() == TipImport.Kind.REFUSED) {
        moreRefused += add(refused, outcome);
      } else {
        moreKept += add(kept, outcome);
        if (outcome.changedFormat()) {
          changed.add(outcome);
        }
      }
    }

    private static int add(List<TipImport.Outcome> into, TipImport.Outcome outcome) {
      if (into.size() < MOST_ROWS) {
        into.add(outcome);
        return 0;
      }
      return 1;
    }

    Results results(int files) {
      return new Results(
          files,
          counts,
          changed,
          new Results.Shown(refused, moreRefused),
          new Results.Shown(kept, moreKept));
    }
  }
}

package org.orion.operations.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.ViewResolver;

/// Makes pages of the templates that were compiled with the program.
final class JteViews implements ViewResolver {
  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  @Override
  public @Nullable View resolveViewName(String name, Locale locale) {
    return name.startsWith("redirect:") || name.startsWith("forward:")
        ? null
        : new JteView(name + ".jte");
  }

  private final class JteView implements View {
    private final String template;

    JteView(String template) {
      this.template = template;
    }

    @Override
    public String getContentType() {
      return "text/html;charset=UTF-8";
    }

    @Override
    public void render(
        @Nullable Map<String, ?> model, HttpServletRequest request, HttpServletResponse response)
        throws Exception {
      Map<String, Object> values = new HashMap<>(model == null ? Map.of() : model);
      // Spring adds values of its own; a template takes those that it names.
      values.keySet().removeIf(key -> key.startsWith("org.springframework"));
      Utf8ByteOutput output = new Utf8ByteOutput();
      engine.render(template, values, output);
      // A handler that shows no page has said what it sends.
      if (response.getContentType() == null) {
        response.setContentType(getContentType());
      }
      if (response.getHeader("Cache-Control") == null) {
        response.setHeader("Cache-Control", "no-store");
      }
      response.setContentLength(output.getContentLength());
      output.writeTo(response.getOutputStream());
    }
  }
}

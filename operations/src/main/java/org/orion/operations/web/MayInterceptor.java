package org.orion.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.ForbiddenException;
import org.orion.operations.access.May;
import org.orion.operations.access.Open;
import org.orion.operations.access.Presence;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/// Holds each handler's rule before it runs. A handler without [May] or [Open] is refused to
/// everybody.
final class MayInterceptor implements HandlerInterceptor {
  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    if (!(handler instanceof HandlerMethod method)) {
      return true;
    }
    if (method.hasMethodAnnotation(Open.class)) {
      return true;
    }
    @Nullable May rule = method.getMethodAnnotation(May.class);
    if (rule == null) {
      throw new IllegalStateException("the handler " + method + " has no rule");
    }
    @Nullable Presence presence = (Presence) request.getAttribute(Presence.ATTRIBUTE);
    if (presence == null) {
      demandSignIn(request, response);
      return false;
    }
    if (!presence.viewer().may(rule.value())) {
      throw new ForbiddenException(rule.value());
    }
    return true;
  }

  private static void demandSignIn(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (ProblemDetails.areFor(request.getRequestURI())) {
      response.setHeader("WWW-Authenticate", "Bearer");
      ProblemDetails.write(
          response, 401, "Sign-in is needed", "no valid token came with the request");
    } else if (request.getMethod().equals("GET") && request.getHeader("HX-Request") == null) {
      String query = request.getQueryString();
      String wanted = request.getRequestURI() + (query == null ? "" : "?" + query);
      response.sendRedirect("/sign-in?to=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8));
    } else {
      // htmx follows this header as a whole page.
      response.setHeader("HX-Redirect", "/sign-in");
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    }
  }
}

package org.orion.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Presence;
import org.orion.operations.access.Viewer;
import org.springframework.core.MethodParameter;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/// Hands a request's [Page] or [Viewer] to the handlers that take one.
final class PageResolver implements HandlerMethodArgumentResolver {
  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Page.class
        || parameter.getParameterType() == Viewer.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    HttpServletRequest servletRequest =
        java.util.Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    Page page = page(servletRequest);
    return parameter.getParameterType() == Page.class ? page : page.viewer();
  }

  /// The page's values for a request.
  static Page page(HttpServletRequest request) {
    Optional<Presence> presence =
        Optional.ofNullable((Presence) request.getAttribute(Presence.ATTRIBUTE));
    Locale language = presence.map(Presence::language).orElseGet(request::getLocale);
    CsrfToken token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    String query = request.getQueryString();
    return new Page(
        presence,
        Texts.in(language),
        token == null ? "" : token.getToken(),
        request.getRequestURI() + (query == null ? "" : "?" + query),
        request.getAttribute(Page.NOTICES) instanceof Integer unseen ? unseen : 0);
  }
}

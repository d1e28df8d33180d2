package org.orion.operations.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/// Hands what requests say in headers and in the query to the handlers that take it.
final class ApiArguments implements HandlerMethodArgumentResolver {
  private static final Set<Class<?>> TYPES =
      Set.of(IfMatch.class, IdempotencyKey.class, SliceRequest.class);

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return TYPES.contains(parameter.getParameterType());
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    Class<?> type = parameter.getParameterType();
    if (type == IfMatch.class) {
      return IfMatch.of(request.getHeader(IfMatch.HEADER));
    }
    if (type == SliceRequest.class) {
      return SliceRequest.of(request.getParameter("limit"), request.getParameter("after"));
    }
    HttpServletRequest servletRequest =
        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    return IdempotencyKey.of(
        request.getHeader(IdempotencyKey.HEADER),
        servletRequest.getMethod() + " " + servletRequest.getRequestURI());
  }
}

package org.orion.operations.notice;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Presence;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.Page;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Gives each page of somebody who is signed in the number of notices that they have not seen.
@Configuration(proxyBeanMethods = false)
class NoticeCount implements WebMvcConfigurer, HandlerInterceptor {
  private final Notices notices;
  private final ViewerTransactions transactions;

  NoticeCount(Notices notices, ViewerTransactions transactions) {
    this.notices = notices;
    this.transactions = transactions;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry
        .addInterceptor(this)
        .order(1)
        .excludePathPatterns("/api/**", "/ispws/**", "/assets/**", "/webjars/**", "/error");
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    @Nullable Presence presence = (Presence) request.getAttribute(Presence.ATTRIBUTE);
    if (handler instanceof HandlerMethod && presence != null) {
      Viewer viewer = presence.viewer();
      request.setAttribute(Page.NOTICES, transactions.read(viewer, () -> notices.unseen(viewer)));
    }
    return true;
  }
}

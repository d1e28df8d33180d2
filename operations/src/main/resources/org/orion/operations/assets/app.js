// Every page works without this file; it only makes some of them quicker.
(function () {
  "use strict";
  // Requests of htmx carry the token that forms carry.
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-TOKEN"] = document.body.dataset.csrf || "";
  });
})();

// What a browser must do itself for passkeys. Where it cannot, the pages offer codes alone.
(function () {
  "use strict";
  const known = window.PublicKeyCredential;
  if (!window.isSecureContext || !known || !known.parseRequestOptionsFromJSON) {
    return;
  }

  const send = async (path, type, body) => {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "X-CSRF-TOKEN": document.body.dataset.csrf, "Content-Type": type },
      body: body,
    });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    return answer.json();
  };
  const form = "application/x-www-form-urlencoded";
  const json = "application/json";

  const enter = async (element) => {
    const options = await send("/sign-in/passkey/options", form, "");
    const credential = await navigator.credentials.get({
      publicKey: known.parseRequestOptionsFromJSON(options),
    });
    const to = element.dataset.to ? "?to=" + encodeURIComponent(element.dataset.to) : "";
    return send("/sign-in/passkey" + to, json, JSON.stringify(credential.toJSON()));
  };

  const add = async (element) => {
    const fields = new FormData(element);
    const password = new URLSearchParams({ password: fields.get("password") });
    const options = await send("/account/passkeys/options", form, password.toString());
    const credential = await navigator.credentials.create({
      publicKey: known.parseCreationOptionsFromJSON(options),
    });
    const label = "?label=" + encodeURIComponent(fields.get("label"));
    return send("/account/passkeys" + label, json, JSON.stringify(credential.toJSON()));
  };

  for (const element of document.querySelectorAll("form[data-passkey]")) {
    element.hidden = false;
    element.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = element.querySelector("[role=alert]");
      problem.hidden = true;
      try {
        const act = element.dataset.passkey === "add" ? add : enter;
        location.assign((await act(element)).next);
      } catch (refused) {
        problem.hidden = false;
      }
    });
  }
})();

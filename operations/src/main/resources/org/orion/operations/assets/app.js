// Every page works without this file; it only makes some of them quicker.
(function () {
  "use strict";
  // Requests of htmx carry the token that forms carry.
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-TOKEN"] = document.body.dataset.csrf || "";
  });

  // The key of the search, where keys are switched on and nothing is being typed.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.body.dataset.keys !== "on" || event.target.closest("input, textarea, select")) return;
    const search = document.getElementById("q");
    if (!search) return;
    search.focus();
    event.preventDefault();
  });

  // Arrows move between the nodes of the link graph: to the nearest one on that side.
  const picture = document.querySelector("svg.graph");
  if (picture) {
    const arrows = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const place = (node) => {
      const box = node.querySelector("rect");
      return [Number(box.getAttribute("x")), Number(box.getAttribute("y"))];
    };
    picture.addEventListener("keydown", (event) => {
      const way = arrows[event.key];
      const from = event.target.closest(".node");
      if (!way || !from) return;
      const [x, y] = place(from);
      let best = null;
      let least = Infinity;
      for (const node of picture.querySelectorAll(".node")) {
        const [dx, dy] = [place(node)[0] - x, place(node)[1] - y];
        const along = dx * way[0] + dy * way[1];
        const aside = way[0] ? Math.abs(dy) : Math.abs(dx) * 100;
        if (along > 0 && along + aside < least) { best = node; least = along + aside; }
      }
      if (best) best.focus();
      event.preventDefault();
    });
  }

  // Keys of the queue: only while the table has the focus, and only when they are switched on.
  const queue = document.getElementById("queue");
  if (!queue || queue.dataset.keys !== "on") return;
  const rows = Array.from(queue.querySelectorAll("tbody tr"));
  let current = -1;
  const key = "orion.queue.tip";

  function go(index) {
    if (index < 0 || index >= rows.length) return;
    if (current >= 0) rows[current].classList.remove("current");
    current = index;
    rows[current].classList.add("current");
    rows[current].querySelector("a.open").focus();
    sessionStorage.setItem(key, rows[current].dataset.tip);
  }

  const box = (row) => row.querySelector('input[name="tip"]');

  function assign() {
    if (current < 0 || !box(rows[current])) return;
    const form = document.getElementById("bulk");
    for (const row of rows) box(row).checked = row === rows[current];
    // The next row gets the focus when the page comes back.
    const next = rows[current + 1] || rows[current - 1];
    if (next) sessionStorage.setItem(key, next.dataset.tip);
    const to = form.querySelector('[name="to"]');
    if (to.tagName === "SELECT") to.value = "me";
    form.requestSubmit(form.querySelector("button"));
  }

  queue.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody tr");
    if (row && rows.indexOf(row) !== current) {
      if (current >= 0) rows[current].classList.remove("current");
      current = rows.indexOf(row);
      row.classList.add("current");
    }
  });

  queue.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case "j": go(current + 1); break;
      case "k": go(current - 1); break;
      case "x": if (current >= 0 && box(rows[current])) box(rows[current]).click(); break;
      case "a": assign(); break;
      case "e": if (current >= 0) location.assign("/tips/" + rows[current].dataset.tip + "#escalate"); break;
      case "?": { const help = document.getElementById("keys"); help.open = true; help.querySelector("summary").focus(); break; }
      default: return;
    }
    event.preventDefault();
  });

  // Back from a tip or an act, the row where one was has the focus again.
  const last = rows.findIndex((row) => row.dataset.tip === sessionStorage.getItem(key));
  if (last >= 0) go(last);
})();

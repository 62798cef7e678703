/* The search boxes: hits unfold while one types (htmx fetches them), chosen by arrow keys; "/" leads here from anywhere.
   Without this file each box is a plain form. */
(() => {
  "use strict";

  const SHORTEST = 3;
  const digits = (text) => text.replace(/[\s.'’`-]/g, "");
  const isNumber = (text) => /\d{16}/.test(digits(text));
  /* No name begins with six digits: whoever types them types a NIK, which no address may hold, not even in part. */
  const beginsNumber = (text) => /^\d{6}/.test(digits(text));

  document.querySelectorAll("[data-find]").forEach((form) => {
    const input = form.querySelector("input[type=search]");
    const box = form.querySelector(".found");
    let options = [];
    let at = -1;

    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-haspopup": "listbox" }).forEach(([name, value]) => input.setAttribute(name, value));

    function open(is) {
      box.hidden = !is;
      input.setAttribute("aria-expanded", String(is && options.length > 0));
      if (!is) point(-1);
    }

    function point(next) {
      if (options[at]) options[at].setAttribute("aria-selected", "false");
      at = next;
      const option = options[at];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    }

    function unfold() {
      const list = box.querySelector(".found-list");
      options = list ? Array.from(list.querySelectorAll("a")) : [];
      at = -1;
      if (list) {
        list.id = `${box.id}-list`;
        list.setAttribute("role", "listbox");
        list.setAttribute("aria-label", input.getAttribute("aria-label"));
        input.setAttribute("aria-controls", list.id);
        list.querySelectorAll(".found-part").forEach((part) => {
          const title = part.querySelector("h2");
          title.setAttribute("role", "presentation");
          part.setAttribute("role", "group");
          part.setAttribute("aria-label", title.textContent);
        });
      }
      options.forEach((option, number) => {
        option.id = `${box.id}-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.tabIndex = -1;
      });
      open(box.childElementCount > 0);
    }

    input.addEventListener("htmx:beforeRequest", (event) => {
      if (input.value.trim().length >= SHORTEST && !beginsNumber(input.value)) return;
      event.preventDefault();
      options = [];
      box.replaceChildren();
      open(false);
    });
    box.addEventListener("htmx:afterSwap", unfold);
    input.addEventListener("focus", () => options.length && open(true));
    form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || open(false));
    /* A tap on a hit must not take the focus first: the list would fold before the tap counts. */
    box.addEventListener("mousedown", (event) => event.preventDefault());

    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && options.length) {
        event.preventDefault();
        open(true);
        point((at + step + (at < 0 && step < 0 ? 1 : 0) + options.length) % options.length);
      } else if (event.key === "Enter" && options[at] && !box.hidden) {
        event.preventDefault();
        options[at].click();
      } else if (event.key === "Escape" && !box.hidden) {
        event.preventDefault();
        open(false);
      }
    });

    form.addEventListener("submit", (event) => {
      if (!isNumber(input.value) && !beginsNumber(input.value)) return;
      event.preventDefault();
      const hidden = document.getElementById("find-number");
      hidden.elements.q.value = input.value;
      hidden.submit();
    });
  });

  const menu = document.querySelector(".find-menu");
  if (menu) menu.addEventListener("toggle", () => menu.open && menu.querySelector("input").focus());

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const shown = Array.from(document.querySelectorAll("[data-find] input[type=search]")).find((input) => input.offsetParent && !input.closest("details:not([open])"));
    if (!shown && !menu) return;
    event.preventDefault();
    if (!shown) menu.open = true;
    (shown || menu.querySelector("input")).focus();
  });
})();

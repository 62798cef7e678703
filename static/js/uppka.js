/* Makes pages that work without it quicker and kinder: focus on errors, questions before grave steps, copy, share, drafts. */
(() => {
  "use strict";

  const WEEK = 7 * 24 * 3600 * 1000;
  const PREFIX = "draft:";
  const ask = document.getElementById("ask");
  const live = document.getElementById("live");
  const user = document.body.dataset.user || "";
  const words = ask ? ask.dataset : {};

  document.documentElement.classList.add("js");

  function say(text) {
    if (live) live.textContent = text;
  }

  /* ---- Questions: <form data-confirm="…">, <button data-confirm="…"> ---- */

  function question(title, body, yes, then) {
    if (!ask || !ask.showModal) {
      then();
      return;
    }
    ask.querySelector("#ask-title").textContent = title;
    ask.querySelector("#ask-text").replaceChildren(...body);
    ask.querySelector("#ask-yes").textContent = yes;
    ask.returnValue = "";
    ask.addEventListener("close", () => ask.returnValue === "yes" && then(), { once: true });
    ask.showModal();
  }

  function paragraph(text) {
    const p = document.createElement("p");
    p.textContent = text;
    return p;
  }

  function sendAgain(form, submitter) {
    form.dataset.answered = "1";
    form.requestSubmit(submitter && submitter.form === form ? submitter : undefined);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.dataset.answered) {
      delete form.dataset.answered;
      return;
    }
    const button = event.submitter;
    const source = button && button.dataset.confirm ? button : form;
    if (source.dataset.confirm) {
      event.preventDefault();
      question(
        source.dataset.confirmTitle || words.confirmTitle,
        [paragraph(source.dataset.confirm)],
        source.dataset.confirmYes || words.confirmYes,
        () => sendAgain(form, button),
      );
    } else if ("signout" in form.dataset) {
      const drafts = draftsOf(user);
      if (!drafts.length) return;
      event.preventDefault();
      const list = document.createElement("ul");
      list.append(...drafts.map(({ draft }) => Object.assign(document.createElement("li"), { textContent: draft.title })));
      question(words.signoutTitle, [paragraph(words.signoutText), list], words.signoutYes, () => {
        drafts.forEach(({ key }) => localStorage.removeItem(key));
        sendAgain(form, button);
      });
    }
  });

  /* ---- Sending: never into a dead line, and once for two taps. What was typed stays on the page either way ---- */

  const DOUBLE_TAP = 3000;

  /* Not form.method: a form may have a field of that name. */
  const isPost = (form) => (form.getAttribute("method") || "").toLowerCase() === "post";

  function tell(form, text) {
    let note = form.querySelector(".line-note");
    if (!note) {
      note = Object.assign(document.createElement("p"), { className: "draft-note line-note" });
      note.setAttribute("role", "alert");
      (form.querySelector(".submit-bar") || form).prepend(note);
    }
    note.textContent = text;
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!isPost(form)) return;
      if (form.dataset.sending) {
        event.preventDefault();
        event.stopImmediatePropagation();
      } else if (!navigator.onLine) {
        event.preventDefault();
        const isKept = form.dataset.draft && storage() && !form.querySelector("input[type=file]");
        tell(form, !isKept ? words.offline : form.querySelector("[data-personal]") ? words.offlinePartly : words.offlineKept);
      }
    },
    true,
  );

  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !isPost(form)) return;
    form.dataset.sending = "1";
    setTimeout(() => delete form.dataset.sending, DOUBLE_TAP);
  });

  window.addEventListener("pageshow", () => document.querySelectorAll("[data-sending]").forEach((form) => delete form.dataset.sending));
  window.addEventListener("online", () => document.querySelectorAll(".line-note").forEach((note) => (note.textContent = words.online)));

  /* ---- Copy and share: [data-copy], [data-share] hold a text or "#id" ---- */

  function textOf(reference) {
    const element = reference.startsWith("#") ? document.getElementById(reference.slice(1)) : null;
    if (!element) return reference;
    return "value" in element ? element.value : element.textContent.trim();
  }

  async function copy(button) {
    const text = textOf(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    say(words.copied);
    button.classList.add("copied");
    button.dataset.said = words.copied;
    setTimeout(() => {
      button.classList.remove("copied");
      delete button.dataset.said;
    }, 2000);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const button = event.target.closest("[data-copy], [data-share]");
    if (!button) {
      document.querySelectorAll("details.menu[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
      return;
    }
    if (button.dataset.copy) copy(button);
    else navigator.share({ text: textOf(button.dataset.share) }).catch(() => {});
  });

  /* ---- Tick all: [data-check-all] holds the name of the boxes, or the id of the form that they belong to ---- */

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-check-all]");
    if (!button) return;
    const key = CSS.escape(button.dataset.checkAll);
    const boxes = Array.from(document.querySelectorAll(`[type=checkbox]:is([name="${key}"], [form="${key}"]):not(:disabled)`));
    const all = boxes.every((box) => box.checked);
    boxes.forEach((box) => (box.checked = !all));
    say(`${boxes.filter((box) => box.checked).length}`);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement && document.activeElement.closest("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* ---- Drafts: <form data-draft="key">, by user and form; never hidden, secret, file or data-personal fields ---- */

  function storage() {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  }

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function allDrafts() {
    if (!storage()) return [];
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => ({ key, draft: read(key) }));
  }

  function draftsOf(name) {
    return allDrafts().filter(({ key, draft }) => draft && key.startsWith(`${PREFIX}${name}:`));
  }

  function mayKeep(field) {
    return (
      field.name &&
      !(field.tagName !== "SELECT" && /(^|[-_])(nik|kk|kki)([-_]|$)/.test(field.name)) &&
      !["hidden", "password", "file", "submit", "button"].includes(field.type) &&
      !field.readOnly &&
      !field.closest("[data-personal]")
    );
  }

  function valuesOf(form) {
    const values = {};
    for (const field of form.elements) {
      if (!mayKeep(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        values[field.name] = values[field.name] || [];
        if (field.checked) values[field.name].push(field.value);
      } else if (field.multiple) {
        values[field.name] = Array.from(field.selectedOptions, (option) => option.value);
      } else {
        values[field.name] = [field.value];
      }
    }
    return values;
  }

  /* The form's one-time id and version go along with a draft: what arrived without an answer is not written twice. */
  function idsOf(form) {
    const ids = {};
    for (const name of ["request_id", "version"]) if (form.elements[name]) ids[name] = form.elements[name].value;
    return ids;
  }

  function fill(form, values) {
    for (const field of form.elements) {
      const kept = mayKeep(field) && values[field.name];
      if (!kept) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = kept.includes(option.value);
      else field.value = kept[0];
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  function clock(moment) {
    return moment.toLocaleString(document.documentElement.lang, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  }

  function offer(form, key, draft) {
    const note = Object.assign(document.createElement("div"), { className: "draft-note" });
    note.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = `${words.draftFound} ${clock(new Date(draft.at))}.`;
    const use = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary btn-sm", textContent: words.draftRestore });
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link btn-sm", textContent: words.draftDrop });
    use.addEventListener("click", () => {
      note.remove();
      fill(form, draft.values);
      for (const [name, value] of Object.entries(draft.ids || {})) if (form.elements[name]) form.elements[name].value = value;
      const first = Array.from(form.elements).find(mayKeep);
      if (first) first.focus();
    });
    drop.addEventListener("click", () => {
      note.remove();
      localStorage.removeItem(key);
    });
    note.append(text, use, drop);
    form.prepend(note);
  }

  function keepDrafts(form) {
    const key = `${PREFIX}${user}:${form.dataset.draft}`;
    const found = read(key);
    const blank = JSON.stringify(valuesOf(form));
    const refused = document.querySelector(".error-summary, .warning-box");
    if (found && refused) {
      localStorage.setItem(key, JSON.stringify({ ...found, sent: false }));
    } else if (found && JSON.stringify(found.values) !== blank) {
      offer(form, key, found);
    }
    const heading = document.querySelector("h1");
    const title = form.dataset.draftTitle || (heading ? heading.textContent.trim() : document.title);
    const saved = Object.assign(document.createElement("p"), { className: "draft-saved", hidden: true });
    (form.querySelector(".submit-bar") || form).prepend(saved);
    let timer;
    const save = (sent) => {
      const values = valuesOf(form);
      const at = Date.now();
      if (!sent && JSON.stringify(values) === blank) return;
      try {
        localStorage.setItem(key, JSON.stringify({ title, values, ids: idsOf(form), at, sent }));
      } catch {
        return;
      }
      saved.hidden = false;
      saved.textContent = `${words.draftSaved}, ${new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })}`;
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(save, 600, false);
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      save(!event.defaultPrevented);
    });
  }

  function tidyDrafts() {
    const posted = document.querySelector('[data-level="success"]') && !document.querySelector(".error-summary");
    for (const { key, draft } of allDrafts()) {
      const old = !draft || Date.now() - draft.at > WEEK;
      const done = draft && draft.sent && posted && key.startsWith(`${PREFIX}${user}:`);
      if (old || done) localStorage.removeItem(key);
    }
  }

  /* ---- Photos: <input type="file" data-shrink="1600">, made smaller before they are sent; what cannot be, goes as it is ---- */

  async function shrunk(file, side) {
    const picture = await createImageBitmap(file);
    const scale = side / Math.max(picture.width, picture.height);
    if (scale >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type }) : file;
  }

  async function shrinkAll(input) {
    const button = input.form && input.form.querySelector(".submit-bar [type=submit]");
    if (button) button.disabled = true;
    const chosen = new DataTransfer();
    for (const file of input.files) chosen.items.add(await shrunk(file, Number(input.dataset.shrink)).catch(() => file));
    input.files = chosen.files;
    if (button) button.disabled = false;
  }

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.matches("input[type=file][data-shrink]") && window.createImageBitmap && window.DataTransfer) shrinkAll(input);
  });

  /* ---- htmx: say the new total, never show a sign-in page inside a list ---- */

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (/^\s*<!doctype/i.test(event.detail.xhr.responseText)) {
      event.detail.shouldSwap = false;
      window.location.assign(event.detail.pathInfo.finalRequestPath || window.location.href);
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const total = event.target.querySelector("[data-total], .empty h2");
    if (total) say(total.textContent.trim().replace(/\s+/g, " "));
    const bar = document.querySelector(".filter-bar");
    const clear = bar && bar.querySelector(".filter-clear");
    if (clear) clear.hidden = !Array.from(bar.querySelectorAll("[name]:not([type=hidden])")).some((field) => field.value);
  });

  /* The address changed without a new page: what points to "here" (download, language) follows. */
  document.addEventListener("htmx:pushedIntoHistory", (event) => {
    document.querySelectorAll("form[data-here]").forEach((form) => form.setAttribute("action", event.detail.path));
    document.querySelectorAll("input[data-here]").forEach((input) => (input.value = event.detail.path));
  });

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => {
      const results = document.getElementById("results");
      if (!results || results.previousElementSibling?.matches(".message-error")) return;
      const note = Object.assign(document.createElement("div"), { className: "message message-error", textContent: words.failed });
      note.setAttribute("role", "alert");
      results.before(note);
    });
  }

  /* ---- At the start ---- */

  const summary = document.querySelector(".error-summary, .warning-box");
  if (summary && summary.tabIndex === -1) summary.focus();
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  if (navigator.share) document.querySelectorAll("[data-share]").forEach((button) => (button.hidden = false));
  if (storage()) {
    tidyDrafts();
    if (user) document.querySelectorAll("form[data-draft]").forEach(keepDrafts);
  }
})();

// Continues pane.js, in one function with it.
// ---- copying and sharing ----
async function copy(button, text) {
  let done = false;
  try { await navigator.clipboard.writeText(text); done = true; } catch {
    // No clipboard outside https: the old way.
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    button.focus();
  }
  const name = (button.dataset.name ??= button.textContent);
  button.textContent = done ? "已复制" : "复制失败，请手动选取";
  say(button.textContent);
  setTimeout(() => { button.textContent = name; }, 2000);
}
const address = (question) => `${location.origin}${location.pathname}?q=${encodeURIComponent(question)}`;

// ---- 有用 and 没用: kept here too, as the conversation is drawn anew with each answer ----
const words = new Map();
const reasons = (key) => one(`form[data-why="${CSS.escape(key)}"]`);
function rated() {
  for (const group of document.querySelectorAll("#pk-conversation .pk-rating")) {
    const said = words.get(group.dataset.key);
    for (const button of group.children) {
      const pressed = String(said !== undefined && said.useful === (button.dataset.rate === "1"));
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    }
    const line = one(`[data-rated="${CSS.escape(group.dataset.key)}"]`);
    if (line && line.textContent !== (said?.text ?? "")) line.textContent = said?.text ?? "";
  }
}
async function rate(key, useful, reason = "", note = "") {
  let result;
  try { result = await server.rate({ key, useful, reason, note }); } catch { result = null; }
  words.set(key, { useful, text: result?.text ?? "没有记下，请检查网络后重试。" });
  rated();
  return result?.done === true;
}
on(document, "submit", async (event) => {
  const why = event.target instanceof Element ? event.target.closest("form[data-why]") : null;
  if (!why) return;
  event.preventDefault();
  const reason = one("input:checked", why)?.value ?? "";
  if (await rate(why.dataset.why, false, reason, one("textarea", why).value)) why.hidden = true;
});

// ---- the list of documents ----
const lists = new WeakMap();
async function find(list, text, start) {
  const mine = (lists.get(list) ?? 0) + 1;
  lists.set(list, mine);
  let html;
  try { html = await server.find({ text, start }); } catch { html = null; }
  if (lists.get(list) !== mine || typeof html !== "string") return; // more was typed meanwhile
  if (start) { one("[data-more]", list)?.remove(); list.insertAdjacentHTML("beforeend", html); }
  else { list.innerHTML = html; list.scrollTop = 0; }
}
let typing;
on(document, "input", (event) => {
  const box = event.target instanceof Element ? event.target.closest("[data-find]") : null;
  if (!box) return;
  clearTimeout(typing);
  typing = setTimeout(() => find(one("[data-found]", box.parentElement), box.value, 0), 200);
});

// ---- large type ----
function large(yes) {
  document.documentElement.classList.toggle("pk-large", yes);
  one("[data-large]")?.setAttribute("aria-pressed", String(yes));
  fit();
}
large(recall(localStorage, "policy-large") === "1");

on(document, "click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button) return;
  const { clause, quote, document: wanted, ask: example, copy: copied, share, rate: mark, step, page, view: form_, more } = button.dataset;
  if (clause !== undefined) read({ clause, quote }, button);
  else if (wanted !== undefined) read({ document: wanted }, button);
  else if (step !== undefined) turn({ clause: step, quote: "", page: undefined }, button);
  else if (page !== undefined) turn({ page: Number(page), view: "page" }, button);
  else if (form_ !== undefined) { view = form_; turn({ view: form_, page: undefined }, button); }
  else if (example !== undefined) { input.value = example; fit(); ask(example); }
  else if (copied !== undefined) copy(button, copied);
  else if (share !== undefined) copy(button, address(share));
  else if (more !== undefined) {
    const list = button.closest("[data-found]");
    find(list, one("[data-find]", list.parentElement)?.value ?? "", Number(more));
  } else if (mark !== undefined) {
    const key = button.parentElement.dataset.key;
    const why = reasons(key);
    rate(key, mark === "1");
    why.hidden = mark === "1";
    if (mark === "0") one("input", why).focus();
  }
  else if ("unqueue" in button.dataset) { queue(false); input.focus(); }
  else if ("large" in button.dataset) {
    const yes = !document.documentElement.classList.contains("pk-large");
    remember(localStorage, "policy-large", yes ? "1" : "");
    large(yes);
  }
  else if ("close" in button.dataset) close();
  else if ("restart" in button.dataset) {
    close();
    waiting = false; asked = ""; queue(false); input.value = ""; fit(); draft(""); say("已重新开始。");
    trigger("restart", {});
    input.focus();
  }
});
show();

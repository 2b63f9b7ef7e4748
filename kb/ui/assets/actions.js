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
const address = (question, asOf) =>
  `${location.origin}${location.pathname}?q=${encodeURIComponent(question)}${asOf ? `&as_of=${asOf}` : ""}`;

// ---- 有用 and 没用: kept here too, as the conversation is drawn anew with each answer ----
const words = new Map();
const reasons = (key) => one(`form[data-why="${CSS.escape(key)}"]`);
function rated() {
  showLeft();
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
// ---- leaving a question for the staff ----
const left = new Map(); // key → {done, text}
function showLeft() {
  for (const form of document.querySelectorAll("#pk-conversation form[data-leave]")) {
    const said = left.get(form.dataset.leave);
    form.classList.toggle("pk-done", Boolean(said?.done));
    const line = one("[data-left]", form);
    if (line.textContent !== (said?.text ?? "")) line.textContent = said?.text ?? "";
  }
}
on(document, "submit", async (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-leave]") : null;
  if (!form) return;
  event.preventDefault();
  const key = form.dataset.leave;
  let result;
  try { result = await server.leave({ key, contact: one("input", form).value }); } catch { result = null; }
  left.set(key, { done: result?.done === true, text: result?.text ?? "没有提交，请检查网络后重试。" });
  showLeft();
});
on(document, "submit", async (event) => {
  const why = event.target instanceof Element ? event.target.closest("form[data-why]") : null;
  if (!why) return;
  event.preventDefault();
  const reason = one("input:checked", why)?.value ?? "";
  if (await rate(why.dataset.why, false, reason, one("textarea", why).value)) why.hidden = true;
});

// ---- what questions are limited to: documents, and the day whose law is asked for ----
const day = one("#pk-as-of", element);
const only = new Map(); // id → title
const scope = () => ({ documents: [...only.keys()], as_of: day.validity.valid ? day.value : "" });
function scoped() {
  const chips = one("[data-chips]", element);
  chips.replaceChildren(...[...only].map(([id, title]) => {
    const item = document.createElement("li");
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "pk-plain";
    drop.dataset.drop = id;
    drop.textContent = `《${title}》 ✕`;
    drop.setAttribute("aria-label", `不再限定《${title}》`);
    item.append(drop);
    return item;
  }));
  const files = only.size === 0 ? "全部文件" : only.size === 1 ? `《${[...only.values()][0]}》` : `${only.size} 份文件`;
  one("[data-scope]", element).textContent = `${files}，截至${day.value && day.validity.valid ? day.value : "今天"}`;
  element.classList.toggle("pk-scoped", only.size > 0 || Boolean(day.value));
}
on(day, "input", scoped);
function limit(id, title) {
  only.set(id, title);
  scoped();
  say(`已限定只查《${title}》。`);
}

// ---- the list of documents ----
const lists = new WeakMap();
async function find(list, text, start) {
  const mine = (lists.get(list) ?? 0) + 1;
  lists.set(list, mine);
  let html;
  const choose = one("[data-find]", list.parentElement)?.dataset.for === "scope";
  if (choose && !text.trim()) return void list.replaceChildren();
  try { html = await server.find({ text, start, choose }); } catch { html = null; }
  if (lists.get(list) !== mine || typeof html !== "string") return; // more was typed meanwhile
  if (start) { one("[data-more]", list)?.remove(); list.insertAdjacentHTML("beforeend", html); }
  else { list.innerHTML = html; list.scrollTop = 0; }
}
let typing;
on(document, "input", (event) => {
  const box = event.target instanceof Element ? event.target.closest("[data-find]") : null;
  if (!box) return;
  clearTimeout(typing);
  typing = setTimeout(() => find(one("[data-found]", box.closest("section, .pk-scope-body")), box.value, 0), 200);
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
  const { clause, quote, document: wanted, ask: example, copy: copied, share, rate: mark, step, page, view: form_, more, only: sole, title, drop } = button.dataset;
  if (clause !== undefined) read({ clause, quote }, button);
  else if (wanted !== undefined) read({ document: wanted }, button);
  else if (step !== undefined) turn({ clause: step, quote: "", page: undefined }, button);
  else if (page !== undefined) turn({ page: Number(page), view: "page" }, button);
  else if (form_ !== undefined) { view = form_; turn({ view: form_, page: undefined }, button); }
  else if (example !== undefined) { input.value = example; fit(); ask(example, true); }
  else if (copied !== undefined) copy(button, copied);
  else if (share !== undefined) copy(button, address(share, button.dataset.asOf));
  else if (sole !== undefined) {
    limit(sole, title);
    const box = one("#pk-only", element);
    if (box.value) { box.value = ""; one(".pk-scope-found", element).replaceChildren(); }
    if (pane().contains(button) && narrow.matches) close();
    input.focus();
  }
  else if (drop !== undefined) { only.delete(drop); scoped(); input.focus(); }
  else if ("unscope" in button.dataset) { only.clear(); day.value = ""; scoped(); one(".pk-scope", element).open = false; input.focus(); }
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

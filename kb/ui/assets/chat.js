// Runs once the composer is on the page, with Gradio's element, trigger and server:
// trigger("ask") and trigger("restart") start events, server.read fetches the text of the reading pane.
if (window.pkLife) window.pkLife.abort();
const life = (window.pkLife = new AbortController());
const on = (target, type, listener) => target.addEventListener(type, listener, { signal: life.signal });
const one = (selector, root = document) => root.querySelector(selector);

const form = one("form", element);
const input = one("textarea", element);
const send = one(".pk-send", element);
const status = one("[data-status]", element);
const say = (text) => { status.textContent = text; };

// ---- asking ----
let asked = ""; // the last question, given back when it was refused
let waiting = false; // until the server takes the question up
const working = () => one("#pk-conversation .pk-log")?.getAttribute("aria-busy") === "true";
const busy = () => waiting || working();

function fit() {
  input.style.height = "auto";
  input.style.height = Math.min(input.scrollHeight, 180) + "px";
}

function ask(question) {
  if (busy()) return say("正在作答，请稍候。");
  if (!question.trim()) { input.focus(); return say("请先输入问题。"); }
  asked = question;
  waiting = true;
  send.disabled = true;
  say("");
  trigger("ask", { question });
  // Not taken up: the question is still in the box and can be sent again.
  setTimeout(() => { if (waiting && asked === question) { waiting = false; show(); say("未能连接服务器，请重试。"); } }, 10000);
}

on(form, "submit", (event) => { event.preventDefault(); ask(input.value); });
on(input, "input", fit);
on(input, "keydown", (event) => {
  // Enter that confirms a pinyin candidate is not Enter (keyCode 229 in Safari).
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  ask(input.value);
});

// ---- after each change of the conversation ----
let turns = 0;
let following = null;
["wheel", "touchmove"].forEach((type) => on(window, type, () => { following = null; }));
function show() {
  const articles = document.querySelectorAll("#pk-conversation .pk-turn");
  if (waiting && (working() || articles.length > turns)) {
    waiting = false;
    if (input.value === asked) { input.value = ""; fit(); }
  }
  // The newest question stays at the top while its answer grows, until the reader scrolls.
  if (articles.length > turns) following = articles[articles.length - 1];
  if (articles.length < turns) following = null;
  if (following) {
    const calm = articles.length === turns || matchMedia("(prefers-reduced-motion: reduce)").matches;
    following.scrollIntoView({ block: "start", behavior: calm ? "instant" : "smooth" });
    if (!working()) following = null;
  }
  turns = articles.length;
  const last = articles[turns - 1];
  if (!busy() && asked) {
    if (last && one("[data-keep]", last) && !input.value) { input.value = asked; fit(); }
    if (last) asked = "";
  }
  send.disabled = busy();
  const restart = one("[data-restart]");
  if (restart) restart.hidden = turns === 0;
}
const watcher = new MutationObserver(show);
const conversation = one("#pk-conversation");
watcher.observe(conversation, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-busy"] });
life.signal.addEventListener("abort", () => watcher.disconnect());

// ---- the reading pane ----
const narrow = matchMedia("(max-width: 760px)");
const behind = ["#pk-header", "#pk-conversation", "#pk-composer"];
let opener = null;
let stepped = false; // on a phone the pane is a step of the history: Back closes it
let request = 0;
const pane = () => one("#pk-pane .pk-reader");

function layer() {
  const covering = narrow.matches && !pane().hidden;
  behind.forEach((selector) => { const part = one(selector); if (part) part.inert = covering; });
  pane().setAttribute("aria-modal", String(covering));
  document.documentElement.classList.toggle("pk-reading", !pane().hidden);
}
on(narrow, "change", layer);

async function read(place, button) {
  const text = one(".pk-reader-scroll", pane());
  const mine = ++request;
  opener = button;
  document.querySelectorAll(".pk-opened").forEach((b) => b.classList.remove("pk-opened"));
  button.classList.add("pk-opened");
  if (pane().hidden) text.innerHTML = '<p class="pk-searching" role="status">正在打开原文…</p>';
  pane().hidden = false;
  layer();
  if (narrow.matches && !stepped) { stepped = true; history.pushState({ pkReading: true }, ""); }
  let html;
  try { html = await server.read(place); } catch { html = null; }
  if (mine !== request) return; // another place was opened, or the pane closed, meanwhile
  if (typeof html === "string") text.innerHTML = html;
  else text.innerHTML = '<div class="pk-missing"><p>未能打开原文，请检查网络后重试。</p></div>';
  const here = one(".pk-here", text);
  text.scrollTop = 0;
  if (here) {
    const offset = (node) => node.getBoundingClientRect().top - text.getBoundingClientRect().top;
    const head = one(".pk-reader-head", text)?.offsetHeight ?? 0;
    const mark = one("mark", text);
    // A row with the table's head, a clause from its start, unless what was quoted would then be far down.
    const seen = (start) => start && offset(mark || here) - offset(start) < text.clientHeight * 0.4;
    const start = [here.closest(".pk-table"), here].find(seen);
    text.scrollTop = offset(start || mark) - head - (start ? 20 : 60);
  }
  (one("#pk-reader-title", text) || text).focus({ preventScroll: true });
}

function close() {
  if (!pane() || pane().hidden) return false;
  request += 1;
  pane().hidden = true;
  layer();
  if (stepped) { stepped = false; if (history.state?.pkReading) history.back(); }
  document.querySelectorAll(".pk-opened").forEach((b) => b.classList.remove("pk-opened"));
  (opener?.isConnected ? opener : input).focus({ preventScroll: true });
  return true;
}
on(window, "popstate", () => { if (stepped) close(); });
on(document, "keydown", (event) => { if (event.key === "Escape" && !event.isComposing && close()) event.preventDefault(); });

// ---- copying ----
async function copy(button) {
  const text = button.dataset.copy;
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
  button.textContent = done ? "已复制" : "复制失败，请手动选取";
  say(button.textContent);
  setTimeout(() => { button.textContent = "复制答复"; }, 2000);
}

on(document, "click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button) return;
  const { clause, quote, document: wanted, ask: example, copy: copied } = button.dataset;
  if (clause !== undefined) read({ clause, quote }, button);
  else if (wanted !== undefined) read({ document: wanted }, button);
  else if (example !== undefined) { if (!busy()) { input.value = example; fit(); ask(example); } }
  else if (copied !== undefined) copy(button);
  else if ("close" in button.dataset) close();
  else if ("restart" in button.dataset) {
    close();
    waiting = false; asked = ""; input.value = ""; fit(); say("已重新开始。");
    trigger("restart", {});
    input.focus();
  }
});
show();

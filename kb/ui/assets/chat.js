// Runs once the composer is on the page, with Gradio's element, trigger and server:
// trigger("ask") and trigger("restart") start events; server.read, server.find and server.rate are calls.
if (window.pkLife) window.pkLife.abort();
const life = (window.pkLife = new AbortController());
const on = (target, type, listener) => target.addEventListener(type, listener, { signal: life.signal });
const one = (selector, root = document) => root.querySelector(selector);

const form = one("form", element);
const input = one("textarea", element);
const send = one(".pk-send", element);
const status = one("[data-status]", element);
const say = (text) => { status.textContent = text; };
const remember = (store, key, value) => { try { value ? store.setItem(key, value) : store.removeItem(key); } catch {} };
const recall = (store, key) => { try { return store.getItem(key) ?? ""; } catch { return ""; } };

// ---- asking ----
let asked = ""; // the last question, given back when it was refused
let waiting = false; // until the server takes the question up
let queued = false; // what is in the box is sent once the answer before it is there
const working = () => one("#pk-conversation .pk-log")?.getAttribute("aria-busy") === "true";
const busy = () => waiting || working();

function fit() {
  input.style.height = "auto";
  input.style.height = Math.min(input.scrollHeight, 180) + "px";
}

function queue(yes) {
  queued = yes;
  one("[data-queue]", element).hidden = !yes;
  if (yes) say("当前答复完成后自动提交这个问题。");
}

// `alone`: a question that is offered, which takes nothing over from those before it.
function ask(question, alone = false) {
  if (!question.trim()) { input.focus(); return say("请先输入问题。"); }
  if (busy()) return queue(true);
  queue(false);
  asked = question;
  draft(question.slice(0, 10000));
  waiting = true;
  send.textContent = "排队";
  say("已提交，正在查找。");
  trigger("ask", { question, alone, ...scope() });
  // Not taken up: the question is still in the box and can be sent again.
  setTimeout(() => { if (waiting && asked === question) { waiting = false; show(); say("未能连接服务器，请重试。"); } }, 10000);
}

on(form, "submit", (event) => { event.preventDefault(); ask(input.value); });
// What is being typed outlives a reload, which Gradio does when a lost server is back; not the tab.
const DRAFT = "policy-draft";
const draft = (text) => remember(sessionStorage, DRAFT, text);
input.value ||= recall(sessionStorage, DRAFT);
on(input, "input", () => { fit(); draft(input.value.slice(0, 10000)); if (queued) queue(false); });
on(input, "keydown", (event) => {
  // Enter that confirms a pinyin candidate is not Enter (keyCode 229 in Safari).
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  ask(input.value);
});

// ---- after each change of the conversation ----
let turns = 0;
let following = null;
let since = 0; // when the question that is waited for was sent
["wheel", "touchmove"].forEach((type) => on(window, type, () => { following = null; }));
function show() {
  const articles = document.querySelectorAll("#pk-conversation .pk-turn");
  if (waiting && (working() || articles.length > turns)) {
    waiting = false;
    if (input.value === asked) { input.value = ""; fit(); }
  }
  // The newest question stays at the top while its answer grows, until the reader scrolls.
  if (articles.length > turns) { following = articles[articles.length - 1]; since = Date.now(); }
  if (articles.length < turns) following = null;
  if (following) {
    const calm = articles.length === turns || matchMedia("(prefers-reduced-motion: reduce)").matches;
    following = articles[articles.length - 1];
    following.scrollIntoView({ block: "start", behavior: calm ? "instant" : "smooth" });
    if (!working()) following = null;
  }
  turns = articles.length;
  const last = articles[turns - 1];
  if (!busy() && asked) {
    if (last && one("[data-keep]", last) && !input.value) { input.value = asked; fit(); }
    if (last) {
      asked = "";
      draft(input.value.slice(0, 10000));
      say(one(".pk-statements, .pk-abstained > h3, .pk-error", last)?.innerText ?? "");
    }
  }
  send.textContent = busy() ? "排队" : "提问";
  const restart = one("[data-restart]");
  if (restart) restart.hidden = turns === 0;
  rated();
  linked();
  if (queued && !busy()) ask(input.value);
}
// How long it has taken, once that is worth saying.
const clock = setInterval(() => {
  const line = one("#pk-conversation [data-since]");
  const seconds = Math.round((Date.now() - since) / 1000);
  if (line && seconds >= 3) line.dataset.since = `已用 ${seconds} 秒`;
}, 1000);
const watcher = new MutationObserver(show);
const conversation = one("#pk-conversation");
watcher.observe(conversation, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-busy", "data-live"] });

// A link to a question asks it, once the page has its session.
const query = new URLSearchParams(location.search);
let link = query.get("q") ?? "";
function linked() {
  if (!link || !one("#pk-conversation .pk-welcome[data-live]")) return;
  const question = link.slice(0, 2000);
  link = "";
  if (/^\d{4}-\d\d-\d\d$/.test(query.get("as_of") ?? "")) { day.value = query.get("as_of"); scoped(); }
  history.replaceState(history.state, "", location.pathname); // a reload does not ask again
  input.value = question;
  fit();
  ask(question);
}

// ---- Gradio's messages that have no Chinese ----
const WORDS = {
  "Connection to the server was lost. Attempting reconnection...": "与服务器的连接已断开，正在重新连接。恢复后页面会刷新，未答的问题会保留。",
  "Connection Lost": "连接中断", Error: "出错", Warning: "注意", Info: "提示", Success: "完成",
};
const toasts = new MutationObserver(() => {
  for (const toast of document.querySelectorAll(".toast-body")) {
    const walker = document.createTreeWalker(toast, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const word = WORDS[walker.currentNode.data.trim()];
      if (word) walker.currentNode.data = word;
    }
  }
});
toasts.observe(document.body, { childList: true, subtree: true });
life.signal.addEventListener("abort", () => { watcher.disconnect(); toasts.disconnect(); clearInterval(clock); });

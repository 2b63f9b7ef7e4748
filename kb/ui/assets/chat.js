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
  draft(question.slice(0, 10000));
  waiting = true;
  send.disabled = true;
  say("");
  trigger("ask", { question });
  // Not taken up: the question is still in the box and can be sent again.
  setTimeout(() => { if (waiting && asked === question) { waiting = false; show(); say("未能连接服务器，请重试。"); } }, 10000);
}

on(form, "submit", (event) => { event.preventDefault(); ask(input.value); });
// What is being typed outlives a reload, which Gradio does when a lost server is back; not the tab.
const DRAFT = "policy-draft";
const draft = (text) => { try { text ? sessionStorage.setItem(DRAFT, text) : sessionStorage.removeItem(DRAFT); } catch {} };
try { input.value ||= sessionStorage.getItem(DRAFT) ?? ""; } catch {}
on(input, "input", () => { fit(); draft(input.value.slice(0, 10000)); });
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
    if (last) { asked = ""; draft(input.value.slice(0, 10000)); }
  }
  send.disabled = busy();
  const restart = one("[data-restart]");
  if (restart) restart.hidden = turns === 0;
}
const watcher = new MutationObserver(show);
const conversation = one("#pk-conversation");
watcher.observe(conversation, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-busy"] });

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
life.signal.addEventListener("abort", () => { watcher.disconnect(); toasts.disconnect(); });
fit();
show();

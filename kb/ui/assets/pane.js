// Continues chat.js, in one function with it.
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
    // With the heading before it, a row with its table's head, unless what was quoted would then be far down.
    const seen = (start) => start && offset(mark || here) - offset(start) < text.clientHeight * 0.4;
    const whole = here.closest(".pk-grid") || here;
    const above = whole.previousElementSibling;
    const start = [above?.matches("h3, h4, h5, h6, .pk-kind-table") && above, whole, here].find(seen);
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
    waiting = false; asked = ""; input.value = ""; fit(); draft(""); say("已重新开始。");
    trigger("restart", {});
    input.focus();
  }
});

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

let place = null; // what the pane shows: {clause, quote} or {document}, with view and page
let view; // "text" once the reader prefers it to the pages

async function read(wanted, button) {
  const text = one(".pk-reader-scroll", pane());
  const mine = ++request;
  place = wanted;
  if (button) {
    opener = button;
    document.querySelectorAll(".pk-opened").forEach((b) => b.classList.remove("pk-opened"));
    button.classList.add("pk-opened");
  }
  if (pane().hidden) text.innerHTML = '<p class="pk-searching" role="status">正在打开原文…</p>';
  text.setAttribute("aria-busy", "true");
  pane().hidden = false;
  layer();
  if (narrow.matches && !stepped) { stepped = true; history.pushState({ pkReading: true }, ""); }
  let html;
  try { html = await server.read({ view, ...place }); } catch { html = null; }
  if (mine !== request) return; // another place was opened, or the pane closed, meanwhile
  text.removeAttribute("aria-busy");
  if (typeof html === "string") text.innerHTML = html;
  else text.innerHTML = '<div class="pk-missing"><p>未能打开原文，请检查网络后重试。</p></div>';
  const box = one(".pk-box-mark", text);
  const here = one(".pk-here", text);
  const offset = (node) => node.getBoundingClientRect().top - text.getBoundingClientRect().top;
  const head = one(".pk-reader-head", text)?.offsetHeight ?? 0;
  text.scrollTop = 0;
  if (box) text.scrollTop = offset(box) - head - 80;
  else if (here) {
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

// A tool of the pane shows another place, and keeps the focus where it stood.
async function turn(change, tool) {
  const same = tool.dataset;
  await read({ ...place, ...change });
  const key = ["step", "page", "view"].find((name) => name in same);
  const index = [...tool.parentElement?.children ?? []].indexOf(tool);
  const again = key === "view" ? one(`.pk-tool[data-view="${same.view}"]`, pane()) : null;
  const tools = document.querySelectorAll(key === "page" ? "#pk-pane figcaption > *" : "#pk-pane .pk-tools > *");
  const next = again || tools[index];
  if (next && !next.disabled) next.focus({ preventScroll: true });
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

// Runs once the staff page is there, with Gradio's element and server. Views come as HTML from server.show; forms and
// buttons with data-act go to server.act. What was written stays on the page until it is kept.
if (window.pkLife) window.pkLife.abort();
const life = (window.pkLife = new AbortController());
const on = (target, type, listener) => target.addEventListener(type, listener, { signal: life.signal });
const one = (selector, root = element) => root.querySelector(selector);
const view = one("#pk-view");
const sayBox = one("[data-say]");
const LOST = "未能连接服务器，请检查网络后重试。";
let dirty = false; // something was written and not kept
let shown = "";
let turn = 0;

function say(text, wrong = false) {
  sayBox.textContent = text ?? "";
  sayBox.hidden = !text;
  sayBox.classList.toggle("pk-wrong", wrong);
  if (text) sayBox.scrollIntoView({ block: "nearest" });
}
async function call(name, data) {
  try {
    const answer = await server[name](data);
    return answer && typeof answer === "object" ? answer : { error: LOST };
  } catch {
    // Signed out meanwhile: the guard answers 401, which Gradio reports as an error like any other.
    try {
      const seen = await fetch(location.pathname, { method: "GET", redirect: "manual", headers: { Accept: "text/html" } });
      if (seen.type === "opaqueredirect" || seen.status === 401) return { error: "登录已过期，请在新窗口重新登录后再试，这里写的内容还在。" };
    } catch {}
    return { error: LOST };
  }
}
const wanted = () => {
  const [name, query = ""] = location.hash.slice(1).split("?");
  return { view: name, ...Object.fromEntries(new URLSearchParams(query)) };
};
async function show(keep = false) {
  const mine = ++turn;
  const at = wanted();
  const place = keep ? window.scrollY : 0;
  view.setAttribute("aria-busy", "true");
  const answer = await call("show", at);
  if (mine !== turn) return;
  view.removeAttribute("aria-busy");
  if (answer.error) { view.innerHTML = ""; say(answer.error, true); return; }
  view.innerHTML = answer.html;
  dirty = false;
  shown = location.hash;
  for (const tab of element.querySelectorAll("[data-tab]")) {
    const here = tab.dataset.tab === (one("[data-under]", view)?.dataset.under ?? at.view) || (!at.view && tab === one("[data-tab]"));
    here ? tab.setAttribute("aria-current", "page") : tab.removeAttribute("aria-current");
  }
  window.scrollTo(0, place);
  if (!keep) (one("h2", view) ?? view).focus?.({ preventScroll: true });
  watchJob();
}
async function act(data, source) {
  const buttons = source?.matches("form") ? [...source.elements].filter((e) => e.type === "submit") : [source];
  buttons.forEach((b) => b && (b.disabled = true));
  say("正在处理…");
  const answer = await call("act", data);
  buttons.forEach((b) => b && (b.disabled = false));
  if (answer.error) { say(answer.error, true); return answer; }
  say(answer.say);
  return answer;
}
async function follow(answer) {
  if (answer.error || typeof answer.html === "string") return;
  dirty = false;
  if (answer.go && `#${answer.go}` !== location.hash) { location.hash = answer.go; return; }
  await show(true);
}
const sure = (node) => !node?.dataset.confirm || window.confirm(node.dataset.confirm);

on(element, "submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-act], form[data-upload], form[data-go]")) return;
  event.preventDefault();
  const button = event.submitter;
  if (!sure(button) || (!button?.dataset.act && !sure(form))) return;
  if (form.matches("[data-upload]")) return void upload(form);
  const data = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  if (form.matches("[data-go]")) {
    location.hash = `${form.dataset.go}?${new URLSearchParams(Object.entries(data).filter(([, v]) => v))}`;
    return;
  }
  Object.assign(data, { ...button?.dataset, act: button?.dataset.act ?? form.dataset.act });
  const answer = await act(data, form);
  const into = form.dataset.into && document.getElementById(form.dataset.into);
  if (!answer.error && into && typeof answer.html === "string") into.innerHTML = answer.html;
  else await follow(answer);
});
on(element, "click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-act][type=button]") : null;
  if (button && sure(button)) await follow(await act({ ...button.dataset }, button));
  const clause = event.target instanceof Element ? event.target.closest("[data-span]") : null;
  if (clause) {
    const span = document.getElementById(`span-${clause.dataset.span}`);
    element.querySelectorAll(".pk-lit").forEach((lit) => lit.classList.remove("pk-lit"));
    [clause, span].forEach((node) => node?.classList.add("pk-lit"));
    span?.scrollIntoView({ block: "center" });
  }
});
on(element, "input", (event) => { if (event.target.closest("[data-keep]")) dirty = true; });
on(element, "change", (event) => {
  const field = event.target.closest("[data-auto]");
  if (field) field.form.requestSubmit();
});
on(window, "beforeunload", (event) => { if (dirty) event.preventDefault(); });
on(window, "hashchange", () => {
  if (location.hash === shown) return;
  if (dirty && !window.confirm("有还没有保存的内容，确定离开？")) { history.replaceState(null, "", shown || "#"); return; }
  say("");
  show();
});

// ---- uploading ----
function upload(form) {
  const bar = one("progress", form), line = one("[data-progress]", form), button = one("button[type=submit]", form);
  const request = new XMLHttpRequest();
  request.open("POST", form.dataset.upload);
  request.upload.onprogress = (e) => {
    bar.hidden = false;
    bar.value = e.lengthComputable ? e.loaded / e.total : 0;
    line.textContent = `正在上传 ${Math.round(100 * bar.value)}%`;
  };
  const ended = (text, wrong) => { button.disabled = false; bar.hidden = true; line.textContent = ""; say(text, wrong); };
  request.onload = () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch {}
    if (request.status !== 200) return ended(answer.error ?? LOST, true);
    ended("");
    form.reset();
    show(true);
  };
  request.onerror = () => ended(LOST, true);
  button.disabled = true;
  request.send(new FormData(form));
}
let watching = 0;
function watchJob() {
  clearTimeout(watching);
  if (!one("[data-running]", view)) return;
  watching = setTimeout(async () => {
    if (dirty || wanted().view !== one("[data-running]", view)?.dataset.running) return watchJob();
    const answer = await call("show", wanted());
    const [was, now] = [one("[data-running]", view)?.closest("section"), document.createElement("div")];
    now.innerHTML = answer.html ?? "";
    const fresh = one("[data-running]", now)?.closest("section");
    if (was && fresh) { was.replaceWith(fresh); watchJob(); } else show(true);
  }, 1000);
}
life.signal.addEventListener("abort", () => clearTimeout(watching));

call("who", {}).then((answer) => {
  if (answer.error) return say(answer.error, true);
  one("[data-who]").textContent = answer.who;
  one("[data-sections]").innerHTML = answer.links;
});
show();

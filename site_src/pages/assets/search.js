// Finds by pagefind's index, in place. Nothing is fetched before the reader goes to the field.
(() => {
const scriptOf = document.currentScript.src, form = document.querySelector("[data-search]");
const field = form.querySelector("input"), said = form.querySelector("[role=status]"), list = form.querySelector("ol");
const MOST = 12, KINDS = [["metrics/", "Measure"], ["method/", "Method"], ["data/", "Data"], ["status/", "Status"], ["weigh/", "Index"], ["", "About this site"]];
const site = new URL(form.dataset.search, location.href);

let engine;
const ready = () => engine ??= import(new URL("../pagefind/pagefind.js", scriptOf)).then(async found => {
  await found.options({ baseUrl: site.pathname, excerptLength: 18 });
  await found.init();
  return found;
});

// What stands around the word, without the heading that is told already, and told as cut.
const excerpt = (text, title) => `${text.startsWith(`${title}. `) ? text.slice(title.length + 2) : `…${text}`}${/[.?!]$/.test(text) ? "" : "…"}`;

function line(found) {
  const part = found.sub_results.reduce((best, one) => one.locations.length > best.locations.length ? one : best, found.sub_results[0] ?? found);
  const item = document.createElement("li"), link = document.createElement("a"), words = document.createElement("p");
  const url = new URL(part.url, location.href), path = url.pathname.slice(site.pathname.length);
  link.href = url;
  link.textContent = found.meta.title;
  const kind = found.meta.kind ?? KINDS.find(one => path.startsWith(one[0]))[1];
  const where = part.title && part.title !== found.meta.title ? `${kind} · ${part.title}` : kind;
  words.textContent = found.meta.kind ? where : `${where}: ${excerpt(part.plain_excerpt, part.title)}`;
  item.append(link, words);
  return item;
}

let asked = 0;
async function search() {
  const turn = ++asked, wanted = field.value.trim();
  if (!wanted) { list.replaceChildren(); said.textContent = ""; return; }
  try {
    const found = await (await ready()).search(wanted);
    const shown = await Promise.all(found.results.slice(0, MOST).map(one => one.data()));
    if (turn !== asked) return;
    list.replaceChildren(...shown.map(line));
    const count = found.results.length;
    said.textContent = count > MOST ? `The first ${MOST} of ${count}` : count ? `${count} found` : "Nothing found; look through the list, A to Z";
  } catch {
    said.textContent = "The search could not be loaded; “Find” leads to the whole list";
    engine = undefined;
  }
}

field.addEventListener("focus", () => ready().catch(() => { engine = undefined; }));
let later;
field.addEventListener("input", () => { clearTimeout(later); later = setTimeout(search, 120); });
form.addEventListener("submit", event => {
  const first = list.querySelector("a");
  if (!first) return;
  event.preventDefault();
  first.click();
});
form.addEventListener("keydown", event => {
  const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" && at >= 0) field.focus();
  if (!step || !links.length) return;
  event.preventDefault();
  (links[at + step] ?? (step < 0 ? field : links[at])).focus();
});

const wanted = new URLSearchParams(location.search).get("q");
if (wanted) {
  const held = document.documentElement.classList;
  field.value = wanted;
  held.add("held");
  search().finally(() => held.remove("held"));
}
})();

// Filters what is already on the page, says so when the page is old, and opens a chart to exploring on request.
// Everything is complete without it, and nothing is fetched before the reader asks.
const home = document.currentScript.src;

for (const label of document.querySelectorAll("[data-filter]")) {
  const box = label.querySelector("input"), all = [...document.querySelectorAll(label.dataset.filter)];
  const said = label.parentElement.querySelector("output");
  const filter = () => {
    const wanted = box.value.trim().toLocaleLowerCase();
    for (const one of all) one.hidden = !one.dataset.name.includes(wanted);
    for (const group of document.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-name]:not([hidden])");
    said.textContent = wanted ? `${all.filter(one => !one.hidden).length} of ${all.length} shown` : "";
  };
  label.hidden = false;
  box.addEventListener("input", filter);
  const asked = new URLSearchParams(location.search).get("q");
  if (asked && label.dataset.asked !== undefined) { box.value = asked; filter(); }
}

const night = document.querySelector("[data-asof]"), old = night && Math.floor((Date.now() - Date.parse(night.dateTime)) / 864e5);
if (old > 3) {
  night.parentElement.after(`: ${old.toLocaleString("en-GB")} nights old`);
  night.closest("aside").classList.add("old");
}

const seek = document.querySelector(".seek"), slash = document.querySelector("[data-slash] input");
const isOn = () => { try { return localStorage.slash !== "off"; } catch { return true; } };
document.addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]") || !isOn()) return;
  event.preventDefault();
  const field = document.querySelector("[data-search] input, [data-filter] input");
  if (field) field.focus(); else seek.click();
});
if (slash) {
  slash.closest("[data-slash]").hidden = false;
  slash.checked = isOn();
  slash.addEventListener("change", () => { try { localStorage.slash = slash.checked ? "on" : "off"; } catch { slash.checked = true; } });
}

// A chart is explored on request: all that this takes is fetched then.
let tries = 0;
async function explored(chart, button, said) {
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  said.textContent = "";
  const label = button.textContent;
  try {
    const { explore, close } = await import(new URL(`explore.js${tries ? `?${tries}` : ""}`, home));
    if (button.getAttribute("aria-expanded") === "true") close(chart, button);
    else { button.textContent = "Loading the chart…"; await explore(chart, button); }
  } catch {
    tries += 1;
    button.textContent = label;
    said.textContent = "The chart could not be loaded. What is on the page holds the same numbers; you can try again.";
  }
  button.removeAttribute("aria-busy");
}

for (const chart of document.querySelectorAll("[data-explore]")) {
  const row = document.createElement("p"), button = document.createElement("button"), said = document.createElement("output");
  row.className = "explorer";
  button.type = "button";
  button.className = "quiet";
  button.textContent = "Explore this chart";
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => explored(chart, button, said));
  row.append(button, said);
  chart.append(row);
}

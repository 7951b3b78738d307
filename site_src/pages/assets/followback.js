// Sorts and filters what is already on the page, says so when the page is old, and opens a chart to exploring on request.
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

const plotly = () => window.Plotly ? Promise.resolve() : new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = new URL("plotly.min.js", home);
  script.onload = resolve;
  script.onerror = reject;
  document.head.append(script);
});

async function explore(chart, button) {
  button.disabled = true;
  const [reply] = await Promise.all([fetch(chart.dataset.explore), plotly()]);
  const figure = (await reply.json())[chart.dataset.figure];
  const stage = document.createElement("div"), ink = getComputedStyle(document.body);
  const one = name => ink.getPropertyValue(name).trim();
  stage.className = "stage";
  chart.querySelector("svg.chart")?.remove();
  button.before(stage);
  for (const trace of figure.data) if (trace.meta?.colour) paint(trace, one(trace.meta.colour));
  Object.assign(figure.layout, { paper_bgcolor: one("--paper"), plot_bgcolor: one("--paper"), font: { color: ink.color, family: ink.fontFamily } });
  for (const axis of ["xaxis", "yaxis"]) figure.layout[axis] = { ...figure.layout[axis], gridcolor: one("--rule"), linecolor: one("--ink"), zerolinecolor: one("--rule") };
  await Plotly.newPlot(stage, figure.data, figure.layout, { responsive: true, displaylogo: false, plotlyServerURL: "", modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage"]] });
  button.remove();
}

function paint(trace, colour) {
  if (trace.line) trace.line.color = colour;
  if (trace.marker) trace.marker.color = colour;
  if (trace.error_x) trace.error_x.color = colour;
  if (trace.fill) { trace.fillcolor = colour; trace.opacity = .25; }
}

for (const chart of document.querySelectorAll("[data-explore]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = "Explore this chart";
  button.addEventListener("click", () => explore(chart, button).catch(() => { button.disabled = false; button.textContent = "The chart could not be loaded; try again"; }));
  chart.append(button);
}

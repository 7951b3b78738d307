// Opens a chart to exploring, with the same numbers, colours and range, in the place of the still one, and closes it again.
// Loaded when a reader asks, and plotly with it, once, from this site alone.
const here = name => new URL(name, import.meta.url).href;
const stages = new WeakMap();
const MOVES = [["Zoom in", .5, 0], ["Zoom out", 2, 0], ["Left", 1, -.25], ["Right", 1, .25]];
let plotly;

const added = node => new Promise((resolve, reject) => {
  node.onload = resolve;
  node.onerror = () => { node.remove(); reject(new Error(node.src || node.href)); };
  document.head.append(node);
});

// Plotly writes its rules into the sheet of this id: a linked one, which a strict content-security policy lets it fill.
function load() {
  plotly ??= Promise.all([
    added(Object.assign(document.createElement("link"), { rel: "stylesheet", id: "plotly.js-style-global", href: here("explore.css") })),
  ]).then(() => added(Object.assign(document.createElement("script"), { src: here("plotly.min.js") }))).catch(error => { plotly = undefined; throw error; });
  return plotly;
}

async function figureOf(chart) {
  const reply = await fetch(chart.dataset.explore);
  if (!reply.ok) throw new Error(`${reply.status}`);
  return (await reply.json())[chart.dataset.figure];
}

export async function explore(chart, button) {
  const still = chart.querySelector("svg.chart");
  let one = stages.get(chart);
  if (!one) {
    one = begin(chart, button, still);
    try {
      const [figure] = await Promise.all([figureOf(chart), load()]);
      one.figure = figure;
    } catch (error) {
      one.stage.remove();
      throw error;
    }
    stages.set(chart, one);
    show(one, button, still);
    await draw(one);
  } else show(one, button, still);
  one.stage.focus({ preventScroll: true });
}

export function close(chart, button) {
  const one = stages.get(chart), still = chart.querySelector("svg.chart");
  one.stage.hidden = true;
  still?.removeAttribute("hidden");
  button.textContent = "Explore this chart";
  button.setAttribute("aria-expanded", "false");
  button.focus({ preventScroll: true });
}

// A stage is as high as what it stands for; one that stands for nothing takes its place while the reader's finger is still on the button.
function begin(chart, button, still) {
  const stage = document.createElement("div"), plot = document.createElement("div"), tools = document.createElement("div");
  stage.className = still ? "stage" : "stage tall";
  stage.id = `stage-${chart.dataset.figure}`;
  stage.tabIndex = -1;
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", `${name(chart)}: explored`);
  tools.className = "moves";
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", "Part of the scale that is shown");
  stage.append(tools, plot);
  stage.hidden = Boolean(still);
  stage.addEventListener("keydown", event => { if (event.key === "Escape") close(chart, button); });
  if (still) {
    stage.style.height = `${still.getBoundingClientRect().height}px`;
    stage.style.marginTop = getComputedStyle(still).marginTop;
    still.before(stage);
  } else button.parentElement.before(stage);
  button.setAttribute("aria-controls", stage.id);
  return { stage, plot, tools };
}

const name = chart => {
  const title = document.getElementById(chart.getAttribute("aria-labelledby")) || chart.querySelector("caption, svg.chart > title");
  return title ? title.textContent.trim() : document.title;
};

function show(one, button, still) {
  one.stage.hidden = false;
  still?.setAttribute("hidden", "");
  button.textContent = still ? "Back to the still chart" : "Close the chart";
  button.setAttribute("aria-expanded", "true");
}

async function draw(one) {
  for (const [label, size, by] of MOVES) tool(one, label, () => range(one, size, by));
  const all = tool(one, "Show all", () => Plotly.relayout(one.plot, { "xaxis.range": [...one.whole] }));
  const height = one.stage.clientHeight - one.tools.offsetHeight;
  if (!one.stage.classList.contains("tall")) one.figure.layout.height = height;
  const config = { responsive: true, displayModeBar: false, displaylogo: false, plotlyServerURL: "", showTips: false };
  const drawn = () => { const dressed = dress(one); return [one.plot, dressed.data, dressed.layout, config]; };
  await Plotly.newPlot(...drawn());
  one.whole = [...one.plot.layout.xaxis.range];
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => Plotly.react(...drawn()));
  return all;
}

function tool(one, label, move) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = label;
  button.addEventListener("click", move);
  one.tools.append(button);
  return button;
}

function range(one, size, by) {
  const isDate = one.plot.layout.xaxis.type === "date";
  const [low, high] = one.plot.layout.xaxis.range.map(end => isDate ? Date.parse(`${end}`.replace(" ", "T").replace(/^\d{4}-\d\d-\d\d$/, "$&T00:00") + "Z") : end);
  const middle = (low + high) / 2 + by * (high - low), half = size * (high - low) / 2;
  const ends = [middle - half, middle + half].map(end => isDate ? new Date(end).toISOString().slice(0, 19).replace("T", " ") : end);
  return Plotly.relayout(one.plot, { "xaxis.range": ends });
}

// The page's own colours, whichever scheme it is in.
function dress({ figure, stage }) {
  const { data, layout } = structuredClone(figure), style = getComputedStyle(document.body);
  const ink = token => style.getPropertyValue(token).trim();
  for (const trace of data) {
    if (trace.type !== "heatmap") Object.assign(trace, { type: "scatter", line: { ...trace.line }, marker: { ...trace.marker }, showlegend: false });
    if (trace.meta?.colour) paint(trace, ink(trace.meta.colour), ink("--paper"));
  }
  for (const shape of layout.shapes ?? []) {
    if (shape.line.width) shape.line.color = ink(shape.name); else shape.fillcolor = ink(shape.name);
  }
  Object.assign(layout, {
    paper_bgcolor: ink("--paper"), plot_bgcolor: ink("--paper"), font: { color: ink("--ink2"), family: style.fontFamily, size: 13 },
    hoverlabel: { bgcolor: ink("--ink"), font: { color: ink("--paper"), size: 13 } }, margin: { l: 48, r: 16, b: 40, ...layout.margin, t: 16 }, hovermode: "closest",
    dragmode: matchMedia("(pointer: coarse)").matches ? false : "zoom",
  });
  for (const axis of ["xaxis", "yaxis"]) layout[axis] = { ...layout[axis], gridcolor: ink("--rule"), linecolor: ink("--ink"), zerolinecolor: ink("--ink"), fixedrange: axis === "yaxis" };
  if (layout.yaxis.ticktext && stage.clientWidth < 560) layout.yaxis.ticktext = layout.yaxis.ticktext.map(text => text.length > 18 ? `${text.slice(0, 17)}…` : text);
  return { data, layout };
}

function paint(trace, colour, paper) {
  if (trace.type === "heatmap") trace.colorscale = [.28, .5, .75, 1].flatMap((part, at) => [[at / 4, mix(colour, paper, part)], [(at + 1) / 4, mix(colour, paper, part)]]);
  if (trace.line) trace.line.color = colour;
  if (trace.marker) Object.assign(trace.marker, { color: colour, size: trace.marker.size ?? (trace.error_x ? 9 : trace.mode === "markers" ? 6 : 5) });
  if (trace.error_x) Object.assign(trace.error_x, { color: colour, thickness: 2, width: 0 });
  if (trace.fill) { trace.fillcolor = colour; trace.opacity = .2; }
}

const mix = (one, other, part) => `rgb(${[1, 3, 5].map(at => Math.round(part * parseInt(one.slice(at, at + 2), 16) + (1 - part) * parseInt(other.slice(at, at + 2), 16)))})`;

// Weighs a table by the reader's own weights; the address keeps them. Equal weights are what the page holds without it.
// The arithmetic is that of site_src/composite.py and site_src/sensitivity.py: a test holds them together.
(() => {
  const form = document.querySelector("#weights");
  if (!form) return;
  const TRIALS = 1000, FIRST = 49, LAST = 949, HALF = .5, AT_ONCE = 120, ENOUGH = Number(form.dataset.enough);
  const sliders = [...form.querySelectorAll("[type=range]")], boxes = [...form.querySelectorAll("[type=number]")], strict = form.elements.strict;
  const keys = sliders.map(one => one.name), equal = sliders.map(one => Number(one.defaultValue)), said = form.querySelector("[role=status]"), copy = form.querySelector("[data-copy]");
  const order = document.querySelector("#order"), body = document.querySelector("#weighed").tBodies[0], without = document.querySelector("#without"), list = without.querySelector("ul"), parts = document.querySelector("#parts")?.tBodies[0];
  const page = { rows: [...body.rows], others: [...list.children], parts: parts ? [...parts.rows] : [] };
  const links = new Map([...page.rows, ...page.others].map(one => [one.id, one.querySelector("a").getAttribute("href")])), partOf = new Map(page.parts.map(one => [one.dataset.slug, one]));

  // Scores, as site_src/composite.py has them.
  const even = x => Math.abs(x % 1) === .5 ? 2 * Math.round(x / 2) : Math.round(x);
  const nine = x => even(x * 1e9) / 1e9;
  const mean = (marks, weights, isStrict) => {
    let sum = 0, total = 0;
    for (let n = 0; n < marks.length; n++) {
      if (marks[n] === null) continue;
      sum += weights[n] * (isStrict ? Math.log(Math.max(marks[n], 1)) : marks[n]);
      total += weights[n];
    }
    return isStrict ? Math.exp(sum / total) : sum / total;
  };
  const score = (marks, weights, isStrict) => {
    const total = weights.reduce((sum, one) => sum + one, 0), known = weights.reduce((sum, one, n) => marks[n] === null ? sum : sum + one, 0);
    const isShown = total > 0 && known >= ENOUGH * total - 1e-12 * total, filled = missing => marks.map(one => one ?? missing);
    return { score: isShown ? mean(marks, weights, isStrict) : null, low: total > 0 ? mean(filled(0), weights, isStrict) : 0, high: total > 0 ? mean(filled(100), weights, isStrict) : 100, share: total > 0 ? known / total : 0 };
  };
  const above = (sorted, x) => {
    let low = 0, high = sorted.length;
    while (low < high) { const middle = (low + high) >> 1; if (sorted[middle] > x) high = middle; else low = middle + 1; }
    return sorted.length - low;
  };

  // Weightings within half of the reader's, drawn for the night: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
  const drawer = seed => () => {
    seed = seed + 0x6d2b79f5 | 0;
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
  const draws = (() => {
    const draw = drawer(Number(form.dataset.night.replaceAll("-", "")));
    return Array.from({ length: TRIALS }, () => keys.map(() => 1 - HALF + 2 * HALF * draw()));
  })();

  // Fills in, for each row, the ranks that nine of ten of these weightings keep within; a long table in slices.
  const ranges = (rows, weights, isStrict, isStill, done) => {
    const of = rows.length, ranks = rows.map(() => new Uint16Array(TRIALS)), scores = new Float64Array(of), mine = new Float64Array(weights.length);
    let trial = 0;
    const slice = () => {
      if (!isStill()) return;
      const until = Date.now() + 12;
      for (; trial < TRIALS && (of <= AT_ONCE || Date.now() < until); trial++) {
        for (let n = 0; n < weights.length; n++) mine[n] = draws[trial][n] * weights[n];
        for (let n = 0; n < of; n++) scores[n] = nine(mean(rows[n].marks, mine, isStrict));
        const sorted = Float64Array.from(scores).sort();
        for (let n = 0; n < of; n++) ranks[n][trial] = 1 + above(sorted, scores[n]);
      }
      if (trial < TRIALS) { setTimeout(slice); return; }
      for (let n = 0; n < of; n++) {
        const sorted = ranks[n].sort();
        rows[n].best = Math.min(rows[n].rank, sorted[FIRST]);
        rows[n].worst = Math.max(rows[n].rank, sorted[LAST]);
      }
      done();
    };
    slice();
  };

  const weigh = (told, weights, isStrict) => {
    const all = told.rows.map(row => { const marks = keys.map(key => row[key]); return { row, marks, ...score(marks, weights, isStrict) }; });
    const ranked = all.filter(one => one.score !== null);
    for (const one of ranked) one.nine = nine(one.score);
    const sorted = Float64Array.from(ranked, one => one.nine).sort(), shared = new Map();
    for (const one of ranked) { one.rank = 1 + above(sorted, one.nine); shared.set(one.rank, (shared.get(one.rank) ?? 0) + 1); }
    const isGentle = told.rows.some(row => row.score !== null && row.rank === null);
    for (const one of ranked) { one.isTied = shared.get(one.rank) > 1; one.isSilent = isGentle && one.rank > 3 * ranked.length / 4; }
    const inOrder = (one, other) => one.isSilent - other.isSilent || (one.isSilent ? 0 : one.rank - other.rank) || (one.row.organisation < other.row.organisation ? -1 : 1);
    return { ranked: ranked.sort(inOrder), rest: all.filter(one => one.score === null) };
  };

  // The page.
  const el = (name, told = {}, ...inside) => { const node = document.createElement(name); for (const key of Object.keys(told)) node.setAttribute(key, told[key]); node.append(...inside); return node; };
  const between = (best, worst) => best === worst ? `${best}` : `${best}–${worst}`;
  const svg = "http://www.w3.org/2000/svg", shape = (name, told, ...inside) => { const node = document.createElementNS(svg, name); for (const key of Object.keys(told)) node.setAttribute(key, told[key]); node.append(...inside); return node; };
  const at = value => even(10 * value);
  const made = new Map();
  // A row is made once and then told anew: a thousand of them must follow a slider.
  const make = row => {
    const parts = { place: el("b"), range: el("span"), score: el("b"), limits: el("span"), line: shape("path", { class: "wh" }), dot: shape("path", { class: "dot" }) };
    const plane = shape("svg", { viewBox: "0 0 1000 100", preserveAspectRatio: "none", "aria-hidden": "true" }, shape("path", { class: "grid", d: "M0 0v100M250 0v100M500 0v100M750 0v100M1000 0v100" }), parts.line, parts.dot);
    const before = row.score === null ? "no score" : row.rank === null ? "" : `${row.rank} (${between(row.best, row.worst)})`;
    parts.node = el("tr", { id: row.organisation }, el("td", { class: "rk" }, parts.place, parts.range), el("th", { scope: "row", class: "nm" }, el("a", { href: links.get(row.organisation) ?? "" }, row.name)),
      el("td", { class: "plot" }, plane), el("td", { class: "val" }, parts.score, parts.limits), el("td", { class: "chg" }, el("span", { class: "lb" }, "equal weights: "), before));
    return parts;
  };
  const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };
  const rowOf = one => {
    const slug = one.row.organisation, parts = made.get(slug) ?? make(one.row), low = at(one.low), high = at(one.high);
    made.set(slug, parts);
    parts.line.setAttribute("d", high > low ? `M${low} 50H${high}` : "");
    parts.dot.setAttribute("d", `M${at(one.score)} 50h0`);
    put(parts.score, `${even(one.score)}`);
    put(parts.limits, one.high > one.low ? `${even(one.low)}–${even(one.high)}` : "complete");
    put(parts.place, "");
    put(parts.range, one.isSilent ? "" : "…");
    one.parts = parts;
    return parts.node;
  };
  const other = (one, total) => el("li", { id: one.row.organisation }, el("a", { href: links.get(one.row.organisation) }, one.row.name), el("p", {}, total ? `${Math.floor(100 * one.share + 1e-9)}% of your weight is on parts that it has` : "No part has any weight"));
  const own = is => { for (const node of document.querySelectorAll("[data-own]")) node.hidden = !is; for (const node of document.querySelectorAll("[data-equal]")) node.hidden = is; };
  const partsInOrder = slugs => parts?.append(...slugs.map(slug => partOf.get(slug)).filter(Boolean));
  const place = (node, rows) => { if (rows.length !== node.children.length || rows.some((one, n) => one !== node.children[n])) node.replaceChildren(...rows); };
  const fill = (rows, others) => { place(body, rows); list.replaceChildren(...others); order.hidden = !rows.length; without.hidden = !others.length; };

  let data, turn = 0, waiting;
  const rows = () => data ??= fetch("weighing.json").then(reply => { if (!reply.ok) throw new Error(String(reply.status)); return reply.json(); }).catch(error => { data = undefined; throw error; });
  const weights = () => sliders.map(one => Number(one.value));
  const isEqual = of => of.every(one => one === of[0] && one > 0);
  const listed = all => all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
  const say = text => { clearTimeout(waiting); waiting = setTimeout(() => { said.textContent = text; }, 300); };
  const moved = ranked => {
    const gone = ranked.filter(one => one.row.rank !== null && !one.isSilent).map(one => Math.abs(one.rank - one.row.rank)).filter(Boolean), most = Math.max(0, ...gone);
    if (ranked.every(one => one.row.score === null)) return "With equal weights nobody has a score.";
    if (!gone.length) return "Nobody’s rank is another than with equal weights.";
    return `${gone.length} of ${ranked.length} ${gone.length === 1 ? "has" : "have"} another rank than with equal weights, by up to ${most} ${most === 1 ? "place" : "places"}.`;
  };

  const address = of => {
    const told = new URLSearchParams(location.search);
    if (isEqual(of)) told.delete("w"); else told.set("w", of.join(","));
    if (strict.checked) told.set("mean", "geometric"); else told.delete("mean");
    const query = told.toString().replaceAll("%2C", ",");
    return `${location.pathname}${query ? `?${query}` : ""}`;
  };
  let later;
  const mirror = () => { clearTimeout(later); later = setTimeout(() => history.replaceState(null, "", address(weights())), 150); };

  const back = () => { own(false); fill(page.rows, page.others); partsInOrder(page.parts.map(one => one.dataset.slug)); };
  const apply = async isAsked => {
    const mine = ++turn, of = weights(), isStrict = strict.checked;
    if (isAsked) mirror();
    if (isEqual(of) && !isStrict) { back(); if (isAsked) say("Equal weights: the order of the page."); return; }
    const told = await rows();
    if (mine !== turn) return;
    const found = weigh(told, of, isStrict), total = of.reduce((sum, one) => sum + one, 0), nodes = found.ranked.map(rowOf);
    own(true);
    fill(nodes, found.rest.map(one => other(one, total)));
    partsInOrder([...found.ranked, ...found.rest].map(one => one.row.organisation));
    say(found.ranked.length ? `${whose(isStrict)}: first ${listed(found.ranked.slice(0, 3).map(one => one.row.name))}. ${moved(found.ranked)}` : total ? "Nobody has a score: too little of this weight is on what is ranked here." : "All weights are 0, so nobody has a score.");
    ranges(found.ranked, of, isStrict, () => mine === turn, () => {
      for (const one of found.ranked) {
        put(one.parts.place, one.isSilent ? "" : `${one.rank}${one.isTied ? "=" : ""}`);
        put(one.parts.range, one.isSilent ? "" : `(${between(one.best, one.worst)})`);
      }
    });
  };
  const whose = isStrict => isStrict ? "By the geometric mean of your weights" : "By your weights";
  const run = isAsked => apply(isAsked).catch(() => { back(); say("The scores could not be read; the page shows equal weights."); });

  let frame;
  const soon = () => { cancelAnimationFrame(frame); frame = requestAnimationFrame(() => run(true)); };
  for (const [n, slider] of sliders.entries()) {
    slider.addEventListener("input", () => { boxes[n].value = slider.value; soon(); });
    boxes[n].addEventListener("input", () => { if (boxes[n].value === "" || !boxes[n].checkValidity()) return; slider.value = boxes[n].value; soon(); });
    boxes[n].addEventListener("change", () => { boxes[n].value = slider.value; });
  }
  strict.addEventListener("change", soon);
  form.addEventListener("reset", () => setTimeout(soon));
  form.addEventListener("submit", event => event.preventDefault());
  for (const kind of ["focusin", "pointerenter"]) form.addEventListener(kind, () => { rows().catch(() => {}); }, { once: true });
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", () => navigator.clipboard.writeText(new URL(address(weights()), location.href).href).then(() => say("The address is copied."), () => say("The address above the page holds your weights.")));
  }

  const read = () => {
    const told = new URLSearchParams(location.search), asked = told.get("w"), of = (asked ?? "").split(",");
    strict.checked = told.get("mean") === "geometric";
    const isWeights = of.length === keys.length && of.every(one => /^(\d|10)$/.test(one));
    for (const [n, slider] of sliders.entries()) boxes[n].value = slider.value = isWeights ? of[n] : equal[n];
    if (asked !== null && !isWeights) say(`The address holds no ${keys.length} weights from 0 to 10; the page shows equal weights.`);
    if (isWeights || strict.checked) run(false);
  };
  addEventListener("popstate", read);
  form.hidden = false;
  read();
})();

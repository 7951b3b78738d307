// Weighs a table by the reader's own weights; the address keeps them. Equal weights are what the page holds without it.
// The arithmetic is that of site_src/composite.py and site_src/sensitivity.py: a test holds them together.
(() => {
  const form = document.querySelector("#weights");
  if (!form) return;
  const TRIALS = 1000, FIRST = 49, LAST = 949, HALF = .5, AT_ONCE = 120, MANY = 100, SLICE = 10, QUIET = 500, ENOUGH = Number(form.dataset.enough);
  const sliders = [...form.querySelectorAll("[type=range]")], boxes = [...form.querySelectorAll("[type=number]")], strict = form.elements.strict;
  const keys = sliders.map(one => one.name), PARTS = keys.length, equal = sliders.map(one => Number(one.defaultValue)), said = form.querySelector("[role=status]"), copy = form.querySelector("[data-copy]");
  const order = document.querySelector("#order"), table = document.querySelector("#weighed"), body = table.tBodies[0], without = document.querySelector("#without"), list = without.querySelector("ul"), parts = document.querySelector("#parts")?.tBodies[0];
  const page = { rows: [...body.rows], others: [...list.children], parts: parts ? [...parts.rows] : [] };
  const links = new Map([...page.rows, ...page.others].map(one => [one.id, one.querySelector("a").getAttribute("href")])), partOf = new Map(page.parts.map(one => [one.dataset.slug, one]));

  // Numbers, as Python rounds them: halves to the even one.
  const even = x => { const near = Math.round(x); return near - x === .5 && near % 2 ? near - 1 : near; };
  const nine = x => even(x * 1e9) / 1e9;
  const above = (sorted, x) => {
    let low = 0, high = sorted.length;
    while (low < high) { const middle = (low + high) >> 1; if (sorted[middle] > x) high = middle; else low = middle + 1; }
    return sorted.length - low;
  };

  // All marks in one array, row after row; one that is missing is NaN.
  const laid = ({ rows }) => {
    const marks = Float64Array.from(rows.flatMap(row => keys.map(key => row[key] ?? NaN)));
    const names = rows.map((_, at) => at).sort((one, two) => rows[one].organisation < rows[two].organisation ? -1 : 1), alphabet = new Uint32Array(rows.length);
    names.forEach((at, n) => { alphabet[at] = n; });
    return { rows, marks, logs: marks.map(mark => Math.log(Math.max(mark, 1))), alphabet, isGentle: rows.some(row => row.score !== null && row.rank === null) };
  };

  // Scores, as site_src/composite.py has them.
  const weigh = (told, weights, isStrict) => {
    const from = isStrict ? told.logs : told.marks, full = isStrict ? Math.log(100) : 100, end = isStrict ? Math.exp : x => x, total = weights.reduce((sum, one) => sum + one, 0);
    const all = told.rows.map((row, at) => {
      let sum = 0, top = 0, known = 0;
      for (let n = 0; n < PARTS; n++) {
        const mark = from[at * PARTS + n], isThere = mark === mark, part = weights[n] * (isThere ? mark : full);
        top += part;
        if (isThere) { sum += part; known += weights[n]; }
      }
      const isShown = total > 0 && known >= ENOUGH * total - 1e-12 * total;
      return { row, at, score: isShown ? end(sum / known) : null, low: total > 0 ? end(sum / total) : 0, high: total > 0 ? end(top / total) : 100, share: total > 0 ? known / total : 0, nine: isShown ? nine(end(sum / known)) : 0, rank: 0, isTied: false, isSilent: false };
    });
    const ranked = all.filter(one => one.score !== null), sorted = Float64Array.from(ranked, one => one.nine).sort(), shared = new Uint32Array(ranked.length + 1);
    for (const one of ranked) shared[one.rank = 1 + above(sorted, one.nine)]++;
    for (const one of ranked) { one.isTied = shared[one.rank] > 1; one.isSilent = told.isGentle && one.rank > 3 * ranked.length / 4; }
    const inOrder = (one, two) => one.isSilent - two.isSilent || (one.isSilent ? 0 : one.rank - two.rank) || told.alphabet[one.at] - told.alphabet[two.at];
    return { ranked: ranked.sort(inOrder), rest: all.filter(one => one.score === null) };
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

  // Does something for each of so many, in slices that let the page be drawn between them.
  const each = (count, isStill, one, done) => {
    let n = 0;
    const slice = () => {
      if (!isStill()) return;
      const until = performance.now() + SLICE;
      while (n < count && (n % 8 || performance.now() < until)) one(n++);
      if (n < count) setTimeout(slice); else done();
    };
    setTimeout(slice);
  };

  // Fills in, for each row, the ranks that nine of ten of these weightings keep within; a long table in slices.
  const ranges = (told, ranked, weights, isStrict, isStill, tell, done) => {
    const of = ranked.length, ranks = new Uint16Array(of * TRIALS), scores = new Float64Array(of), mine = new Float64Array(PARTS), from = new Float64Array(of * PARTS);
    ranked.forEach((one, n) => from.set((isStrict ? told.logs : told.marks).subarray(one.at * PARTS, (one.at + 1) * PARTS), n * PARTS));
    const trial = at => {
      for (let n = 0; n < PARTS; n++) mine[n] = draws[at][n] * weights[n];
      for (let row = 0, mark = 0; row < of; row++) {
        let sum = 0, total = 0;
        for (let n = 0; n < PARTS; n++, mark++) if (from[mark] === from[mark]) { sum += mine[n] * from[mark]; total += mine[n]; }
        scores[row] = nine(isStrict ? Math.exp(sum / total) : sum / total);
      }
      const sorted = scores.slice().sort();
      for (let row = 0; row < of; row++) ranks[row * TRIALS + at] = 1 + above(sorted, scores[row]);
    };
    const range = n => {
      const sorted = ranks.subarray(n * TRIALS, (n + 1) * TRIALS).sort(), one = ranked[n];
      one.best = Math.min(one.rank, sorted[FIRST]);
      one.worst = Math.max(one.rank, sorted[LAST]);
      tell(one);
    };
    if (of > AT_ONCE) { each(TRIALS, isStill, trial, () => each(of, isStill, range, done)); return; }
    for (let at = 0; at < TRIALS; at++) trial(at);
    for (let n = 0; n < of; n++) range(n);
    done();
  };

  // The page. A row is made once and then told anew: a thousand of them must follow a slider.
  const el = (name, told = {}, ...inside) => { const node = document.createElement(name); for (const key of Object.keys(told)) node.setAttribute(key, told[key]); node.append(...inside); return node; };
  const between = (best, worst) => best === worst ? `${best}` : `${best}–${worst}`;
  const at = value => even(10 * value);
  const mould = document.createElement("template");
  mould.innerHTML = `<tr role="row"><td role="cell" class="rk"><b> </b><span> </span></td><th role="rowheader" scope="row" class="nm"><a> </a></th><td role="cell" class="plot"><svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true"><path class="grid" d="M0 0v100M250 0v100M500 0v100M750 0v100M1000 0v100"/><path class="wh"/><path class="dot"/></svg></td><td role="cell" class="val"><b> </b><span> </span></td><td role="cell" class="chg"><span class="lb">equal weights: </span> </td></tr>`;
  const made = new Map();
  const make = row => {
    const node = document.importNode(mould.content.firstChild, true), [rank, name, plot, value, before] = node.children, [, line, dot] = plot.firstChild.children;
    node.id = row.organisation;
    name.firstChild.href = links.get(row.organisation) ?? "";
    name.firstChild.firstChild.data = row.name;
    before.lastChild.data = row.score === null ? "no score" : row.rank === null ? "" : `${row.rank} (${between(row.best, row.worst)})`;
    const [place, range, score, limits] = [...rank.children, ...value.children].map(one => one.firstChild), told = { node, line, dot, place, range, score, limits, drawn: "" };
    made.set(row.organisation, told);
    return told;
  };
  const partsOf = row => made.get(row.organisation) ?? make(row);
  const put = (node, text) => { if (node.data !== text) node.data = text; };
  const rowOf = one => {
    const told = partsOf(one.row), low = at(one.low), high = at(one.high), dot = at(one.score), drawn = `${low} ${dot} ${high}`;
    if (told.drawn !== drawn) {
      told.line.setAttribute("d", high > low ? `M${low} 50H${high}` : "");
      told.dot.setAttribute("d", `M${dot} 50h0`);
      told.drawn = drawn;
    }
    put(told.score, `${even(one.score)}`);
    put(told.limits, one.high > one.low ? `${even(one.low)}–${even(one.high)}` : "complete");
    one.parts = told;
    return told.node;
  };
  const other = (one, total) => el("li", { id: one.row.organisation }, el("a", { href: links.get(one.row.organisation) }, one.row.name), el("p", {}, total ? `${Math.floor(100 * one.share + 1e-9)}% of your weight is on parts that it has` : "No part has any weight"));
  const own = is => { for (const node of document.querySelectorAll("[data-own]")) node.hidden = !is; for (const node of document.querySelectorAll("[data-equal]")) node.hidden = is; };
  const partsInOrder = slugs => parts?.append(...slugs.map(slug => partOf.get(slug)).filter(Boolean));
  const place = (node, all) => { const there = node.children; if (all.length !== there.length || all.some((one, n) => one !== there[n])) node.replaceChildren(...all); };
  const fill = (rows, others) => { table.classList.toggle("long", rows.length > MANY); place(body, rows); list.replaceChildren(...others); order.hidden = !rows.length; without.hidden = !others.length; };
  const busy = is => table.setAttribute("aria-busy", String(is));

  let data, turn = 0, waiting, words, isHeld = false;
  const rows = () => data ??= fetch("weighing.json").then(reply => { if (!reply.ok) throw new Error(String(reply.status)); return reply.json(); }).then(laid).catch(error => { data = undefined; throw error; });
  const weights = () => sliders.map(one => Number(one.value));
  const isEqual = of => of.every(one => one === of[0] && one > 0);
  const listed = all => all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
  // Told once, when the slider has come to rest: neither at every step nor while it is held.
  const tell = () => { if (isHeld || !words) return; said.textContent = words(); words = null; };
  const say = text => { words = text; clearTimeout(waiting); waiting = setTimeout(tell, QUIET); };
  const rest = () => { isHeld = false; if (words) say(words); };
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
    return `${location.pathname}${query ? `?${query}` : ""}${location.hash}`;
  };
  let later;
  const mirror = () => { clearTimeout(later); later = setTimeout(() => history.replaceState(null, "", address(weights())), 150); };

  const back = () => { own(false); fill(page.rows, page.others); partsInOrder(page.parts.map(one => one.dataset.slug)); busy(false); };
  const apply = async isAsked => {
    const mine = ++turn, of = weights(), isStrict = strict.checked, isStill = () => mine === turn;
    if (isAsked) mirror();
    if (isEqual(of) && !isStrict) { back(); if (isAsked) say(() => "Equal weights: the order of the page."); return; }
    const told = await rows();
    if (!isStill()) return;
    const { ranked, rest } = weigh(told, of, isStrict), total = of.reduce((sum, one) => sum + one, 0), nodes = ranked.map(rowOf);
    own(true);
    busy(true);
    fill(nodes, rest.map(one => other(one, total)));
    say(() => ranked.length ? `${whose(isStrict)}: first ${listed(ranked.slice(0, 3).map(one => one.row.name)).replace(/\.$/, "")}. ${moved(ranked)}` : total ? "Nobody has a score: too little of this weight is on what is ranked here." : "All weights are 0, so nobody has a score.");
    ranges(told, ranked, of, isStrict, isStill, one => {
      put(one.parts.place, one.isSilent ? "" : `${one.rank}${one.isTied ? "=" : ""}`);
      put(one.parts.range, one.isSilent ? "" : `(${between(one.best, one.worst)})`);
    }, () => { busy(false); partsInOrder([...ranked, ...rest].map(one => one.row.organisation)); });
  };
  const whose = isStrict => isStrict ? "By the geometric mean of your weights" : "By your weights";
  const run = isAsked => apply(isAsked).catch(() => { back(); say(() => "The scores could not be read; the page shows equal weights."); });

  // At once, and then at most once a frame.
  let frame = 0, isAgain = false;
  const soon = () => {
    isAgain = frame > 0;
    if (isAgain) return;
    frame = requestAnimationFrame(() => { frame = 0; if (isAgain) soon(); });
    run(true);
  };
  for (const [n, slider] of sliders.entries()) {
    slider.addEventListener("input", () => { boxes[n].value = slider.value; soon(); });
    boxes[n].addEventListener("input", () => { if (boxes[n].value === "" || !boxes[n].checkValidity()) return; slider.value = boxes[n].value; soon(); });
    boxes[n].addEventListener("change", () => { boxes[n].value = slider.value; });
  }
  strict.addEventListener("change", soon);
  form.addEventListener("reset", () => setTimeout(soon));
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("pointerdown", event => { isHeld = event.target.type === "range"; });
  for (const kind of ["pointerup", "pointercancel", "blur"]) addEventListener(kind, rest);
  // Who comes near the sliders will move one: the scores are asked for, and the rows made, before that.
  const ahead = () => { rows().then(told => each(told.rows.length, () => true, n => partsOf(told.rows[n]), () => {})).catch(() => {}); };
  for (const kind of ["focusin", "pointerenter"]) form.addEventListener(kind, ahead, { once: true });
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", () => navigator.clipboard.writeText(new URL(address(weights()), location.href).href).then(() => say(() => "The address is copied."), () => say(() => "The address above the page holds your weights.")));
  }

  const read = () => {
    const told = new URLSearchParams(location.search), asked = told.get("w"), of = (asked ?? "").split(",");
    strict.checked = told.get("mean") === "geometric";
    const isWeights = of.length === keys.length && of.every(one => /^(\d|10)$/.test(one));
    for (const [n, slider] of sliders.entries()) boxes[n].value = slider.value = isWeights ? of[n] : equal[n];
    if (asked !== null && !isWeights) say(() => `The address holds no ${keys.length} weights from 0 to 10; the page shows equal weights.`);
    if (!isWeights && !strict.checked) return;
    own(true);
    return run(false);
  };
  addEventListener("popstate", read);
  form.hidden = false;
  // What the address asks for is shown when it stands there, so that nothing moves.
  const held = document.documentElement.classList, opened = read();
  if (opened) held.add("held"); else tell();
  opened?.finally(() => { tell(); held.remove("held"); });
})();

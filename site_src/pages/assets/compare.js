// Sets two to four organisations of the reader's choice beside each other; the address keeps the choice.
// What it says of two values is what site_src/verdict.py says: a test holds the two together.
(() => {
  const chooser = document.querySelector("#chooser");
  if (!chooser) return;
  const root = new URL("../", document.currentScript.src);
  const form = chooser.querySelector("form"), said = chooser.querySelector("[role=status]"), place = document.querySelector("#compared");
  const boxes = [...form.querySelectorAll("input[list]")], checks = [...form.querySelectorAll("[name=m]")], names = document.querySelector("#names");
  const MEASURES = checks.map(one => ({ key: one.value, unit: one.dataset.unit, family: one.dataset.family, name: one.parentElement.textContent.trim() }));
  const MOST = 4, TONES = ["a", "b", "c", "d"], MARKS = ["filled dot", "open dot", "square", "triangle"];

  // Amounts, as site_src/amount.py prints them. Python takes a tie to the even digit.
  const fixed = (x, digits) => {
    const low = Math.floor(x * 10 ** digits), isTie = Math.abs(x * 2 ** (digits + 1) % 2) === 1;
    const [whole, part] = (isTie && low % 2 === 0 ? low / 10 ** digits : x).toFixed(digits).split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? `.${part}` : "");
  };
  const plural = (amount, unit) => `${amount} ${unit}${amount === "1" ? "" : "s"}`;
  const decimal = x => fixed(x, 1).replace(/\.0$/, "");
  const BEYOND = "over 7 days", UNCERTAIN = "cannot be told apart";
  const time = hours => {
    if (hours === Infinity) return BEYOND;
    if (hours < 1 / 60) return "under 1 minute";
    if (Number(fixed(hours * 60, 0).replace(",", "")) < 60) return plural(fixed(hours * 60, 0), "minute");
    if (hours < 48) return plural(hours < 9.95 ? decimal(hours) : fixed(hours, 0), "hour");
    return plural(decimal(hours / 24), "day");
  };
  const percent = x => x > 0 && x <= .005 ? "under 1" : x >= .995 && x < 1 ? "over 99" : fixed(x * 100, 0);
  const amount = (x, unit) => {
    if (unit === "share") return percent(x);
    if (unit === "hours") return time(x);
    if (unit === "ratio") return x > 0 && x < .005 ? "under 0.01" : x ? fixed(x, 2) : "0";
    return fixed(x, 0);
  };
  const distance = (least, most, unit) => {
    const low = amount(least, unit), high = amount(most, unit);
    if (unit === "hours" && low !== high && !/under|over/.test(low + high)) {
      const [first, one] = low.split(" "), [last, other] = high.split(" ");
      return one.replace(/s$/, "") === other.replace(/s$/, "") ? `${first} to ${last} ${other}` : `${low} to ${high}`;
    }
    const told = low === high ? low : `${low} to ${high}`;
    return unit === "share" ? plural(told, "point") : told;
  };

  // The verdict, as site_src/verdict.py gives it.
  const ends = one => {
    const beyond = one.state === "estimate" ? Infinity : 0, lo = one.lo ?? beyond, hi = one.hi ?? beyond;
    return [one.value ?? hi, lo, hi];
  };
  const isOpen = one => one.state === "bound" || one.value === null || one.hi == null;
  const apart = (unit, isFirstHigher, isSure, distance = "") => {
    const likely = isSure ? "" : "likely ", isTime = unit === "hours";
    return { outcome: "apart", told: isTime ? `${likely}answers sooner` : `is ${likely}higher`, ahead: Number(isFirstHigher === isTime), distance };
  };
  const words = one => one.printed.slice(one.printed.indexOf(" ") + 1);
  const judge = (a, b) => {
    for (const [at, one] of [a, b].entries()) if (one.state === "gap") return { outcome: "none", told: words(one), lacks: at };
    if (a.kind && b.kind && a.kind !== b.kind) return { outcome: "none", told: "mentions are counted for one of them alone" };
    const [p1, lo1, hi1] = ends(a), [p0, lo0, hi0] = ends(b);
    if (isOpen(a) || isOpen(b)) return lo1 > hi0 || lo0 > hi1 ? apart(a.unit, lo1 > hi0, true) : { outcome: "alike", told: UNCERTAIN };
    const d = p1 - p0, lo = d - Math.hypot(p1 - lo1, hi0 - p0), hi = d + Math.hypot(hi1 - p1, p0 - lo0);
    const isReal = (lo > 1e-12 || hi < -1e-12) && Math.abs(d) >= .01 - 1e-12, isExact = a.state === "exact" && b.state === "exact";
    if (!isReal) return { outcome: "alike", told: !isExact ? UNCERTAIN : d ? "nearly the same" : "the same" };
    const [least, most] = [Math.abs(lo), Math.abs(hi)].sort((one, two) => one - two);
    return apart(a.unit, d > 0, isExact, distance(least, most, a.unit));
  };
  const head = (one, pair) => one.outcome === "none" ? "no comparison" : one.outcome === "apart" ? `${pair[one.ahead]} ${one.told}` : one.told;
  const more = (one, pair) => one.outcome === "none" ? (one.lacks === undefined ? one.told : `${pair[one.lacks]} ${one.told}`) : one.distance ? `by ${one.distance}` : "";
  const ofSecond = one => {
    if (one.outcome !== "apart") return one.outcome === "none" ? "no comparison" : one.told;
    const told = one.told.replace(/^is /, ""), turned = one.ahead ? told : told.replace("higher", "lower").replace("sooner", "later");
    return one.distance ? `${turned}, by ${one.distance}` : turned;
  };

  // One scale for all that stand beside each other, as site_src/scale.py makes it.
  const STEPS = [1, 2, 5, 10, 15, 20].map(n => n / 60).concat(1, 2, 3, 6, 12, 24, 48);
  const scaleOf = (unit, shown) => {
    const reached = shown.flatMap(one => [one.lo, one.value, one.hi]).filter(end => end != null), longest = Math.max(0, ...reached);
    if (unit === "share") return { top: 1, last: "100%" };
    if (unit === "hours") {
      const isLater = shown.some(one => one.hi == null), room = isLater ? 3.5 : 4, step = STEPS.find(one => room * one >= longest * (1 - 1e-9)) ?? 48;
      const [size, name] = step >= 24 ? [24, "days"] : step >= 1 ? [1, "hours"] : [1 / 60, "minutes"];
      return { top: 4 * step, last: isLater ? "later" : `${Number((4 * step / size).toPrecision(3))} ${name}` };
    }
    const power = 10 ** Math.floor(Math.log10(longest || 1)), top = [1, 1.2, 2, 4, 6, 8, 10].map(n => n * power).find(n => n >= (longest || 1) * (1 - 1e-9));
    return { top, last: Number(top.toPrecision(10)).toLocaleString("en-GB", { maximumFractionDigits: 9 }) };
  };

  // Elements; whatever a name holds, it is text.
  const into = (node, told, inside) => {
    for (const [name, value] of Object.entries(told)) if (value !== undefined) node.setAttribute(name, value);
    node.append(...inside.filter(one => one !== ""));
    return node;
  };
  const el = (name, told = {}, ...inside) => into(document.createElement(name), told, inside);
  const svg = (name, told = {}, ...inside) => into(document.createElementNS("http://www.w3.org/2000/svg", name), told, inside);
  const path = (kind, d) => svg("path", { class: kind, d });
  const whole = text => text.charAt(0).toUpperCase() + text.slice(1);
  const listed = all => all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
  const TRIANGLE = "M-6 5H6L0 -6Z";
  const mark = tone => tone === "d"
    ? svg("svg", { class: "mk", viewBox: "-8 -8 16 16", "aria-hidden": "true" }, path("tri", TRIANGLE))
    : svg("svg", { class: "mk", viewBox: "0 0 16 16", "aria-hidden": "true" }, path(`dot ${tone}`, "M8 8h0"), tone === "b" ? path("hole", "M8 8h0") : "");

  const lanes = (unit, shown, median) => {
    const scale = scaleOf(unit, shown.filter(one => one && one.state !== "gap"));
    const at = value => Math.max(0, Math.min(1000, Math.round(1000 * value / scale.top)));
    const plane = svg("svg", { viewBox: "0 0 1000 100", preserveAspectRatio: "none", width: "100%", height: "100%" });
    const outer = svg("svg", {}, plane);
    if (median !== null) plane.append(path("med", `M${at(median)} 0V100`));
    const lane = n => (n + .5) * 100 / shown.length, seen = shown.map((one, n) => [one, n]).filter(([one]) => one && one.state !== "gap");
    const dots = seen.filter(([one]) => one.value !== null);
    if (shown.length === 2 && dots.length === 2) plane.append(path("tie", dots.map(([one, n]) => `${n ? "L" : "M"}${at(one.value)} ${lane(n)}`).join("")));
    for (const [one, n] of seen) {
      const lo = one.lo == null ? 1000 : at(one.lo), hi = one.hi == null ? 1000 : at(one.hi), barb = 32 / shown.length, y = lane(n);
      const line = (hi > lo ? `M${lo} ${y}H${hi}` : "") + (one.hi == null ? `M984 ${y - barb}L1000 ${y}L984 ${y + barb}` : "");
      if (line) plane.append(path(`${one.state === "bound" ? "bar" : "wh"} ${TONES[n]}`, line));
      if (one.value === null) continue;
      const dot = `M${at(one.value)} ${y}h0`;
      if (n === 3) outer.append(svg("svg", { x: `${at(one.value) / 10}%`, y: `${y}%`, overflow: "visible" }, path("tri", TRIANGLE)));
      else plane.append(path(`dot ${TONES[n]}`, dot), n === 1 ? path("hole", dot) : "");
    }
    return el("div", { class: `n${shown.length}`, "aria-hidden": "true" }, "0", outer, el("span", {}, scale.last));
  };

  // What is compared.
  let everybody;
  const index = () => everybody ??= read("compare/organisations.json").then(told => {
    const counted = new Map();
    for (const [, , name] of told.organisations) counted.set(name, (counted.get(name) ?? 0) + 1);
    const all = told.organisations.map(([slug, folder, name]) => ({ slug, folder, name, shown: counted.get(name) > 1 ? `${name} (${slug})` : name }));
    return { all, bySlug: new Map(all.map(one => [one.slug, one])), tables: told.tables };
  }).catch(error => { everybody = undefined; throw error; });
  const read = async address => {
    const reply = await fetch(new URL(address, root));
    if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
    return reply.json();
  };

  const numbers = async one => {
    const told = await read(`api/v1/organisations/${one.slug}.json`), networks = new Map();
    for (const row of told.values) if (!networks.get(row.network)?.has(row.metric)) networks.set(row.network, (networks.get(row.network) ?? new Map()).set(row.metric, row));
    return { ...one, kind: told.organisation_kind, at: told.tables, networks };
  };
  const tableOf = (one, network) => one.at[network] ?? null;
  const kindOf = one => one.kind.replace("-", " ");
  const networkName = key => key === "activitypub" ? "ActivityPub" : whole(key);

  // Why the first and another are not judged; nothing, where they are.
  const refusal = (first, other, networks, tables) => {
    const aside = "so they stand side by side, without a verdict and without ranks.";
    if (first.kind !== other.kind) return `${first.name} is a ${kindOf(first)} and ${other.name} a ${kindOf(other)}: they have different work to do, ${aside}`;
    if (networks[0] !== networks[1]) return `${first.name} is measured on ${networkName(networks[0])} and ${other.name} on ${networkName(networks[1])}: networks do not show the same of everybody, ${aside}`;
    const [one, two] = [tableOf(first, networks[0]), tableOf(other, networks[1])];
    if (one && one === two) return "";
    if (!one || !two) return `${one ? other.name : first.name} stands in no table yet, ${aside}`;
    return `${first.name} is among ${tables[one]}, and ${other.name} among ${tables[two]}: a small audience is easier to follow back than a large one, and other work asks for other answers, ${aside}`;
  };

  const row = (measure, chosen, judged) => {
    const shown = chosen.map(one => one.rows.get(measure.key)), [first, ...others] = shown, title = el("h4", {}, el("a", { href: new URL(`metrics/${measure.key}/`, root) }, measure.name));
    const median = judged.every(Boolean) ? first?.median ?? null : null, told = el("div", {}, title), outcomes = [];
    if (median !== null) title.append(" ", el("small", {}, `Median ${amount(median, measure.unit)}${measure.unit === "share" ? "%" : ""}`));
    for (const [n, other] of others.entries()) {
      if (!judged[n]) continue;
      const found = first && other ? judge(first, other) : { outcome: "none", told: "not measured", lacks: first ? 1 : 0 }, pair = [chosen[0].name, chosen[n + 1].name];
      outcomes.push(found.outcome);
      if (others.length > 1) told.append(el("p", {}, mark(TONES[n + 1]), " ", el("b", {}, pair[1]), `: ${ofSecond(found)}`));
      else told.append(el("p", { class: found.outcome === "apart" ? "verdict apart" : "verdict" }, whole(head(found, pair))), more(found, pair) ? el("p", { class: "q" }, `${whole(more(found, pair))}.`) : "");
    }
    const figures = shown.flatMap((one, n) => [el("dt", {}, chosen[n].name), el("dd", {}, one ? one.printed : "not measured")]);
    return { outcomes, isDrawn: shown.some(one => one && one.state !== "gap"), node: el("li", {}, told, el("dl", {}, ...figures), lanes(measure.unit, shown, median)) };
  };

  const count = outcomes => {
    const of = kind => outcomes.filter(one => one === kind).length;
    const told = [`differ on ${of("apart")} of ${outcomes.length} measure${outcomes.length === 1 ? "" : "s"}`];
    if (of("alike")) told.push(`cannot be told apart, or are nearly the same, on ${of("alike")}`);
    if (of("none")) told.push(`cannot be compared on ${of("none")}`);
    return `The two ${listed(told)}.`;
  };

  const rankOf = (one, judged) => {
    const ranked = judged.every(Boolean) && MEASURES.map(measure => [measure, one.rows.get(measure.key)]).find(([, told]) => told?.rank);
    if (!ranked) return "";
    const [measure, told] = ranked;
    return el("p", { class: "q" }, `${measure.name} ${words(told)} · Rank ${told.rank} (${told.best === told.worst ? told.best : `${told.best}–${told.worst}`})`);
  };

  const families = drawn => [...new Set(drawn.map(one => one.measure.family))].flatMap(family => [el("h3", { class: "family" }, family), el("ul", { class: "duel" }, ...drawn.filter(one => one.measure.family === family).map(one => one.node))]);

  const part = (organisations, networks, measures, tables, isNamed) => {
    const chosen = organisations.map((one, n) => ({ ...one, rows: one.networks.get(networks[n]) ?? new Map() }));
    const refused = chosen.slice(1).map((other, n) => refusal(chosen[0], other, [networks[0], networks[n + 1]], tables)), judged = refused.map(why => !why);
    const rows = measures.map(measure => ({ measure, ...row(measure, chosen, judged) })), drawn = rows.filter(one => one.isDrawn), rest = rows.filter(one => !one.isDrawn).map(one => one.measure.name);
    const lead = refused.filter(Boolean);
    if (judged.length === 1 && judged[0]) lead.push(count(rows.flatMap(one => one.outcomes)));
    const pair = el("div", { class: "pair" }, ...chosen.map((one, n) => el("div", { class: TONES[n] }, el("h3", {}, el("a", { href: new URL(`${one.folder}/${one.slug}/`, root) }, one.name)),
      el("p", { class: "q" }, `${tables[tableOf(one, networks[n])] ?? kindOf(one)} · ${MARKS[n]}`), rankOf(one, judged))));
    const note = judged.length > 1 && judged.some(Boolean) ? `Each verdict tells of the one it names beside ${chosen[0].name}, and is about the two alone.` : "";
    return { lead, isJudged: judged.some(Boolean), node: el("div", {}, isNamed ? el("h3", { class: "family" }, `On ${networkName(networks[0])}`) : "", ...lead.map(one => el("p", { class: lead.length > 1 ? "said" : "lead" }, one)), pair, note ? el("p", { class: "note" }, note) : "",
      ...families(drawn), rest.length ? el("p", { class: "note" }, `Measured for none of them: ${listed(rest)}.`) : "") };
  };

  const draw = (organisations, measures, tables) => {
    const on = organisations.map(one => [...one.networks.keys()]), shared = on[0].filter(network => on.every(all => all.includes(network)));
    const parts = (shared.length ? shared.map(network => organisations.map(() => network)) : [on.map(all => all[0])]).map((networks, _, all) => part(organisations, networks, measures, tables, all.length > 1));
    const title = el("h2", { id: "h-compared", tabindex: "-1" }, `${organisations[0].name} beside ${listed(organisations.slice(1).map(one => one.name))}`);
    const link = el("ul", { class: "row" }, ...organisations.map(one => el("li", {}, el("a", { href: new URL(`compare/${one.slug}/`, root) }, `${one.name} beside its peers`))));
    place.replaceChildren(el("section", { "aria-labelledby": "h-compared" }, title, parts.some(one => one.isJudged) ? el("p", { class: "note" }, "The verdict rests on the interval of the difference, not on whether two lines touch. Dotted upright: median of their peers.") : "", ...parts.map(one => one.node), link));
    document.title = `${title.textContent} | Followback`;
    return parts[0].lead[0] ?? `${title.textContent}.`;
  };

  // The address and the form.
  const asked = () => {
    const told = new URLSearchParams(location.search), split = name => [...new Set((told.get(name) ?? "").split(",").map(one => one.trim()).filter(Boolean))];
    return { slugs: split("o"), keys: split("m") };
  };
  const short = text => text.length > 60 ? `${text.slice(0, 60)}…` : text;
  let turn = 0;
  const show = async ({ isMoved }) => {
    const mine = ++turn, { slugs, keys } = asked(), known = keys.filter(key => MEASURES.some(one => one.key === key)), notes = [];
    for (const one of checks) one.checked = known.includes(one.value);
    which();
    if (!slugs.length) { place.replaceChildren(); for (const box of boxes) box.value = ""; said.textContent = ""; return; }
    const { bySlug, tables } = await index(), found = slugs.map(slug => bySlug.get(slug)).filter(Boolean), lost = slugs.filter(slug => !bySlug.has(slug));
    if (mine !== turn) return;
    if (lost.length) notes.push(`There is no organisation ${listed(lost.slice(0, MOST).map(one => `“${short(one)}”`))} here.`);
    if (known.length < keys.length) notes.push(`There is no measure ${listed(keys.filter(key => !known.includes(key)).slice(0, MOST).map(one => `“${short(one)}”`))} here.`);
    if (found.length > MOST) notes.push(`Four can be compared at once; only the first four are.`);
    const chosen = found.slice(0, MOST);
    for (const [n, box] of boxes.entries()) box.value = chosen[n]?.shown ?? "";
    if (chosen.length < 2) { place.replaceChildren(); if (!lost.length) notes.push("Choose another to set beside it."); said.textContent = notes.join(" "); return; }
    const organisations = await Promise.all(chosen.map(numbers));
    if (mine !== turn) return;
    const lead = draw(organisations, known.length ? MEASURES.filter(one => known.includes(one.key)) : MEASURES, tables);
    said.textContent = notes.join(" ") || lead;
    said.classList.toggle("vh", !notes.length);
    if (isMoved) document.querySelector("#h-compared").focus();
  };
  const which = () => { const n = checks.filter(one => one.checked).length; form.querySelector("#which").textContent = n ? `${n} chosen` : "all"; };
  const tell = text => { said.classList.remove("vh"); said.textContent = text; };
  const run = how => { said.classList.remove("vh"); return show(how).catch(() => tell("The numbers could not be read; try again.")); };

  const called = (text, all) => {
    const low = text.toLocaleLowerCase(), exact = all.find(one => one.shown === text) ?? all.find(one => one.shown.toLocaleLowerCase() === low || one.slug === low);
    if (exact) return exact;
    const like = all.filter(one => one.name.toLocaleLowerCase().includes(low));
    return like.length === 1 ? like[0] : null;
  };
  form.addEventListener("submit", async event => {
    event.preventDefault();
    let all;
    try { ({ all } = await index()); } catch { return tell("The list of organisations could not be read; try again."); }
    const filled = boxes.filter(box => box.value.trim()), found = filled.map(box => called(box.value.trim(), all)), wrong = found.findIndex(one => !one);
    if (wrong >= 0) { filled[wrong].focus(); return tell(`No organisation here is called “${short(filled[wrong].value.trim())}”; choose one of the names offered.`); }
    const slugs = [...new Set(found.map(one => one.slug))], keys = checks.filter(one => one.checked).map(one => one.value);
    if (slugs.length < 2) return tell("Choose two that differ.");
    history.pushState(null, "", `?o=${slugs.join(",")}${keys.length ? `&m=${keys.join(",")}` : ""}`);
    await run({ isMoved: true });
  });
  const offer = async event => {
    const low = event.target.value.trim().toLocaleLowerCase(), { all } = await index().catch(() => ({ all: [] }));
    names.replaceChildren(...all.filter(one => one.shown.toLocaleLowerCase().includes(low)).slice(0, 50).map(one => el("option", { value: one.shown })));
  };
  for (const box of boxes) { box.addEventListener("focus", offer); box.addEventListener("input", offer); }
  for (const one of checks) one.addEventListener("change", which);
  addEventListener("popstate", () => run({ isMoved: false }));
  chooser.hidden = false;
  const held = document.documentElement.classList;
  if (asked().slugs.length) held.add("held");
  run({ isMoved: false }).finally(() => held.remove("held"));
})();

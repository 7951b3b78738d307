// Narrows, orders and trims a league in place, and keeps what was chosen in its address.
// The page is whole without it: what it cannot restore from the address it leaves as it was.
const strip = document.querySelector(".families"), here = strip?.querySelector("[aria-current]");
if (strip && here.offsetLeft + here.offsetWidth > strip.clientWidth) strip.scrollLeft = here.offsetLeft - 24;  // a strip on phones alone
const form = document.querySelector("form[data-league]");
if (form) {
  const [table, others] = document.querySelectorAll("table.rows"), body = table.tBodies[0];
  const middle = body.querySelector(".mid"), middleAt = [...body.rows].indexOf(middle);
  const orders = [...form.querySelectorAll("[data-sort]")], said = form.querySelector("output");
  const boxes = [...form.querySelectorAll("[type=checkbox]")], fields = ["q", "show", "region", "sector"].filter(name => form[name]);
  const fold = form.querySelector(".fold"), again = form.querySelector("[type=reset]"), elsewhere = document.querySelector("#unranked");
  const figure = text => Number(text.replace(/[^\d.]/g, ""));

  // What a row says, read once: its place, name, value, change and how much was read.
  const read = (row, at) => {
    const cell = name => row.querySelector(name), text = name => cell(name)?.textContent ?? "";
    const dot = cell(".dot"), drawn = dot ?? cell(".wh, .bar"), printed = text(".val b"), real = cell(".real");
    const [x = 0, , wide = 0] = (drawn?.getAttribute("d").match(/[\d.]+/g) ?? []).map(Number);
    const place = dot ? x : drawn?.getAttribute("d").includes("L") ? 999 : x + wide;
    const share = printed.endsWith("%") ? figure(printed) * (printed.startsWith("under") ? .9 : printed.startsWith("over") ? 1.001 : 1) : place;
    return { row, at, rank: at, name: (row.matches("li") ? text("a") : text(".nm a")).toLocaleLowerCase(), value: share, place, change: Number(real?.dataset.size ?? 0), real: Boolean(real), n: figure(text("td.n").split(":").pop()), region: row.dataset.region, sector: row.dataset.sector };
  };
  const rows = [...body.rows].filter(row => row !== middle), known = [];
  const ahead = isTime => { while (known.length < rows.length && isTime()) known.push(read(rows[known.length], known.length)); };
  const ranked = () => { ahead(() => true); return known; };
  let rest;
  const unranked = () => rest ??= [...elsewhere?.querySelectorAll("tbody tr, .why li") ?? []].map(read);

  const names = new Intl.Collator("en", { numeric: true });
  const compare = key => key === "name" ? (one, two) => names.compare(one.name, two.name)
    : key === "value" ? (one, two) => one.value - two.value || one.place - two.place : (one, two) => one[key] - two[key];
  let order = orders[0], sign = 1, ordered = "rank 1";
  const put = () => {
    const key = order.dataset.sort, wanted = `${key} ${sign}`;
    if (wanted === ordered) return;
    ordered = wanted;
    const by = compare(key), sorted = ranked().sort((one, two) => by(one, two) * sign || one.at - two.at).map(one => one.row);
    if (middle) {
      middle.hidden = key !== "rank" && key !== "value";
      sorted.splice(key === "value" || sign > 0 ? middleAt : sorted.length - middleAt, 0, middle);
    }
    body.replaceChildren(...sorted);
    for (const one of orders) one.setAttribute("aria-pressed", String(one === order));
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.by === key) head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
  };

  const wanted = () => Object.fromEntries(fields.map(name => [name, form[name].value.trim()]));
  const isNarrow = asked => Object.values(asked).some(Boolean);
  const narrow = asked => {
    const part = asked.q?.toLocaleLowerCase() ?? "";
    const fits = one => one.name.includes(part) && (!asked.region || one.region === asked.region) && (!asked.sector || one.sector === asked.sector);
    let seen = 0;
    for (const one of ranked()) seen += !(one.row.hidden = !fits(one) || asked.show === "changed" && !one.real);
    let more = 0;
    for (const one of unranked()) more += !(one.row.hidden = !fits(one));
    for (const group of elsewhere?.querySelectorAll(".why") ?? []) group.hidden = !group.querySelector("li:not([hidden])");
    if (elsewhere) elsewhere.hidden = Boolean(asked.show) || isNarrow(asked) && !more;
    table.classList.toggle("none", !seen);
    return `${seen} of ${ranked().length} ranked shown${elsewhere && !asked.show ? `, ${more} of ${unranked().length} not ranked` : ""}`;
  };

  let narrowed = false;
  const update = () => {
    const asked = wanted(), away = boxes.filter(box => !box.checked).map(box => box.name), told = [];
    put();
    const was = narrowed;
    narrowed = isNarrow(asked);
    const counted = narrowed || was ? narrow(asked) : "";
    if (narrowed) told.push(counted);
    for (const box of boxes) for (const one of [table, others]) one?.classList.toggle(`no-${box.name}`, !box.checked);
    const isFirst = order === orders[0] && sign > 0;
    if (!isFirst) told.push(`ordered by ${order.textContent}${sign === Number(order.dataset.sign) ? "" : ", the other way round"}`);
    if (away.length) told.push(`${away.length} ${away.length > 1 ? "columns" : "column"} put away`);
    const words = told.join("; ");
    said.textContent = words && words[0].toUpperCase() + words.slice(1);
    again.hidden = !narrowed && isFirst && !away.length;
    const address = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
    if (!isFirst) address.set("order", `${sign < 0 ? "-" : ""}${order.dataset.sort}`);
    if (away.length) address.set("without", away.join(" "));
    const search = address.size ? `?${address}` : "";
    if (search !== location.search) history.replaceState(null, "", location.pathname + search + location.hash);
  };

  const restore = () => {
    const address = new URLSearchParams(location.search), by = address.get("order") ?? "rank";
    for (const name of fields) {
      form[name].value = address.get(name) ?? "";
      form[name].value ||= "";
    }
    const away = (address.get("without") ?? "").split(" ");
    for (const box of boxes) box.checked = !away.includes(box.name);
    order = orders.find(one => one.dataset.sort === by.replace("-", "")) ?? orders[0];
    sign = by.startsWith("-") ? -1 : 1;
    if (isNarrow(wanted()) || location.search) update();
  };

  form.addEventListener("input", update);
  form.addEventListener("submit", event => event.preventDefault());
  again.addEventListener("click", event => {
    event.preventDefault();
    form.reset();
    [order, sign] = [orders[0], 1];
    update();
    form.q.focus();
  });
  form.addEventListener("click", event => {
    const button = event.target.closest("[data-sort]");
    if (!button) return;
    sign = button === order ? -sign : Number(button.dataset.sign);
    order = button;
    update();
  });
  fold.addEventListener("click", () => fold.setAttribute("aria-expanded", String(fold.getAttribute("aria-expanded") === "false")));
  form.classList.add("ready");
  restore();
  // The rows are read before anybody orders them, while the browser has nothing else to do.
  const idly = left => { ahead(() => left.timeRemaining() > 2); if (known.length < rows.length) requestIdleCallback(idly); };
  if (window.requestIdleCallback) requestIdleCallback(idly); else setTimeout(ranked);
}

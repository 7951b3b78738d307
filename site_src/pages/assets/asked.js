// An address that asks for an order, a part or a search: nothing is shown that its scripts are about to move.
if (location.search) {
  document.documentElement.classList.add("asked");
  addEventListener("DOMContentLoaded", () => document.documentElement.classList.remove("asked"));
}

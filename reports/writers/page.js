"use strict";
(() => {
  const form = document.querySelector(".filters");
  const rows = [...document.querySelectorAll("tr.row")];
  const shown = form.querySelector("output");
  const detailOf = (row) => document.getElementById(row.querySelector(".open").getAttribute("aria-controls"));
  const setOpen = (row, open) => {
    row.querySelector(".open").setAttribute("aria-expanded", String(open));
    detailOf(row).hidden = !open || row.hidden;
  };
  const isOpen = (row) => row.querySelector(".open").getAttribute("aria-expanded") === "true";
  const apply = () => {
    const data = new FormData(form);
    const words = data.get("text").toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const { search, verdicts, area, standard, categories, differs } = row.dataset;
      row.hidden = !(words.every((word) => search.includes(word))
        && (!data.get("verdict") || verdicts.split(" ").includes(data.get("verdict")))
        && (!data.get("area") || area === data.get("area"))
        && (!data.get("standard") || standard === data.get("standard"))
        && (!data.get("category") || categories.split(" ").includes(data.get("category")))
        && (!data.get("differs") || differs === "true"));
      detailOf(row).hidden = row.hidden || !isOpen(row);
      if (!row.hidden) count += 1;
    }
    for (const body of document.querySelectorAll("tbody.group")) body.hidden = !body.querySelector("tr.row:not([hidden])");
    shown.textContent = `${count} of ${rows.length} scenarios`;
  };
  const openLinked = () => {
    const row = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    if (row === null || !row.matches("tr.row")) return;
    setOpen(row, true);
    row.scrollIntoView();
  };
  for (const row of rows) row.querySelector(".open").addEventListener("click", () => setOpen(row, !isOpen(row)));
  for (const row of rows) setOpen(row, false);
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  addEventListener("hashchange", openLinked);
  apply();
  openLinked();
})();

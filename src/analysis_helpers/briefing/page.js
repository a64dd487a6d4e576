"use strict";
// A link may lead into a folded table: unfold it.
const unfold = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  if (target) target.scrollIntoView();
};
// On a phone the one-minute part comes first: the contents are unfolded only where they stand beside the text.
document.getElementById("contents").open = matchMedia("(min-width: 70rem)").matches;
addEventListener("hashchange", unfold);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((folded) => { folded.open = true; }));
unfold();

// Tables of tasks and counts are sorted by their headers; what is unknown stays last.
const value = (row, column) => {
  const text = row.cells[column].textContent.trim();
  const number = Number(text.replace("−", "-"));
  return text === "–" ? null : Number.isNaN(number) ? text : number;
};
const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), document.documentElement.lang);
for (const table of document.querySelectorAll("table[data-sort]")) {
  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows].map((row) => [value(row, column), row]);
      rows.sort(([a], [b]) => a === null || b === null ? (a === null) - (b === null) : (down ? -1 : 1) * compare(a, b));
      table.tBodies[0].append(...rows.map(([, row]) => row));
    });
  });
}

// On a narrow screen rows are shown as cards; to a screen reader they stay rows of a table.
const roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };
for (const [tag, role] of Object.entries(roles)) document.querySelectorAll(tag).forEach((part) => part.setAttribute("role", role));

// Charts are taken out of the page itself, so that a page sent alone still gives them.
const save = (href, name) => Object.assign(document.createElement("a"), { href, download: name }).click();
for (const link of document.querySelectorAll("a[data-picture]")) {
  link.addEventListener("click", (event) => {
    const picture = document.getElementById(link.dataset.picture);
    const drawn = picture.src.startsWith("data:image/svg");
    if (link.dataset.kind === "svg" && !drawn) return;
    event.preventDefault();
    if (link.dataset.kind === "svg") return save(picture.src, link.download);
    const canvas = Object.assign(document.createElement("canvas"), { width: 2400, height: Math.round(2400 * picture.naturalHeight / picture.naturalWidth) });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    save(canvas.toDataURL("image/png"), link.download);
  });
}

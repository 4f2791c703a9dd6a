// The frame on every page: Ctrl-K, search as typed, tax year. Works without it too.

const language = document.documentElement.lang;
const input = document.getElementById("search");

if (input) setUpSearch(input, document.getElementById("search-results"));

for (const select of document.querySelectorAll("form.year select")) {
  select.addEventListener("change", () => {
    const target = new URL(location.href);
    target.searchParams.set("year", select.value);
    target.searchParams.delete("cursor");
    location.assign(target);
  });
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.user[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

function setUpSearch(field, list) {
  let items = [];
  let chosen = -1;
  let asked = 0;
  let timer = 0;
  let running = null;

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  field.addEventListener("focus", () => {
    if (items.length) show(true);
  });
  field.addEventListener("keydown", onKey);
  field.form.addEventListener("submit", (event) => {
    if (items.length) {
      event.preventDefault();
      open(items[Math.max(chosen, 0)]);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target.closest("li[data-index]");
    if (row) open(items[Number(row.dataset.index)]);
  });
  field.addEventListener("blur", () => setTimeout(() => show(false), 150));

  async function ask() {
    const words = field.value.trim();
    const mine = ++asked;
    running?.abort();
    if (!words) {
      items = [];
      show(false);
      return;
    }
    running = new AbortController();
    try {
      const answer = await fetch(`/api/v1/search?limit=12&q=${encodeURIComponent(words)}`, {
        signal: running.signal,
        headers: { accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const body = await answer.json();
      if (mine === asked) draw(body.items, field.dataset.none);
    } catch (error) {
      if (error.name !== "AbortError" && mine === asked) draw([], field.dataset.failed);
    }
  }

  function draw(found, message) {
    items = found;
    chosen = found.length ? 0 : -1;
    list.replaceChildren(
      ...found.map((item, index) => {
        const row = document.createElement("li");
        row.id = `search-result-${index}`;
        row.dataset.index = String(index);
        row.setAttribute("role", "option");
        row.append(part("kind", item.kind_label), part("label", item.label));
        if (item.detail) row.append(part("detail", item.detail));
        return row;
      }),
    );
    if (!found.length) {
      const row = document.createElement("li");
      row.className = "message";
      row.textContent = message;
      list.append(row);
    }
    mark();
    show(true);
  }

  function part(name, text) {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    return span;
  }

  function onKey(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!items.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      chosen = (chosen + step + items.length) % items.length;
      mark();
    } else if (event.key === "Escape") {
      show(false);
    }
  }

  function mark() {
    for (const [index, row] of [...list.children].entries()) {
      row.setAttribute("aria-selected", String(index === chosen));
      if (index === chosen) row.scrollIntoView({ block: "nearest" });
    }
    if (chosen >= 0) field.setAttribute("aria-activedescendant", `search-result-${chosen}`);
    else field.removeAttribute("aria-activedescendant");
  }

  function show(visible) {
    list.hidden = !visible;
    field.setAttribute("aria-expanded", String(visible));
  }

  // The map listens first: it flies to the place and says so by preventing the default.
  function open(item) {
    show(false);
    const event = new CustomEvent("kkmgis:found", { detail: item, cancelable: true });
    if (!document.dispatchEvent(event)) return;
    if (item.href) location.assign(item.href);
  }
}

export { language };

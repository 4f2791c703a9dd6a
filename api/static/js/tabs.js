// Sections of a long page as tabs; without this script they simply follow each other.

for (const bar of document.querySelectorAll("[data-tabs]")) {
  const links = [...bar.querySelectorAll("a[href^='#']")];
  const bodies = links.map((link) => document.getElementById(link.hash.slice(1)));
  bar.setAttribute("role", "tablist");
  links.forEach((link, index) => {
    link.setAttribute("role", "tab");
    link.setAttribute("aria-controls", bodies[index].id);
    bodies[index].setAttribute("role", "tabpanel");
    bodies[index].setAttribute("aria-labelledby", link.id);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      show(index);
    });
    link.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = (index + step + links.length) % links.length;
      links[next].click();
      links[next].focus();
    });
  });

  function show(chosen) {
    links.forEach((link, index) => {
      link.setAttribute("aria-selected", String(index === chosen));
      link.tabIndex = index === chosen ? 0 : -1;
      bodies[index].hidden = index !== chosen;
    });
  }

  const asked = () => Math.max(0, links.findIndex((link) => link.hash === location.hash));
  window.addEventListener("hashchange", () => show(asked()));
  show(asked());
}

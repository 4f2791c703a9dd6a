// What if on a parcel: gathers what was changed, and shows old and new beside the form.

import { counted, gatherLaw, isChanged, lawField, plain, pointAt, send, watchChanges } from "./law_levers.js";

const COUNTS = new Set(["age_years", "vacant_since"]);

const written = (field) => (COUNTS.has(field.name) ? counted(plain(field)) : plain(field));

/** One use as a tax case has it; fields of other uses are left out. */
function useOf(row) {
  const field = (name) => row.querySelector(`[name="${name}"]`);
  const use = { use: field("use").value, share: plain(field("share")) };
  if (use.use === "residential" && field("principal").checked) use.principal = true;
  if (use.use === "vacant") use.vacant_since = written(field("vacant_since"));
  if (use.use === "exempt") use.exempt_under = field("exempt_under").value;
  else if (field("reduction").value) use.reduction = field("reduction").value;
  return use;
}

const rowsOf = (part) => [...part.querySelectorAll("tr[data-use]")];

function changeOf(asset) {
  const change = {};
  for (const field of asset.querySelectorAll(".row > label > [name]")) {
    if (isChanged(field)) change[field.name] = field.name === "value" && !plain(field) ? null : written(field);
  }
  const rows = rowsOf(asset);
  const touched = rows.some((row) => [...row.querySelectorAll("[name]")].some(isChanged));
  if (touched || rows.length !== Number(asset.dataset.uses)) change.uses = rows.map(useOf);
  return change;
}

function gather(form) {
  const changes = {};
  const parameters = gatherLaw(form);
  if (Object.keys(parameters).length) changes.parameters = parameters;
  const assets = {};
  const remove = [];
  for (const asset of form.querySelectorAll("[data-asset]")) {
    const change = changeOf(asset);
    if (asset.querySelector("[data-remove]")?.checked) remove.push(asset.dataset.asset);
    else if (Object.keys(change).length) assets[asset.dataset.asset] = change;
  }
  if (Object.keys(assets).length) changes.assets = assets;
  if (remove.length) changes.remove = remove;
  const land = form.querySelector('[data-asset^="land:"]')?.dataset.asset ?? null;
  const added = [...form.querySelectorAll("form > [data-new] [data-added], [data-new] [data-added]")];
  if (added.length) {
    changes.add = added.map((part, index) => ({
      id: `building:+${index + 1}`,
      kind: "building",
      on: land,
      ...Object.fromEntries(
        [...part.querySelectorAll(".row > label > [name]")].map((field) => [field.name, written(field)]),
      ),
      uses: rowsOf(part).map(useOf),
    }));
  }
  return changes;
}

/** Only the fields that a use has are shown beside it. */
function showFieldsOfUse(row) {
  const use = row.querySelector('[name="use"]').value;
  for (const label of row.querySelectorAll("[data-for]")) {
    label.hidden = !label.dataset.for.split(" ").includes(use);
  }
}

function fieldAt(form, path) {
  const law = lawField(form, path);
  if (law) return law;
  const named = /\.assets\['([^']+)'\]/.exec(path);
  const added = /\.add\[(\d+)\]/.exec(path);
  const part = named
    ? form.querySelector(`[data-asset="${CSS.escape(named[1])}"]`)
    : form.querySelectorAll("[data-new] [data-added]")[Number(added?.[1] ?? 0)];
  if (!part) return null;
  const use = /\.uses\[(\d+)\](?:\.(\w+))?/.exec(path);
  if (use) return rowsOf(part)[Number(use[1])]?.querySelector(`[name="${use[2] ?? "share"}"]`) ?? null;
  if (path.endsWith(".uses")) return part.querySelector('[name="share"]');
  const [, name] = /\.(\w+)$/.exec(path) ?? [];
  return part.querySelector(`[name="${name}"]`) ?? part.querySelector("[name]");
}

for (const form of document.querySelectorAll("[data-what-if]")) {
  const status = form.querySelector('[role="status"]');
  const result = document.querySelector("[data-result]");
  const unasked = result.innerHTML;
  for (const asset of form.querySelectorAll("[data-asset]")) asset.dataset.uses = String(rowsOf(asset).length);
  for (const row of rowsOf(form)) showFieldsOfUse(row);
  watchChanges(form);
  form.addEventListener("change", ({ target }) => {
    if (target.name === "use") showFieldsOfUse(target.closest("tr"));
  });
  form.addEventListener("click", ({ target }) => {
    if (target.closest("[data-add-use]")) {
      const row = form.querySelector("template[data-use-row]").content.cloneNode(true).querySelector("tr");
      target.closest("fieldset").querySelector(".uses tbody").append(row);
      row.querySelector('[name="share"]').value = "0";
      showFieldsOfUse(row);
      row.querySelector("select").focus();
    } else if (target.closest("[data-drop]")) {
      const row = target.closest("tr");
      if (rowsOf(row.closest("tbody")).length > 1) row.remove();
    } else if (target.closest("[data-forget]")) {
      target.closest("[data-added]").remove();
    } else if (target.closest("[data-add-building]")) {
      const part = form.querySelector("template[data-building]").content.cloneNode(true);
      form.querySelector("[data-new]").append(part);
      const added = form.querySelector("[data-new]").lastElementChild;
      for (const row of rowsOf(added)) showFieldsOfUse(row);
      added.querySelector("input").focus();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.className = "";
    status.textContent = form.dataset.working;
    try {
      const answer = await send("POST", form.getAttribute("action"), gather(form));
      // Written by our own server, with everything from the register escaped.
      result.innerHTML = await answer.text();
      status.textContent = "";
      result.focus({ preventScroll: true });
    } catch (error) {
      // The answer to another question must not stand beside this one.
      result.innerHTML = unasked;
      status.className = "wrong";
      status.textContent = error.said ? error.message : form.dataset.failed;
      pointAt(fieldAt(form, error.said?.issues?.[0]?.field ?? ""));
    }
  });
}

// The form of a reform: gathers what differs from the law, asks, and says what is wrong.

import { gatherLaw, isChanged, lawField, plain, pointAt, send, watchChanges } from "./law_levers.js";

function gather(form) {
  const spec = { title: form.elements.title.value.trim() };
  const parameters = gatherLaw(form);
  if (Object.keys(parameters).length) spec.parameters = parameters;
  const factors = [...form.querySelectorAll("[data-factor]")].filter(isChanged);
  if (factors.length) spec.price_factor = Object.fromEntries(factors.map((one) => [one.dataset.factor, plain(one)]));
  const blocks = [...form.querySelectorAll("[data-block]")]
    .map((row) => [row.querySelector("select").value, plain(row.querySelector("input"))])
    .filter(([block]) => block);
  if (blocks.length) spec.block_factor = Object.fromEntries(blocks);
  if (form.elements.prices_of.value) spec.prices_of = Number(form.elements.prices_of.value);
  return spec;
}

function fieldAt(form, path) {
  if (path === "$.title" || path === "$") return form.elements.title;
  if (path.startsWith("$.prices_of")) return form.elements.prices_of;
  const factor = /^\$\.price_factor\.(\w+)/.exec(path);
  if (factor) return form.querySelector(`[data-factor="${factor[1]}"]`);
  if (path.startsWith("$.block_factor")) return form.querySelector("[data-block] input");
  return lawField(form, path);
}

for (const form of document.querySelectorAll("[data-reform]")) {
  const status = form.querySelector('[role="status"]');
  watchChanges(form);
  form.querySelector("[data-add]").addEventListener("click", ({ currentTarget }) => {
    const copy = form.querySelector("[data-block]").cloneNode(true);
    copy.querySelector("input").value = "1";
    copy.querySelector("select").value = "";
    currentTarget.before(copy);
    copy.querySelector("select").focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button.primary");
    button.disabled = true;
    status.className = "";
    status.textContent = form.dataset.working;
    try {
      const answer = await send("POST", `/api/v1/reforms?year=${form.dataset.year}`, gather(form));
      location.assign(`/reforms/${(await answer.json()).id}`);
    } catch (error) {
      button.disabled = false;
      status.className = "wrong";
      status.textContent = error.said ? error.message : form.dataset.failed;
      pointAt(fieldAt(form, error.said?.issues?.[0]?.field ?? ""));
    }
  });
}

for (const button of document.querySelectorAll("[data-delete]")) {
  button.addEventListener("click", async () => {
    if (!confirm(button.dataset.sure)) return;
    await send("DELETE", `/api/v1/reforms/${button.dataset.delete}`);
    location.assign("/reforms");
  });
}

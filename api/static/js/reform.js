// The form of a reform: gathers what differs from the law, asks, and says what is wrong.

const token = document.querySelector('meta[name="csrf-token"]').content;

async function send(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { "x-csrf-token": token, "content-type": "application/json", accept: "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const said = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.detail ?? said.title), { said });
  return said;
}

const plain = (field) => field.value.replaceAll(",", "").trim();

/** Values that a person changed, each with the field to point at when it is wrong. */
function gather(form) {
  const parameters = {};
  for (const ladder of form.querySelectorAll("[data-ladder]")) {
    const inputs = [...ladder.querySelectorAll("input")];
    if (!inputs.some(isChanged)) continue;
    parameters[ladder.dataset.ladder] = [...ladder.querySelectorAll("tbody tr")].map((row) =>
      Object.fromEntries([...row.querySelectorAll("input")].map((one) => [one.name, plain(one)])),
    );
  }
  for (const one of form.querySelectorAll("[data-value]")) {
    if (isChanged(one)) parameters[one.dataset.value] = plain(one);
  }
  for (const one of form.querySelectorAll("[data-list]")) {
    const value = { reduction: plain(one), with_general: JSON.parse(one.dataset.general) };
    if (isChanged(one)) parameters[one.dataset.list] = value;
  }
  for (const step of form.querySelectorAll("[data-step]")) {
    const inputs = [...step.querySelectorAll("input")];
    if (!inputs.some(isChanged)) continue;
    const value = Object.fromEntries(inputs.map((one) => [one.name, plain(one)]));
    const years = value.every_years;
    parameters[step.dataset.step] = { ...value, every_years: /^\d+$/.test(years) ? Number(years) : years };
  }
  const spec = { title: form.elements.title.value.trim() };
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

const isChanged = (field) => plain(field) !== field.defaultValue.replaceAll(",", "");

/** Find the field that a JSON path of the answer speaks of. */
function fieldAt(form, path) {
  if (path === "$.title" || path === "$") return form.elements.title;
  if (path.startsWith("$.prices_of")) return form.elements.prices_of;
  const factor = /^\$\.price_factor\.(\w+)/.exec(path);
  if (factor) return form.querySelector(`[data-factor="${factor[1]}"]`);
  if (path.startsWith("$.block_factor")) return form.querySelector("[data-block] input");
  const found = /^\$\.parameters\['([\w.]+)'\](?:\[(\d+)\])?(?:\.(\w+))?/.exec(path);
  if (!found) return null;
  const [, key, row, name] = found;
  const ladder = form.querySelector(`[data-ladder="${key}"]`);
  if (ladder) {
    ladder.open = true;
    const line = ladder.querySelectorAll("tbody tr")[Number(row ?? 0)];
    return line?.querySelector(`input[name="${name}"]`) ?? ladder.querySelector("input");
  }
  const step = form.querySelector(`[data-step="${key}"]`);
  if (step) return step.querySelector(`input[name="${name}"]`) ?? step.querySelector("input");
  return form.querySelector(`[data-value="${key}"], [data-list="${key}"]`);
}

for (const form of document.querySelectorAll("[data-reform]")) {
  const status = form.querySelector('[role="status"]');
  form.addEventListener("input", (event) => {
    const field = event.target;
    field.removeAttribute("aria-invalid");
    if ("defaultValue" in field && field.name !== "title") field.classList.toggle("changed", isChanged(field));
  });
  form.querySelector("[data-add]").addEventListener("click", (event) => {
    const [first] = form.querySelectorAll("[data-block]");
    const copy = first.cloneNode(true);
    copy.querySelector("input").value = "1";
    copy.querySelector("select").value = "";
    event.target.before(copy);
    copy.querySelector("select").focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button.primary");
    button.disabled = true;
    status.className = "";
    status.textContent = form.dataset.working;
    try {
      const made = await send("POST", `/api/v1/reforms?year=${form.dataset.year}`, gather(form));
      location.assign(`/reforms/${made.id}`);
    } catch (error) {
      button.disabled = false;
      status.className = "wrong";
      status.textContent = error.said ? error.message : form.dataset.failed;
      const field = fieldAt(form, error.said?.issues?.[0]?.field ?? "");
      field?.setAttribute("aria-invalid", "true");
      field?.focus();
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

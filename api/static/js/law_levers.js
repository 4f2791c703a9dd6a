// What forms about the law share: values that a person changed, and whom to point at.

const token = document.querySelector('meta[name="csrf-token"]').content;

/** Ask the server; what it refuses becomes an error that keeps what it said. */
export async function send(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { "x-csrf-token": token, "content-type": "application/json", accept: "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.ok) return answer;
  const said = await answer.json();
  throw Object.assign(new Error(said.detail ?? said.title), { said });
}

export const plain = (field) => field.value.replaceAll(",", "").trim();

export function isChanged(field) {
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") {
    const first = [...field.options].find((one) => one.defaultSelected) ?? field.options[0];
    return field.value !== first?.value;
  }
  return plain(field) !== field.defaultValue.replaceAll(",", "");
}

/** A count as a number; anything else as it was written, for the server to refuse. */
export const counted = (text) => (/^\d{1,9}$/.test(text) ? Number(text) : text);

/** Parameters of the law that were changed, by key. */
export function gatherLaw(form) {
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
    parameters[step.dataset.step] = { ...value, every_years: counted(value.every_years) };
  }
  return parameters;
}

/** The field of the law that a JSON path of a refusal speaks of. */
export function lawField(form, path) {
  const found = /\.parameters\['([\w.]+)'\](?:\[(\d+)\])?(?:\.(\w+))?/.exec(path);
  if (!found) return null;
  const [, key, row, name] = found;
  const ladder = form.querySelector(`[data-ladder="${key}"]`);
  if (ladder) {
    const line = ladder.querySelectorAll("tbody tr")[Number(row ?? 0)];
    return line?.querySelector(`input[name="${name}"]`) ?? ladder.querySelector("input");
  }
  const step = form.querySelector(`[data-step="${key}"]`);
  if (step) return step.querySelector(`input[name="${name}"]`) ?? step.querySelector("input");
  return form.querySelector(`[data-value="${key}"], [data-list="${key}"]`);
}

/** Show what was refused, and bring the person to it. */
export function pointAt(field) {
  if (!field) return;
  for (let above = field.closest("details"); above; above = above.parentElement?.closest("details")) {
    above.open = true;
  }
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

/** Mark what differs from what is in force, and forget refusals once it is mended. */
export function watchChanges(form) {
  // Until now Enter would have sent the form away, and all that was typed with it.
  form.querySelector("button.primary").disabled = false;
  form.addEventListener("input", ({ target }) => {
    target.removeAttribute("aria-invalid");
    if (target.name !== "title") target.classList.toggle("changed", isChanged(target));
  });
}

// Pages of imports: dropping files, the progress of jobs, the table of columns. All of
// them work without it, by plain forms.

const token = document.querySelector('meta[name="csrf-token"]').content;

for (const form of document.querySelectorAll("[data-drop]")) setUpDrop(form);
for (const job of document.querySelectorAll("[data-job][data-open]")) follow(job);
for (const form of document.querySelectorAll("[data-file-form]")) setUpFile(form);
for (const form of document.querySelectorAll("[data-sure]")) {
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.sure)) event.preventDefault();
  });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-more]");
  if (link) showMore(event, link);
});

function setUpDrop(form) {
  const input = form.querySelector('input[type="file"]');
  const status = form.querySelector('[role="status"]');
  const bar = form.querySelector("progress");
  form.querySelector("[data-send]").hidden = true;
  input.addEventListener("change", () => input.files.length && send(input.files));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files.length) send(input.files);
  });
  let depth = 0;
  const dropped = (event) => event.dataTransfer?.types.includes("Files");
  form.addEventListener("dragenter", (event) => {
    if (!dropped(event)) return;
    event.preventDefault();
    depth += 1;
    form.classList.add("over");
  });
  form.addEventListener("dragover", (event) => dropped(event) && event.preventDefault());
  form.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (!depth) form.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    form.classList.remove("over");
    if (event.dataTransfer.files.length) send(event.dataTransfer.files);
  });

  function send(files) {
    const total = [...files].reduce((sum, file) => sum + file.size, 0);
    if (total > Number(form.dataset.most) * 1024 * 1024) return say(form.dataset.tooLarge, true);
    const body = new FormData();
    // What is said about the files comes before them.
    if (form.elements.like) body.append("like", form.elements.like.value);
    for (const file of files) body.append("file", file, file.name);
    // Only this old way of asking tells how much has been sent.
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/imports/uploads");
    request.setRequestHeader("x-csrf-token", token);
    request.setRequestHeader("accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.status !== 201) return say(answer?.detail ?? form.dataset.failed, true);
      const [first] = answer.items;
      location.assign(answer.items.length === 1 ? `/imports/uploads/${first.id}` : "/imports");
    });
    request.addEventListener("error", () => say(form.dataset.failed, true));
    bar.hidden = false;
    bar.value = 0;
    say(`${form.dataset.sending} ${[...files].map((file) => file.name).join(", ")}`, false);
    request.send(body);
  }

  function say(sentence, wrong) {
    status.textContent = sentence;
    status.classList.toggle("wrong", wrong);
    if (wrong) {
      bar.hidden = true;
      input.value = "";
    }
  }
}

/** Ask how far a job is until it has ended, then go where its result is. */
async function follow(section) {
  const part = section.querySelector("[data-job-part]");
  for (let wait = 400; ; wait = Math.min(wait * 1.15, 1500)) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    let answer;
    try {
      answer = await fetch(`/imports/jobs/${section.dataset.job}/part`);
    } catch {
      continue; // The service starts anew; the job goes on behind it.
    }
    if (answer.status >= 500) continue;
    if (!answer.ok) return location.reload();
    const next = answer.headers.get("x-next-page");
    if (next) return location.replace(next);
    part.innerHTML = await answer.text();
    if (next !== null) {
      section.querySelector("[data-while-open]").hidden = true;
      section.querySelector("[data-when-ended]").hidden = false;
      return;
    }
  }
}

function setUpFile(form) {
  const samples = JSON.parse(document.getElementById("import-samples")?.textContent ?? "{}");
  const press = (action) => {
    const button = document.createElement("button");
    button.name = "action";
    button.value = action;
    button.hidden = true;
    form.append(button);
    button.click();
  };
  for (const select of form.querySelectorAll("select[data-look]")) select.addEventListener("change", () => press("look"));
  for (const select of form.querySelectorAll("select[data-show]")) select.addEventListener("change", () => press("show"));
  for (const select of form.querySelectorAll("select[data-column]")) {
    select.addEventListener("change", () => {
      const line = select.closest("[data-line]");
      line.querySelector("[data-sample]").textContent = samples[select.value] ?? "";
      const sure = line.querySelector(".sure");
      if (sure) sure.hidden = select.value !== select.dataset.proposed;
      showMissing();
    });
  }

  function showMissing() {
    const missing = form.querySelector("[data-missing]");
    const names = [...form.querySelectorAll("[data-required]")]
      .filter((line) => !line.querySelector("select[data-column]").value)
      .map((line) => line.querySelector("label").textContent);
    missing.hidden = !names.length;
    missing.querySelector("span").textContent = names.join(", ");
  }
}

async function showMore(event, link) {
  event.preventDefault();
  const answer = await fetch(link.href, { headers: { "x-part": "1" } });
  if (!answer.ok) return location.assign(link.href);
  const list = document.createElement("ul");
  list.innerHTML = await answer.text();
  const first = list.querySelector("button");
  link.closest("li").replaceWith(...list.children);
  first?.focus();
}

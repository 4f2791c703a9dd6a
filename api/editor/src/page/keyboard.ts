/** One-letter keys of the map. They rest while somebody types. */

export type Keys = Readonly<Record<string, () => void>>;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement && target.type !== "checkbox" ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}

/** Run an action on a key pressed alone; letters work on the Thai layout too. */
export function listenToKeys(page: Document, keys: Keys): void {
  page.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) return;
    const name = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
    const run = keys[name];
    if (!run) return;
    event.preventDefault();
    run();
  });
}

// Texts come with the page (outpace.ui.strings), in the reader's language. No text is written in TypeScript.
export function text(key: string, values: Record<string, string> = {}): string {
  const island = document.getElementById("ui-strings")?.textContent ?? "{}";
  const known = JSON.parse(island) as Record<string, string>;
  return (known[key] ?? key).replace(/%\((\w+)\)s/g, (_all, name: string) => values[name] ?? "");
}
